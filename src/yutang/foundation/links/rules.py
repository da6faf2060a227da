"""Pure decisions of links: the check part of a code, who may be bound, and the arbiter of attribution."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yutang.foundation.links.contracts import (
    Attribution,
    AttributionPolicy,
    AttributionWant,
    BindingFacts,
    BindingKind,
    Credit,
    CreditKind,
    OwnerKind,
)
from yutang.kernel.money import apportion

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
BODY_LENGTH = 7
CHECK_LENGTH = 4
CODE_LENGTH = BODY_LENGTH + CHECK_LENGTH
WHOLE_BP = 10_000
CHANNEL_HOLDER = "channel"
STORE_HOLDER = "store"
HOUSE_HOLDER = "house"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def sealed_code(body: str, key: bytes) -> str:
    """Return the body with its check part: 20 bits of a keyed digest, which needs the key."""
    digest = int.from_bytes(hmac.digest(key, body.encode(), hashlib.sha256)[:4], "big")
    check = "".join(ALPHABET[(digest >> shift) & 31] for shift in (15, 10, 5, 0))
    return body + check


def is_genuine(code: str, keys: Iterable[bytes]) -> bool:
    """Tell a code of ours from a guessed or altered one without asking the database."""
    if len(code) != CODE_LENGTH or not code.isascii():
        return False
    body = code[:BODY_LENGTH]
    return any(hmac.compare_digest(sealed_code(body, key), code) for key in keys)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A touch that could bind a customer to whoever shared the link."""

    customer_id: int
    kind: str
    holder_id: int
    link_id: int | None
    touch_id: int | None
    at: datetime


def candidate_of(
    *, customer_id: int, owner_kind: str, owner_id: int, link_id: int, touch_id: int, at: datetime
) -> Candidate | None:
    """Return what a touch would bind: staff bind as guides, customers as distributors."""
    if owner_kind == OwnerKind.STAFF:
        return Candidate(customer_id, BindingKind.GUIDE, owner_id, link_id, touch_id, at)
    if owner_kind == OwnerKind.CUSTOMER and owner_id != customer_id:
        return Candidate(customer_id, BindingKind.DISTRIBUTOR, owner_id, link_id, touch_id, at)
    return None


def chosen_candidates(
    candidates: Sequence[Candidate],
    open_bindings: Mapping[tuple[int, str], BindingFacts],
    *,
    at: datetime,
    policy: AttributionPolicy,
) -> list[Candidate]:
    """Return the candidates that win: the first of each customer and kind, unless a protected binding stands.

    A touch older than the attribution window binds nobody.
    """
    oldest = at - timedelta(days=policy.window_days)
    chosen: dict[tuple[int, str], Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (c.at, c.touch_id or 0)):
        place = (candidate.customer_id, candidate.kind)
        standing = open_bindings.get(place)
        is_protected = standing is not None and standing.protected_until > at
        if candidate.at < oldest or is_protected or place in chosen:
            continue
        chosen[place] = candidate
    return list(chosen.values())


def would_close_a_circle(customer_id: int, holder_id: int, holders: Mapping[int, int]) -> bool:
    """Tell whether holder_id was himself brought, over any number of steps, by customer_id."""
    seen: set[int] = set()
    step: int | None = holder_id
    while step is not None and step not in seen:
        if step == customer_id:
            return True
        seen.add(step)
        step = holders.get(step)
    return False


@dataclass(frozen=True, slots=True)
class SeenTouch:
    """A touch with the words of its link, as the arbiter reads it."""

    touch_id: int
    link_id: int
    code: str
    carrier_text: str
    channel: str
    owner_kind: str
    owner_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Party:
    kind: str
    holder_kind: str
    holder_id: int
    weight: int
    reason: str
    link_id: int | None = None
    touch_id: int | None = None


def arbitrate(
    want: AttributionWant,
    touches: Sequence[SeenTouch],
    bindings: Mapping[str, BindingFacts],
    policy: AttributionPolicy,
) -> Attribution:
    """Decide who shares the credit of one order; see docs/mechanisms/links-attribution.md for the table."""
    last = last_touch(want, touches, policy)
    guide = bindings.get(BindingKind.GUIDE)
    distributor = bindings.get(BindingKind.DISTRIBUTOR)
    parties = [
        party
        for party in (
            _party_of_link(last, distributor, policy),
            _party_of_guide(guide, policy),
            _party_of_distributor(distributor, policy),
        )
        if party is not None
    ]
    shares = _shared(_merged(parties)) if parties else (_credit_of_nobody(want),)
    distributor_link = distributor.link_id if distributor else None
    if last is not None and distributor is not None and _is_of(last, distributor):
        distributor_link = last.link_id
    return Attribution(
        customer_id=want.customer_id,
        credits=shares,
        distributor_id=distributor.holder_id if distributor else None,
        distributor_link_id=distributor_link,
        link_id=last.link_id if last else None,
        touch_id=last.touch_id if last else None,
    )


def last_touch(
    want: AttributionWant, touches: Sequence[SeenTouch], policy: AttributionPolicy
) -> SeenTouch | None:
    """Return the last link of the window that is not the customer's own."""
    oldest = want.at - timedelta(days=policy.window_days)
    counted = [
        touch
        for touch in touches
        if oldest <= touch.at <= want.at
        and not (touch.owner_kind == OwnerKind.CUSTOMER and touch.owner_id == want.customer_id)
    ]
    return max(counted, key=lambda touch: (touch.at, touch.touch_id), default=None)


def _is_of(touch: SeenTouch, distributor: BindingFacts) -> bool:
    return touch.owner_kind == OwnerKind.CUSTOMER and touch.owner_id == distributor.holder_id


def _party_of_link(
    touch: SeenTouch | None, distributor: BindingFacts | None, policy: AttributionPolicy
) -> _Party | None:
    """A customer's link counts only for the distributor the buyer is bound to: no snatching."""
    if touch is None:
        return None
    when = f"{_moment(touch.at)}打开的{touch.carrier_text}（{touch.code}）"
    reason = f"下单前 {policy.window_days} 天内最后一次进入，是{when}"
    if touch.owner_kind == OwnerKind.CUSTOMER:
        if distributor is None or not _is_of(touch, distributor):
            return None
        holder_kind, holder_id = OwnerKind.CUSTOMER.value, touch.owner_id
    elif touch.owner_kind == OwnerKind.NONE:
        holder_kind, holder_id = CHANNEL_HOLDER, touch.link_id
        reason += f"，渠道：{touch.channel}" if touch.channel else ""
    else:
        holder_kind, holder_id = touch.owner_kind, touch.owner_id
    return _Party(
        CreditKind.LINK, holder_kind, holder_id, policy.link_weight, reason, touch.link_id, touch.touch_id
    )


def _party_of_guide(guide: BindingFacts | None, policy: AttributionPolicy) -> _Party | None:
    if guide is None:
        return None
    reason = f"专属导购，{_moment(guide.bound_at)}绑定"
    return _Party(
        CreditKind.GUIDE,
        OwnerKind.STAFF,
        guide.holder_id,
        policy.guide_weight,
        reason,
        guide.link_id,
        guide.touch_id,
    )


def _party_of_distributor(distributor: BindingFacts | None, policy: AttributionPolicy) -> _Party | None:
    if distributor is None:
        return None
    reason = f"由 TA 邀请，{_moment(distributor.bound_at)}绑定"
    return _Party(
        CreditKind.DISTRIBUTOR,
        OwnerKind.CUSTOMER,
        distributor.holder_id,
        policy.distributor_weight,
        reason,
        distributor.link_id,
        distributor.touch_id,
    )


def _merged(parties: Sequence[_Party]) -> list[_Party]:
    """One party per holder: his weights add up and so do his reasons; the first kind stays."""
    merged: dict[tuple[str, int], _Party] = {}
    for party in parties:
        place = (party.holder_kind, party.holder_id)
        first = merged.get(place)
        if first is None:
            merged[place] = party
            continue
        merged[place] = _Party(
            first.kind,
            first.holder_kind,
            first.holder_id,
            first.weight + party.weight,
            f"{first.reason}；{party.reason}",
            first.link_id,
            first.touch_id,
        )
    return list(merged.values())


def _shared(parties: Sequence[_Party]) -> tuple[Credit, ...]:
    shares = apportion(WHOLE_BP, [party.weight for party in parties])
    return tuple(
        Credit(
            kind=str(party.kind),
            holder_kind=str(party.holder_kind),
            holder_id=party.holder_id,
            share_bp=share,
            reason=party.reason,
            link_id=party.link_id,
            touch_id=party.touch_id,
        )
        for party, share in zip(parties, shares, strict=True)
        if share
    )


def _credit_of_nobody(want: AttributionWant) -> Credit:
    if want.store_id is not None:
        return Credit(
            CreditKind.STORE.value, STORE_HOLDER, want.store_id, WHOLE_BP, "没有分享链接与归属，记给履约门店"
        )
    return Credit(CreditKind.NATURAL.value, HOUSE_HOLDER, 0, WHOLE_BP, "没有分享链接与归属，记为自然流量")


def _moment(at: datetime) -> str:
    local = at.astimezone(_SHANGHAI)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"
