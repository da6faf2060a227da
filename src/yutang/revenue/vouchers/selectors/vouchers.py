"""Vouchers to show: to their owner, and to whoever scans one."""

from collections.abc import Collection, Iterable

from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import use_standings
from yutang.revenue.vouchers.contracts import (
    RedemptionFacts,
    Refusal,
    ScanFacts,
    VoucherFacts,
    VouchersPage,
    VoucherStatus,
    voucher_unknown,
)
from yutang.revenue.vouchers.models import Redemption, Voucher
from yutang.revenue.vouchers.rules import clean_code, refusal_of
from yutang.revenue.vouchers.selectors.rows import last_redemptions, redemption_facts, voucher_facts

MAX_PAGE = 50
TABS = {
    "active": (VoucherStatus.ACTIVE,),
    "used": (VoucherStatus.USED,),
    "ended": (VoucherStatus.EXPIRED, VoucherStatus.VOID),
}


def vouchers_page(
    *, customer_id: int, tab: str = "active", before: int | None = None, limit: int = 20
) -> VouchersPage:
    """Return a page of a customer's vouchers, newest first. tab: active, used or ended (expired and refunded)."""
    if tab not in TABS:
        raise DomainError("status_invalid", "没有这种券的状态", field="status")
    rows = Voucher.objects.filter(customer_id=customer_id, status__in=TABS[tab]).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, MAX_PAGE))
    found = list(rows[: limit + 1])
    page = found[:limit]
    return VouchersPage(tuple(_facts(page)), page[-1].pk if len(found) > limit else None)


def voucher_counts(customer_id: int) -> int:
    """Return how many vouchers a customer can use."""
    return Voucher.objects.filter(customer_id=customer_id, status=VoucherStatus.ACTIVE).count()


def vouchers_of_orders(order_ids: Collection[int]) -> dict[int, list[VoucherFacts]]:
    """Return the vouchers of these orders, in the order of packs and rights."""
    found: dict[int, list[VoucherFacts]] = {}
    for facts in _facts(Voucher.objects.filter(order_id__in=list(order_ids)).order_by("pk")):
        found.setdefault(facts.order_id, []).append(facts)
    return found


def voucher_detail(*, code: str, customer_id: int) -> tuple[VoucherFacts, list[RedemptionFacts]]:
    """Return one's own voucher and its redemptions, newest first; somebody else's does not exist."""
    row = Voucher.objects.filter(code=clean_code(code), customer_id=customer_id).first()
    if row is None:
        raise voucher_unknown(code)
    rows = Redemption.objects.filter(voucher=row).select_related("voucher").order_by("-pk")
    return _facts([row])[0], redemption_facts(rows)


def scan_voucher(*, code: str, store_id: int) -> ScanFacts:
    """Return what a scan in this store shows; raises NotFound("voucher_unknown")."""
    row = Voucher.objects.filter(code=clean_code(code)).first()
    if row is None:
        raise voucher_unknown(code)
    facts = _facts([row])[0]
    refusal = refusal_of(facts, uses=1, store_id=store_id, at=clock.now())
    last = last_redemptions([row.pk]).get(row.pk)
    first = redemption_facts([last])[0] if last is not None else None
    if refusal is not None and first is not None and refusal.code == "voucher_used":
        refusal = told_who(refusal, first)
    return ScanFacts(facts, 0 if refusal else facts.uses_left, refusal, first)


def told_who(refusal: Refusal, first: RedemptionFacts) -> Refusal:
    """Return the refusal with who redeemed it, where and when."""
    at = first.redeemed_at.astimezone(clock.SHANGHAI)
    message = f"这张券已在 {at:%m-%d %H:%M} 由{first.store_name}{first.staff_name}核销"
    details = {
        "redeemed_by": first.staff_name,
        "store": first.store_name,
        "redeemed_at": at.isoformat(timespec="seconds"),
    }
    return Refusal(refusal.code, message, refusal.status, refusal.details | details)


def _facts(rows: Iterable[Voucher]) -> list[VoucherFacts]:
    found = list(rows)
    waiting = {row.order_id for row in found if row.uses_left and not row.is_refunded}
    standings = use_standings(waiting, lock=False) if waiting else {}
    refunding = {order_id for order_id, one in standings.items() if one.is_refunding}
    return [voucher_facts(row, refunding=refunding) for row in found]
