"""Of a pack only the unused share can be given back, and giving it back ends its vouchers."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.db.models import F

from yutang.kernel import audit, clock
from yutang.revenue.orders.api import use_standings
from yutang.revenue.orders.contracts import RefundLimit, RefundLimitWant
from yutang.revenue.vouchers.contracts import VoucherStatus
from yutang.revenue.vouchers.models import Voucher
from yutang.revenue.vouchers.rules import Pack, Right, Unused, unused_share


def limit_refunds(wants: Sequence[RefundLimitWant], is_final: bool) -> Mapping[int, RefundLimit]:  # noqa: FBT001
    """Answer orders what of its lines' packs can still be refunded (one statement).

    Least used packs go back first. Finally, inside the transaction that reserves the money, the vouchers of those packs
    are locked and voided: what is left of them cannot be redeemed from then on, what was redeemed stays redeemed.
    """
    vouchers = _vouchers([want.line_id for want in wants], lock=is_final)
    limits: dict[int, RefundLimit] = {}
    for want in wants:
        mine = vouchers.get(want.line_id)
        if not mine:
            continue
        unused = _unused(mine, want.paid_fen, want.refunded_fen, want.asked)
        limits[want.line_id] = RefundLimit(unused.packs, unused.fen, _why(mine))
        if is_final and want.asked <= unused.packs:
            _void(mine, unused.asked, want.order_no)
    return limits


@transaction.atomic
def void_refunded(order_ids: Collection[int]) -> None:
    """End the vouchers of packs whose money went back before they were issued; safe to repeat, usually nothing to do."""
    standings = use_standings(order_ids, lock=True)
    back = {
        line: (pieces, fen)
        for one in standings.values()
        for line, (pieces, fen) in one.refunded.items()
        if pieces
    }
    paid = {line: fen for one in standings.values() for line, fen in one.paid.items()}
    for line_id, rows in _vouchers(list(back), lock=True).items():
        pieces, fen = back[line_id]
        missing = pieces - len({row.pack_no for row in rows if row.is_refunded})
        if missing > 0:
            _void(rows, _unused(rows, paid[line_id], fen, missing).asked, rows[0].order_no)


def _vouchers(line_ids: Collection[int], *, lock: bool) -> dict[int, list[Voucher]]:
    rows = Voucher.objects.filter(line_id__in=list(line_ids)).order_by("pk")
    found: dict[int, list[Voucher]] = {}
    for row in rows.select_for_update() if lock else rows:
        found.setdefault(row.line_id, []).append(row)
    return found


def _unused(rows: Sequence[Voucher], paid_fen: int, refunded_fen: int, asked: int) -> Unused:
    packs: dict[int, list[Voucher]] = {}
    for row in rows:
        packs.setdefault(row.pack_no, []).append(row)
    return unused_share(
        [
            Pack(
                number,
                tuple(
                    Right(r.worth_fen, r.uses_total, r.uses_total - r.uses_left - r.uses_voided) for r in own
                ),
                is_refunded=any(r.is_refunded for r in own),
            )
            for number, own in sorted(packs.items())
        ],
        paid_fen=paid_fen,
        refunded_fen=refunded_fen,
        asked=asked,
    )


def _why(rows: Sequence[Voucher]) -> str:
    used = sum(row.uses_total - row.uses_left - row.uses_voided for row in rows)
    return f"已核销 {used} 次，只退未使用的部分" if used else ""


def _void(rows: Sequence[Voucher], pack_nos: Collection[int], order_no: str) -> None:
    ended = [row for row in rows if row.pack_no in pack_nos]
    if not ended:
        return
    ids = [row.pk for row in ended]
    # What is used up stays what it is; the rest of the uses end here.
    Voucher.objects.filter(pk__in=ids, uses_left__gt=0).update(
        status=VoucherStatus.VOID, uses_voided=F("uses_voided") + F("uses_left"), uses_left=0
    )
    Voucher.objects.filter(pk__in=ids).update(is_refunded=True)
    audit.record(
        actor="system",
        action="voucher.voided",
        subject=f"order:{order_no}",
        change={"vouchers": ids, "uses": sum(row.uses_left for row in ended), "at": clock.now().isoformat()},
    )
