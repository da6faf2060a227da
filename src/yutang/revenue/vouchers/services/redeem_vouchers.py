"""Redeem at the counter: many wishes, one transaction, an answer for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from yutang.foundation.org.api import scopes_of
from yutang.kernel import audit, clock, outbox
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.ids import dated_no
from yutang.revenue.orders.api import use_standings
from yutang.revenue.vouchers.contracts import (
    RedeemWant,
    RedemptionFacts,
    Refusal,
    VoucherStatus,
    voucher_unknown,
)
from yutang.revenue.vouchers.events import VoucherRedeemed
from yutang.revenue.vouchers.models import Redemption, Voucher
from yutang.revenue.vouchers.rules import clean_code, refusal_of
from yutang.revenue.vouchers.selectors.rows import last_redemptions, redemption_facts, voucher_facts
from yutang.revenue.vouchers.selectors.vouchers import told_who

RETRIES = 3
MAX_KEY = 160

# The condition is what makes it right: whoever comes second changes no row.
_TAKE = """
UPDATE vouchers_voucher SET uses_left = uses_left - %s,
    status = CASE WHEN uses_left = %s THEN 'used' ELSE status END
WHERE id = %s AND uses_left >= %s AND NOT is_refunded
"""


class UsesMovedError(RuntimeError):
    """A locked voucher had fewer uses than were decided about; the transaction must be rolled back."""


@dataclass(slots=True)
class _Redeeming:
    """One wish on its way; whatever sets `refusal` ends it."""

    want: RedeemWant
    voucher: Voucher | None = None
    refusal: Refusal | None = None
    at: datetime = field(default_factory=clock.now)
    left_after: int = 0
    redemption_id: int = 0
    no: str = ""


def redeem_vouchers(wants: Sequence[RedeemWant]) -> list[RedemptionFacts | Refusal]:
    """Redeem uses of vouchers, in order, and answer each want; every use is redeemed once for ever.

    A key that was answered by a redemption gets the same one again (repeated=True). A refusal redeems nothing and says
    why: voucher_unknown, voucher_used (with who, where and when), voucher_void, voucher_expired, voucher_early,
    voucher_elsewhere, uses_short, uses_invalid, store_foreign, key_invalid. Statements grow only with the number of
    different vouchers that are taken from.
    """
    for _ in range(RETRIES):
        try:
            with transaction.atomic():
                return _redeem(wants)
        except IntegrityError:
            # Somebody redeemed under one of our keys meanwhile: what was first is readable now.
            continue
    with transaction.atomic():
        return _redeem(wants)


def redeem_voucher(want: RedeemWant) -> RedemptionFacts:
    """Redeem one; raises what redeem_vouchers would answer as a refusal."""
    (answer,) = redeem_vouchers([want])
    if isinstance(answer, Refusal):
        raise answer.as_error()
    return answer


def _redeem(wants: Sequence[RedeemWant]) -> list[RedemptionFacts | Refusal]:
    keys = {want.key for want in wants}
    known = {row.key: row for row in Redemption.objects.filter(key__in=keys).select_related("voucher")}
    fresh: dict[str, _Redeeming] = {}
    for want in wants:
        if want.key not in known:
            fresh.setdefault(want.key, _Redeeming(want, at=want.at or clock.now()))
    _decide(list(fresh.values()))
    _write([one for one in fresh.values() if one.refusal is None])
    rows = [*known.values(), *_rows(fresh.values())]
    again = {row.pk for row in known.values()}
    answers: dict[str, RedemptionFacts | Refusal] = {
        row.key: facts for row, facts in zip(rows, redemption_facts(rows, repeated=again), strict=True)
    }
    answers |= {key: one.refusal for key, one in fresh.items() if one.refusal is not None}
    return [answers[want.key] for want in wants]


def _decide(batch: Sequence[_Redeeming]) -> None:
    scopes = scopes_of({one.want.staff_id for one in batch})
    for one in batch:
        if not one.want.key or len(one.want.key) > MAX_KEY:
            one.refusal = Refusal("key_invalid", "请求标识缺失或过长", 422, {"field": "Idempotency-Key"})
        elif not scopes[one.want.staff_id].covers(one.want.store_id):
            one.refusal = Refusal("store_foreign", "你不能在这家门店核销", 403, {"field": "store_id"})
    rows, refunding = _lock({clean_code(one.want.code) for one in batch if one.refusal is None})
    left = {code: row.uses_left for code, row in rows.items()}
    for one in batch:
        if one.refusal is None:
            _decide_one(one, rows, left, refunding)
    _tell_who([one for one in batch if one.refusal is not None and one.refusal.code == "voucher_used"])


def _lock(codes: set[str]) -> tuple[dict[str, Voucher], set[int]]:
    """Lock the orders, then the vouchers: a refund of the same order waits for us or we for it."""
    if not codes:
        return {}, set()
    order_ids = set(Voucher.objects.filter(code__in=codes).values_list("order_id", flat=True))
    standings = use_standings(order_ids, lock=True)
    rows = Voucher.objects.select_for_update().filter(code__in=codes).order_by("pk")
    refunding = {pk for pk, one in standings.items() if one.is_refunding or not one.is_paid}
    return {row.code: row for row in rows}, refunding


def _decide_one(
    one: _Redeeming, rows: Mapping[str, Voucher], left: dict[str, int], refunding: set[int]
) -> None:
    code = clean_code(one.want.code)
    row = rows.get(code)
    if row is None:
        error = voucher_unknown(one.want.code)
        one.refusal = Refusal(error.code, error.message, error.status, error.details)
        return
    one.voucher = row
    # What earlier wants of the batch took is gone for the later ones.
    row.uses_left = left[code]
    facts = voucher_facts(row, refunding=refunding)
    one.refusal = refusal_of(facts, uses=one.want.uses, store_id=one.want.store_id, at=one.at)
    if one.refusal is None:
        left[code] -= one.want.uses
        one.left_after = left[code]


def _tell_who(refused: Sequence[_Redeeming]) -> None:
    vouchers = {one.voucher.pk for one in refused if one.voucher is not None}
    if not vouchers:
        return
    last = last_redemptions(vouchers)
    facts = {one.voucher_id: one for one in redemption_facts(last.values())}
    for one in refused:
        if one.voucher is not None and one.refusal is not None and one.voucher.pk in facts:
            one.refusal = told_who(one.refusal, facts[one.voucher.pk])


def _write(batch: Sequence[_Redeeming]) -> None:
    if not batch:
        return
    taken: dict[int, int] = {}
    for one in batch:
        pk = _pk(one)
        taken[pk] = taken.get(pk, 0) + one.want.uses
    with connection.cursor() as cursor:
        for pk, uses in sorted(taken.items()):
            cursor.execute(_TAKE, [uses, uses, pk, uses])
            if cursor.rowcount != 1:
                raise UsesMovedError(f"voucher {pk} has no {uses} uses left")
    now = clock.now()
    for one, redemption_id in zip(batch, next_ids(Redemption, len(batch)), strict=True):
        one.redemption_id, one.no = redemption_id, dated_no("V", now)
    insert_columns(
        Redemption,
        id=[one.redemption_id for one in batch],
        no=[one.no for one in batch],
        voucher_id=[_pk(one) for one in batch],
        uses=[one.want.uses for one in batch],
        left_after=[one.left_after for one in batch],
        staff_id=[one.want.staff_id for one in batch],
        store_id=[one.want.store_id for one in batch],
        device_id=[one.want.device_id for one in batch],
        key=[one.want.key for one in batch],
        redeemed_at=[one.at for one in batch],
        recorded_at=[now] * len(batch),
        reverse_reason=[""] * len(batch),
    )
    for one in batch:
        if one.left_after == 0 and one.voucher is not None:
            one.voucher.status = VoucherStatus.USED
    _record(batch)
    outbox.publish_many([_event(one) for one in batch])


def _pk(one: _Redeeming) -> int:
    if one.voucher is None:
        raise RuntimeError("a wish without a voucher was refused before")
    return one.voucher.pk


def _record(batch: Sequence[_Redeeming]) -> None:
    """One entry for what one person redeemed in one store together."""
    groups: dict[tuple[int, int], list[_Redeeming]] = {}
    for one in batch:
        groups.setdefault((one.want.staff_id, one.want.store_id), []).append(one)
    for (staff_id, store_id), group in groups.items():
        subject = f"voucher:{_pk(group[0])}" if len(group) == 1 else f"store:{store_id}"
        audit.record(
            actor=f"staff:{staff_id}",
            action="voucher.redeemed",
            subject=subject,
            change={
                "store_id": store_id,
                "redemptions": [[one.no, _pk(one), one.want.uses] for one in group],
            },
        )


def _rows(batch: Iterable[_Redeeming]) -> list[Redemption]:
    ids = [one.redemption_id for one in batch if one.refusal is None]
    if not ids:
        return []
    return list(Redemption.objects.filter(pk__in=ids).select_related("voucher").order_by("pk"))


def _event(one: _Redeeming) -> VoucherRedeemed:
    voucher = one.voucher
    if voucher is None:
        raise RuntimeError("a wish without a voucher was refused before")
    return VoucherRedeemed(
        voucher_id=voucher.pk,
        redemption_no=one.no,
        customer_id=voucher.customer_id,
        order_id=voucher.order_id,
        product_id=voucher.product_id,
        store_id=one.want.store_id,
        staff_id=one.want.staff_id,
        right_name=voucher.name,
        uses=one.want.uses,
        left=one.left_after,
        worth_fen=voucher.worth_fen * one.want.uses // voucher.uses_total,
        redeemed_at=one.at.isoformat(),
        is_offline=one.want.device_id is not None,
    )
