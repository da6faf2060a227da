"""Who plays: customers who register, the links that bring them, the distributors among them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from yutang.foundation.customers.api import (
    record_consents,
    register_customer,
    save_address,
    set_price_group,
)
from yutang.foundation.customers.contracts import AddressFields, ConsentGiven, ConsentPurpose, NewCustomer
from yutang.foundation.links.api import claim_touches, create_link, open_link
from yutang.foundation.links.contracts import Carrier, NewLink, OwnerKind, TargetKind
from yutang.referral.affiliates.api import apply, approve, share_link
from yutang.revenue.pricing.api import take_coupon
from yutang.surfaces.demo.people import TRY_OUT, Persona
from yutang.surfaces.demo.places import PLACES
from yutang.surfaces.demo.setting import ACTOR, MEMBER_GROUP, Setting

CHANNELS = (
    (Carrier.PACKAGE_CARD, "包裹卡"),
    (Carrier.STORE_CODE, "门店台卡"),
    (Carrier.XIAOHONGSHU, "小红书"),
    (Carrier.MOMENTS, "朋友圈"),
)
HOME_STORE = {"西湖区": ("HZ01", "HZ04"), "拱墅区": ("HZ03",), "滨江区": ("HZ02",), "上城区": ("HZ05",)}
MOST_DISTRIBUTORS = 18


@dataclass(frozen=True)
class Player:
    """One customer on the stage. ``appetite`` is how often he buys, compared with the others."""

    customer_id: int
    address_id: int
    store_no: str
    appetite: int


@dataclass(frozen=True)
class OpenOrder:
    """An order that something will still happen to."""

    customer_id: int
    order_no: str
    store_no: str
    day: int
    waybill_no: str = ""


@dataclass
class Company:
    """Everybody who is on, and what they are in the middle of: kept with each day's checkpoint."""

    joined: int = 0
    players: list[Player] = field(default_factory=list)
    distributors: list[int] = field(default_factory=list)
    to_ship: list[OpenOrder] = field(default_factory=list)
    to_pick_up: list[OpenOrder] = field(default_factory=list)
    on_the_way: list[OpenOrder] = field(default_factory=list)
    received: list[OpenOrder] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Company":
        """The company as it was kept."""
        orders = ("to_ship", "to_pick_up", "on_the_way", "received")
        kept: dict[str, Any] = {name: [OpenOrder(**row) for row in values[name]] for name in orders}
        return cls(
            joined=values["joined"],
            players=[Player(**row) for row in values["players"]],
            distributors=list(values["distributors"]),
            claims=list(values["claims"]),
            **kept,
        )


def join(company: Company, persona: Persona, setting: Setting, random: Random) -> Player:
    """Let one customer arrive through a link, register, agree, and leave an address."""
    store_no = _home_store(persona, random)
    code, link_id = _link_for(company, store_no, setting, random)
    visitor_id = f"demo-device-{company.joined:06d}"
    open_link(code, visitor_id=visitor_id, user_agent="demo")
    who = register_customer(
        NewCustomer(
            nickname=persona.nickname,
            phone=persona.phone,
            avatar=f"demo/{persona.avatar}",
            home_store_id=setting.stores[store_no],
            source_link_id=link_id,
        )
    )
    record_consents(
        who.customer_id,
        consents=[
            ConsentGiven(ConsentPurpose.TERMS),
            ConsentGiven(ConsentPurpose.PRIVACY),
            ConsentGiven(ConsentPurpose.MARKETING, granted=random.random() < 0.8),
        ],
        source="demo",
    )
    claim_touches(visitor_id=visitor_id, customer_id=who.customer_id)
    address = save_address(
        who.customer_id,
        AddressFields(
            name=persona.real_name,
            phone=persona.phone,
            province="浙江省",
            city="杭州市",
            district=persona.district,
            detail=persona.street,
            is_default=True,
        ),
    )
    take_coupon(customer_id=who.customer_id, template_code="NEW39")
    player = Player(who.customer_id, address.address_id, store_no, random.choice((1, 1, 2, 3, 5)))
    company.players.append(player)
    company.joined += 1
    if company.joined <= len(TRY_OUT):
        set_price_group(who.customer_id, MEMBER_GROUP)
    return player


def enrol(company: Company, player: Player, persona: Persona) -> None:
    """Make a customer a distributor: he applies, head office approves."""
    affiliate = apply(customer_id=player.customer_id, name=persona.real_name, reason="常买，也想推荐给邻居")
    if affiliate.status == "pending":
        approve(affiliate_id=affiliate.affiliate_id, actor=ACTOR)
    company.distributors.append(player.customer_id)


def _home_store(persona: Persona, random: Random) -> str:
    return random.choice(HOME_STORE.get(persona.district, tuple(place.no for place in PLACES)))


def _link_for(company: Company, store_no: str, setting: Setting, random: Random) -> tuple[str, int]:
    """A friend's share, a guide's code or a channel; the first friends all come through the first distributor."""
    is_friend = 0 < company.joined < len(TRY_OUT)
    if company.distributors and (is_friend or random.random() < 0.45):
        sharer = company.distributors[0] if is_friend else _sharer(company.distributors, random)
        goods = random.choice(setting.shelf).product_id
        shared = share_link(customer_id=sharer, target_kind=TargetKind.PRODUCT, target_id=goods)
        return shared.code, shared.link_id
    guides = setting.guides[store_no]
    if guides and random.random() < 0.5:
        guide = NewLink(
            carrier=Carrier.STAFF_CODE,
            target_kind=TargetKind.HOME,
            channel="导购活码",
            owner_kind=OwnerKind.STAFF,
            owner_id=random.choice(guides),
        )
        made = create_link(guide)
        return made.code, made.link_id
    carrier, channel = random.choice(CHANNELS)
    made = create_link(NewLink(carrier=carrier, target_kind=TargetKind.HOME, channel=channel))
    return made.code, made.link_id


def _sharer(distributors: Sequence[int], random: Random) -> int:
    """The first distributors share most."""
    return distributors[min(int(random.expovariate(0.4)), len(distributors) - 1)]
