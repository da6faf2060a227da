"""Hand goods over at the counter."""

from django.contrib.auth import get_user_model
from django.db import transaction

from yutang.foundation.org.api import data_scope, staff_by_ids
from yutang.kernel import audit, clock
from yutang.kernel.errors import Forbidden, NotFound
from yutang.revenue.orders.contracts import OrderStatus, PickedUp
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.rules import check_step
from yutang.revenue.orders.selectors.order_rows import line_facts
from yutang.revenue.orders.services.complete_orders import complete
from yutang.revenue.orders.services.ship_order import lock_for_fulfilment, take_from_stock


@transaction.atomic
def verify_pickup(*, code: str, staff_id: int) -> PickedUp:
    """Redeem a pick-up code, once for ever; a second scan is answered with who did it and when (first=False).

    Raises NotFound("pickup_unknown"), Forbidden("store_foreign") for staff of another store, Conflict("order_state") for
    an order that was cancelled, Conflict("after_sale_open") while a refund is asked.
    """
    clean = code.strip().lower()
    found = Order.objects.filter(pickup_code=clean).values_list("no", "store_id").first() if clean else None
    if found is None:
        raise NotFound("pickup_unknown", "提货码不正确", field="code")
    order_no, store_id = found
    _check_store(staff_id, store_id)
    known = Order.objects.select_for_update().get(no=order_no)
    lines = tuple(line_facts(line) for line in OrderLine.objects.filter(order=known).order_by("pk"))
    if known.status == OrderStatus.COMPLETED and known.completed_at is not None:
        return PickedUp(
            known.no, first=False, at=known.completed_at, by=_name(known.picked_up_by), lines=lines
        )
    order = lock_for_fulfilment(order_no)
    check_step(order.no, order.status, OrderStatus.COMPLETED, "核销")
    now = clock.now()
    take_from_stock(order)
    Order.objects.filter(pk=order.pk).update(picked_up_by=staff_id, shipped_at=now, delivered_at=now)
    complete([order], "pickup", now)
    audit.record(
        actor=f"staff:{staff_id}",
        action="order.picked_up",
        subject=f"order:{order.no}",
        change={"store_id": store_id},
    )
    return PickedUp(order.no, first=True, at=now, by=_name(staff_id), lines=lines)


def _check_store(staff_id: int, store_id: int | None) -> None:
    staff = get_user_model().objects.filter(pk=staff_id).first()
    scope = data_scope(staff) if staff is not None else None
    if scope is None or (scope.store_ids is not None and store_id not in scope.store_ids):
        raise Forbidden("store_foreign", "这笔订单属于其他门店，不能在这里核销", field="code")


def _name(staff_id: int | None) -> str:
    staff = staff_by_ids([staff_id]).get(staff_id) if staff_id is not None else None
    return staff.display_name if staff else ""
