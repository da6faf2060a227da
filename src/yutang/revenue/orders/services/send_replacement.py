"""What comes instead, or what was missing, leaves the house."""

import orjson
from django.db import transaction

from yutang.foundation.inventory.api import StockWant, ship_many
from yutang.integrations.courier import api as courier
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict
from yutang.revenue.orders.contracts import AfterSaleFacts, AfterSaleStatus
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, ParcelKind, Shipment
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no
from yutang.revenue.orders.services.after_sale_book import (
    after_sale_state,
    lock_after_sale,
    move,
    own_after_sale,
    tell,
)
from yutang.revenue.orders.services.ship_order import HOME_CITY


@transaction.atomic
def send_replacement(
    *, after_sale_no: str, actor: str, carrier: str = "", waybill_no: str = ""
) -> AfterSaleFacts:
    """Ship what an exchange or a re-shipping holds; without a number the embedded courier gives one.

    Raises Conflict("after_sale_state" | "waybill_taken").
    """
    row = lock_after_sale(after_sale_no)
    if row.status != AfterSaleStatus.RESHIPPING:
        raise after_sale_state(row)
    now = clock.now()
    address = orjson.loads(row.order.address) if row.order.address else {}
    waybill = courier.create_waybill(
        from_city=HOME_CITY, to_city=str(address.get("city", "")), carrier=carrier, waybill_no=waybill_no
    )
    if Shipment.objects.filter(waybill_no=waybill.waybill_no).exists():
        raise Conflict(
            "waybill_taken", "运单号已用于另一个包裹", field="waybill_no", waybill_no=waybill.waybill_no
        )
    shares = (
        AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0).select_related("line").order_by("pk")
    )
    ship_many(
        [
            StockWant(
                row.order.location_id or 0, share.new_sku_id or share.line.sku_id, share.quantity, row.no
            )
            for share in shares
        ]
    )
    Shipment.objects.create(
        order=row.order,
        kind=ParcelKind.REPLACEMENT,
        after_sale=row,
        waybill_no=waybill.waybill_no,
        carrier=waybill.carrier,
        status="created",
        shipped_at=now,
    )
    move(row, AfterSaleStatus.RESHIPPED, is_holding=False)
    tell(row, "reshipped", "商家已发货", detail=f"{waybill.carrier} {waybill.waybill_no}", actor=actor)
    audit.record(
        actor=actor,
        action="after_sale.reshipped",
        subject=f"order:{row.order.no}",
        change={"after_sale_no": row.no, "waybill_no": waybill.waybill_no},
    )
    return after_sale_by_no(after_sale_no)


@transaction.atomic
def confirm_replacement(*, customer_id: int, after_sale_no: str) -> AfterSaleFacts:
    """The customer has the goods; saying so twice is no error."""
    row = own_after_sale(after_sale_no, customer_id)
    if row.status != AfterSaleStatus.COMPLETED:
        complete_request(row, actor="customer", detail="买家确认收货")
    return after_sale_by_no(after_sale_no)


def complete_request(row: AfterSale, *, actor: str, detail: str) -> None:
    """End a locked exchange or re-shipping."""
    move(row, AfterSaleStatus.COMPLETED)
    tell(row, "completed", "售后完成", detail=detail, actor=actor)
