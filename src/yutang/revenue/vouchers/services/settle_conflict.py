"""A person says what became of a row that could not be redeemed."""

from collections.abc import Mapping

from django.db import transaction

from yutang.foundation.org.api import scopes_of
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.vouchers.contracts import ConflictState
from yutang.revenue.vouchers.models import OfflineConflict
from yutang.revenue.vouchers.services.reverse_redemption import check_manager

WAYS: Mapping[str, str] = {
    "collected": "已向顾客补收",
    "other_voucher": "已改核销其他券",
    "nothing_given": "误扫，没有发放",
    "loss": "门店承担损失",
}


@transaction.atomic
def settle_conflict(*, conflict_id: int, how: str, note: str, staff_id: int) -> None:
    """Close a conflict with what was done about it; once, by a manager of the store. Audited."""
    check_manager(staff_id)
    if how not in WAYS:
        raise DomainError("way_unknown", "请选择处理方式", field="how")
    row = OfflineConflict.objects.select_for_update().filter(pk=conflict_id).first()
    if row is None or not scopes_of([staff_id])[staff_id].covers(row.store_id):
        raise NotFound("conflict_unknown", "没有找到这条离线冲突", conflict_id=conflict_id)
    if row.state != ConflictState.OPEN:
        raise Conflict("conflict_settled", "这条冲突已经处理过", conflict_id=conflict_id)
    OfflineConflict.objects.filter(pk=row.pk).update(
        state=ConflictState.SETTLED,
        settled_how=how,
        settled_note=note.strip()[:200],
        settled_by=staff_id,
        settled_at=clock.now(),
    )
    audit.record(
        actor=f"staff:{staff_id}",
        action="voucher.conflict_settled",
        subject=f"store:{row.store_id}",
        change={"conflict_id": row.pk, "code": row.code, "how": how, "note": note.strip()[:200]},
    )
