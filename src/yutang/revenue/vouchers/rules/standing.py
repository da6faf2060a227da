"""Whether a voucher can be redeemed here and now."""

from datetime import datetime

from yutang.revenue.vouchers.contracts import Refusal, VoucherFacts, VoucherStatus


def refusal_of(voucher: VoucherFacts, *, uses: int, store_id: int, at: datetime) -> Refusal | None:
    """Return why not, or None. A voucher that is used up is refused here; who was first is for the caller to say."""
    if type(uses) is not int or uses < 1:
        return Refusal("uses_invalid", "核销次数至少为 1", 422, {"field": "uses"})
    code, message = _not_usable(voucher) or _not_here(voucher, store_id, at)
    if code:
        return Refusal(code, message, 409, {"field": "code"})
    if uses > voucher.uses_left:
        message = f"这张券只剩 {voucher.uses_left} 次"
        return Refusal("uses_short", message, 409, {"field": "uses", "uses_left": voucher.uses_left})
    return None


def _not_usable(voucher: VoucherFacts) -> tuple[str, str] | None:
    if voucher.status == VoucherStatus.VOID:
        return "voucher_void", "这张券已退款作废"
    if voucher.is_refunding and voucher.uses_left:
        return "voucher_void", "这张券正在退款，不能核销"
    if voucher.uses_left == 0:
        return "voucher_used", "这张券已经用完"
    return None


def _not_here(voucher: VoucherFacts, store_id: int, at: datetime) -> tuple[str, str]:
    if voucher.store_ids and store_id not in voucher.store_ids:
        return "voucher_elsewhere", "这张券不能在本店使用"
    if at < voucher.valid_from:
        return "voucher_early", "这张券还没到可用日期"
    if at >= voucher.valid_until:
        return "voucher_expired", "这张券已过期"
    return "", ""
