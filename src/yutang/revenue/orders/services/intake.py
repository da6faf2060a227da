"""The deciding half of order intake: from wishes to drafts that hold their stock and coupon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from yutang.foundation.customers.api import customers_by_ids, destinations
from yutang.foundation.inventory.api import StockWant, hold_many, release_many
from yutang.foundation.links.api import resolve_attributions
from yutang.foundation.links.contracts import Attribution, AttributionWant
from yutang.kernel.errors import DomainError
from yutang.kernel.ids import dated_no
from yutang.revenue.orders.contracts import UNPAID_MINUTES, ClaimWant, Placed, PlaceOrder, Refused
from yutang.revenue.orders.rules import refusal_of
from yutang.revenue.orders.rules.intake import refused_field, stock_short
from yutang.revenue.orders.selectors.carts import selected_lines
from yutang.revenue.orders.services.claims import take_claims
from yutang.revenue.pricing.api import hold_coupons, location_map, quote_many, restore_coupons
from yutang.revenue.pricing.contracts import (
    CouponHold,
    Delivery,
    GiftLine,
    Quote,
    QuoteLine,
    QuoteRequest,
    coupon_used,
)


@dataclass(slots=True)
class Intake:
    """One wish on its way to being an order. Whatever sets `refusal` ends the way."""

    index: int
    wish: PlaceOrder
    refusal: Refused | None = None
    lines: tuple[tuple[int, int], ...] = ()
    quote: Quote | None = None
    address: str = ""
    price_group: str = ""
    region: str = ""
    store_id: int | None = None
    location_id: int = 0
    order_no: str = ""
    order_id: int = 0
    attribution: Attribution | None = None
    pay_before: datetime | None = None

    @property
    def priced(self) -> Quote:
        """The quote of a wish that was not refused."""
        if self.quote is None:
            raise RuntimeError("this wish was refused before it had a price")
        return self.quote

    def answer(self) -> Placed | Refused:
        """What the customer hears."""
        if self.refusal is not None:
            return self.refusal
        until = self.pay_before.isoformat() if self.pay_before else ""
        return Placed(self.order_id, self.order_no, self.priced.total_fen, until)


def decide_orders(intakes: Sequence[Intake], now: datetime) -> None:
    """Price every wish, hold what is scarce, and mark those that cannot become orders."""
    _read_carts(intakes)
    _read_people(_open(intakes))
    _price(_open(intakes))
    wishes = _open(intakes)
    for intake in wishes:
        intake.order_no = dated_no("D", now)
        intake.pay_before = now + timedelta(minutes=UNPAID_MINUTES)
    _hold_coupons(wishes)
    _attribute(_open(intakes), now)
    _hold_stock(_open(intakes))
    _claim(_open(intakes))


def _open(intakes: Sequence[Intake]) -> list[Intake]:
    return [intake for intake in intakes if intake.refusal is None]


def _read_carts(intakes: Sequence[Intake]) -> None:
    owners = {intake.wish.customer_id for intake in intakes if intake.wish.from_cart}
    carts = selected_lines(owners)
    for intake in intakes:
        wish = intake.wish
        intake.lines = tuple(carts.get(wish.customer_id, ())) if wish.from_cart else wish.lines


def _read_people(intakes: Sequence[Intake]) -> None:
    """Where the goods go, an address of one's own or a store that has a shelf, and whose prices count."""
    if not intakes:
        return
    pairs = [(i.wish.customer_id, i.wish.address_id) for i in intakes if i.wish.delivery == Delivery.EXPRESS]
    homes = destinations([(c, a) for c, a in pairs if a is not None]) if pairs else {}
    walkers = {intake.wish.customer_id for intake in intakes if intake.wish.delivery != Delivery.EXPRESS}
    people = customers_by_ids(walkers) if walkers else {}
    places = location_map({_place_of(intake.wish) for intake in intakes})
    for intake in intakes:
        wish, person = intake.wish, people.get(intake.wish.customer_id)
        if wish.delivery == Delivery.EXPRESS:
            home = homes.get((wish.customer_id, wish.address_id or 0))
            if home is None:
                intake.refusal = refused_field(
                    "address_unknown", "没有找到这个收货地址", "address_id", status=404
                )
                continue
            intake.address, intake.price_group = home.sealed_address, home.price_group
            intake.store_id, intake.region = home.home_store_id, home.province
        elif person is None:
            intake.refusal = refused_field("customer_unknown", "没有找到这位客户", "customer_id", status=404)
        else:
            is_pickup = wish.delivery == Delivery.PICKUP
            intake.store_id = wish.store_id if is_pickup else person.home_store_id
            intake.price_group = person.price_group
        location_id = places.get(_place_of(wish))
        if location_id is None:
            intake.refusal = refused_field("store_unknown", "请选择自提门店", "store_id", status=404)
        else:
            intake.location_id = location_id


def _place_of(wish: PlaceOrder) -> tuple[str, int | None]:
    return (wish.delivery, wish.store_id if wish.delivery == Delivery.PICKUP else None)


def _price(intakes: Sequence[Intake]) -> None:
    requests = [
        QuoteRequest(
            i.wish.customer_id,
            i.lines,
            i.wish.coupon_code,
            i.wish.delivery,
            i.wish.store_id,
            i.price_group,
            i.wish.points,
            i.region,
        )
        for i in intakes
    ]
    for intake, quote in zip(intakes, quote_many(requests, check_stock=False, with_more=False), strict=True):
        intake.refusal = refusal_of(intake.wish, quote)
        if not isinstance(quote, DomainError):
            intake.quote = quote


def _hold_coupons(intakes: Sequence[Intake]) -> None:
    owners = [(intake, taken) for intake in intakes for taken in intake.priced.coupon_uses]
    wants = [
        CouponHold(i.order_no, i.wish.customer_id, x.code, x.uses, x.saved_fen, i.priced.total_fen)
        for i, x in owners
    ]
    for (intake, taken), is_held in zip(owners, hold_coupons(wants), strict=True):
        if not is_held:
            intake.refusal = _coupon_used(taken.code)
    # One of several coupons was gone: the others are free again.
    _free_coupons(i for i, _ in owners if i.refusal is not None and len(i.priced.coupon_uses) > 1)


def _free_coupons(intakes: Iterable[Intake]) -> None:
    lost = sorted({intake.order_no for intake in intakes if intake.priced.coupons})
    if lost:
        restore_coupons(lost)


def _coupon_used(code: str) -> Refused:
    error = coupon_used(code)
    return Refused(error.code, error.message, error.status, error.details)


def _attribute(intakes: Sequence[Intake], now: datetime) -> None:
    wants = [AttributionWant(intake.wish.customer_id, now, intake.store_id) for intake in intakes]
    for intake, verdict in zip(intakes, resolve_attributions(wants), strict=True):
        intake.attribution = verdict


def _goods_of(intake: Intake) -> list[QuoteLine | GiftLine]:
    return [*intake.priced.lines, *intake.priced.gifts]


def _hold_stock(intakes: Sequence[Intake]) -> None:
    wants: list[StockWant] = []
    owners: list[tuple[Intake, str]] = []
    for intake in intakes:
        for line in _goods_of(intake):
            wants.append(StockWant(intake.location_id, line.sku_id, line.quantity, intake.order_no))
            owners.append((intake, line.name))
    for (intake, name), want, answer in zip(owners, wants, hold_many(wants), strict=True):
        if not answer.is_held and (answer.is_short or intake.refusal is None):
            intake.refusal = stock_short(want.sku_id, name, answer.available)
    _free_coupons(intake for intake in intakes if intake.refusal is not None)


def _claim(intakes: Sequence[Intake]) -> None:
    """Take points and benefits; who is refused here gives stock and coupons back."""
    users = {i.order_no: i for i in intakes if i.priced.points_used or i.priced.benefits}
    if not users:
        return
    refusals = take_claims(
        [
            ClaimWant(no, i.wish.customer_id, i.priced.points_used, i.priced.benefits, i.priced)
            for no, i in users.items()
        ]
    )
    refused = [users[order_no] for order_no in refusals]
    for intake in refused:
        intake.refusal = refusals[intake.order_no]
    release_many(
        [
            StockWant(intake.location_id, line.sku_id, line.quantity, intake.order_no)
            for intake in refused
            for line in _goods_of(intake)
        ]
    )
    _free_coupons(refused)
