"""Pure decisions of flash sales: who gets a piece, and what a sale must look like."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan
from yutang.revenue.flash_sales.contracts import (
    MOST_ITEMS,
    MOST_PER_PERSON,
    ItemFacts,
    ItemSpec,
    Refusal,
    SalePhase,
    SaleSpec,
    Taken,
    TakeWant,
    phase_of,
)

MOST_PIECES = 10**8
LONGEST = timedelta(days=31)
type Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a customer took before, under which key, and what he heard."""

    customer_id: int
    item_id: int
    key: str
    digest: str
    quantity: int
    is_returned: bool
    answer: Taken


@dataclass(slots=True)
class Decision:
    """The answers of a batch: `refused` by place in the batch, `repeated` by the place of the first, `again` from before."""

    accepted: list[int]
    refused: dict[int, Refusal]
    repeated: dict[int, int]
    again: dict[int, Taken]


def digest_of(want: TakeWant) -> str:
    """What a want asks for; the same key with another digest is refused."""
    text = f"{want.item_id}:{want.quantity}:{want.address_id or 0}:{want.note}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def decide(
    wants: Sequence[TakeWant],
    items: Mapping[int, ItemFacts],
    earlier: Sequence[Earlier],
    places: Collection[Place],
    now: datetime,
) -> Decision:
    """Answer the wants in order, first come first served; `items` are the locked rows.

    Never more is accepted of an item than it has left, nor for a person than the limit allows, repeated keys included.
    A key that was accepted before hears the same order again, also after the sale.
    """
    known = {(one.customer_id, one.key): one for one in earlier}
    left = {item_id: item.left for item_id, item in items.items()}
    bought: dict[Place, int] = {}
    for one in earlier:
        if not one.is_returned:
            holder = (one.customer_id, one.item_id)
            bought[holder] = bought.get(holder, 0) + one.quantity
    made = Decision([], {}, {}, {})
    first: dict[tuple[int, str], int] = {}
    for index, want in enumerate(wants):
        name = (want.customer_id, want.key)
        if name in known:
            _repeat_earlier(made, index, want, known[name])
            continue
        if name in first:
            _repeat_within(made, index, wants, first[name])
            continue
        holder = (want.customer_id, want.item_id)
        refusal = _refusal(want, items.get(want.item_id), left, bought.get(holder, 0), places, now)
        if refusal is not None:
            made.refused[index] = refusal
            continue
        first[name] = index
        left[want.item_id] -= want.quantity
        bought[holder] = bought.get(holder, 0) + want.quantity
        made.accepted.append(index)
    return made


def _repeat_earlier(made: Decision, index: int, want: TakeWant, known: Earlier) -> None:
    if known.digest == digest_of(want):
        made.again[index] = known.answer
    else:
        made.refused[index] = MISMATCH


def _repeat_within(made: Decision, index: int, wants: Sequence[TakeWant], first: int) -> None:
    if digest_of(wants[first]) == digest_of(wants[index]):
        made.repeated[index] = first
    else:
        made.refused[index] = MISMATCH


MISMATCH = Refusal("idempotency_mismatch", "同一请求标识的内容不一致", 409, {"field": "Idempotency-Key"})


def _refusal(
    want: TakeWant,
    item: ItemFacts | None,
    left: Mapping[int, int],
    bought: int,
    places: Collection[Place],
    now: datetime,
) -> Refusal | None:
    if item is None:
        return unknown_item(want.item_id)
    closed = not_open(item, now)
    if closed is not None:
        return closed
    if item.store_id is None and (want.customer_id, want.address_id or 0) not in places:
        return Refusal("address_unknown", "没有找到这个收货地址", 404, {"field": "address_id"})
    return _scarce(want, item, left[item.item_id], bought)


def _scarce(want: TakeWant, item: ItemFacts, left: int, bought: int) -> Refusal | None:
    if not 0 < want.quantity <= item.per_person:
        return over_limit(item, bought)
    if left <= 0:
        return sold_out(item)
    if bought + want.quantity > item.per_person:
        return over_limit(item, bought)
    return short(left) if want.quantity > left else None


def unknown_item(item_id: int) -> Refusal:
    """Nobody offers this."""
    return Refusal("flash_unknown", "没有这件秒杀商品", 404, {"item_id": item_id})


def not_open(item: ItemFacts, now: datetime) -> Refusal | None:
    """Why an item cannot be bought at this moment whatever is left of it; None when it can."""
    phase = phase_of(item.status, item.starts_at, item.ends_at, now)
    times = {"starts_at": item.starts_at.isoformat(), "server_time": now.isoformat()}
    if phase == SalePhase.UPCOMING:
        return Refusal("flash_not_started", "秒杀还没开始", 409, times)
    if phase != SalePhase.ON:
        return Refusal("flash_ended", "这场秒杀已结束", 409, {"ends_at": item.ends_at.isoformat()})
    if not item.is_sellable:
        return Refusal("sku_unavailable", f"{item.name}已下架", 409, {"field": "item_id"})
    return None


def sold_out(item: ItemFacts) -> Refusal:
    """Nothing is left; what others have not paid may come back."""
    unpaid = item.allotment - item.paid
    message = f"抢光了，还有 {unpaid} 件待付款，可能回流" if unpaid > 0 else "抢光了"
    return Refusal("flash_sold_out", message, 409, {"unpaid": unpaid})


def short(left: int) -> Refusal:
    """Less is left than was asked."""
    return Refusal("flash_short", f"只剩 {left} 件了", 409, {"field": "quantity", "left": left})


def over_limit(item: ItemFacts, bought: int) -> Refusal:
    """The person has had, or asks for, more than one may have."""
    had = f"，你已抢 {bought} 件" if bought else ""
    return Refusal(
        "flash_limit",
        f"每人限购 {item.per_person} 件{had}",
        409,
        {"field": "quantity", "per_person": item.per_person, "bought": bought},
    )


def check_sale(spec: SaleSpec, now: datetime) -> None:
    """Raise DomainError naming the field of a sale that cannot be held."""
    wrong = (
        (not 1 <= len(spec.name.strip()) <= 40, "name", "名称要 1 到 40 个字"),
        (spec.ends_at <= spec.starts_at, "ends_at", "结束时间要晚于开始时间"),
        (spec.ends_at <= now, "ends_at", "结束时间已经过去"),
        (spec.ends_at - spec.starts_at > LONGEST, "ends_at", "一场秒杀最长 31 天"),
        (not 1 <= spec.pay_minutes <= 60, "pay_minutes", "付款时限为 1 到 60 分钟"),
        (not 0 <= spec.shipping_fen <= 100_000, "shipping_fen", "配送费为 0 到 1000 元"),
        (not 1 <= len(spec.items) <= MOST_ITEMS, "items", f"请放入 1 到 {MOST_ITEMS} 个商品"),
    )
    for is_wrong, field, message in wrong:
        if is_wrong:
            raise _bad(field, message)
    seen: set[int] = set()
    for number, item in enumerate(spec.items):
        if item.sku_id in seen:
            raise _bad(f"items.{number}.sku_id", "同一规格在一场里只能放一次")
        seen.add(item.sku_id)
        check_item(item, number)


def check_item(item: ItemSpec, number: int) -> None:
    """Raise DomainError naming the field of an item that cannot be offered."""
    if item.price_fen < 1:
        raise _bad(f"items.{number}.price_fen", "秒杀价至少 0.01 元")
    if not 1 <= item.allotment < MOST_PIECES:
        raise _bad(f"items.{number}.allotment", "投放数量至少 1 件")
    if not 1 <= item.per_person <= MOST_PER_PERSON:
        raise _bad(f"items.{number}.per_person", f"每人限购为 1 到 {MOST_PER_PERSON} 件")


def check_price(item: ItemSpec, number: int, *, base_fen: int) -> None:
    """Raise unless the special price is lower than what the SKU was really sold at."""
    if item.price_fen >= base_fen:
        raise _bad(
            f"items.{number}.price_fen",
            f"秒杀价要低于近 7 天实际售价的最低价 ¥{yuan(base_fen)}",
            base_fen=base_fen,
        )


def _bad(field: str, message: str, **details: object) -> DomainError:
    return DomainError("flash_invalid", message, status=422, field=field, **details)


def pieces_by_item(wants: Sequence[TakeWant]) -> dict[int, int]:
    """How many pieces these wants take of each item, in pk order."""
    pieces: dict[int, int] = {}
    for want in wants:
        pieces[want.item_id] = pieces.get(want.item_id, 0) + want.quantity
    return dict(sorted(pieces.items()))


def with_more_taken(item: ItemFacts, quantity: int) -> ItemFacts:
    """The item after so many more were taken."""
    return replace(item, taken=item.taken + quantity) if quantity else item


def again(answer: Taken | Refusal) -> Taken | Refusal:
    """The same answer for a repeated key."""
    return replace(answer, repeated=True) if isinstance(answer, Taken) else answer


def explanation_of(item: ItemFacts, quantity: int) -> tuple[dict[str, object], ...]:
    """The price list that a customer reads on the order."""
    base, goods = item.base_fen * quantity, item.price_fen * quantity
    shipping = "包邮" if item.shipping_fen == 0 else ""
    return (
        {"kind": "goods", "label": "商品金额", "detail": "", "amount_fen": base, "before_fen": None},
        {
            "kind": "flash_sale",
            "label": "秒杀价",
            "detail": f"{item.sale_name} · ¥{yuan(item.price_fen)} × {quantity}",
            "amount_fen": goods - base,
            "before_fen": None,
        },
        {
            "kind": "shipping",
            "label": "配送费",
            "detail": "到店自提" if item.store_id is not None else shipping,
            "amount_fen": item.shipping_fen,
            "before_fen": None,
        },
    )
