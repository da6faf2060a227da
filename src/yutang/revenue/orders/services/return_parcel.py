"""Goods come back: on their way, received, and counted."""

from collections.abc import Mapping

import orjson
from django.db import transaction

from yutang.integrations.courier import api as courier
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, DomainError
from yutang.revenue.orders.contracts import AfterSaleFacts, AfterSaleKind, AfterSaleStatus
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, ParcelKind, Shipment
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no
from yutang.revenue.orders.services.after_sale_book import (
    after_sale_state,
    lock_after_sale,
    move,
    own_after_sale,
    tell,
)
from yutang.revenue.orders.services.decide_after_sale import release_money
from yutang.revenue.orders.services.settle_refund import settle_refund
from yutang.revenue.orders.services.ship_order import HOME_CITY
from yutang.revenue.orders.services.take_back import take_back

MAX_WAYBILL = 40


@transaction.atomic
def send_back(*, customer_id: int, after_sale_no: str, carrier: str, waybill_no: str) -> AfterSaleFacts:
    """The customer tells under which number the goods travel back; the same number twice is no error.

    Raises Conflict("after_sale_state" | "waybill_taken"), DomainError naming `waybill_no`.
    """
    row = own_after_sale(after_sale_no, customer_id)
    number = waybill_no.strip()
    if not 5 <= len(number) <= MAX_WAYBILL or not number.isalnum():
        raise DomainError("waybill_invalid", "请填写正确的运单号", field="waybill_no")
    known = Shipment.objects.filter(waybill_no=number).first()
    if known is not None and known.after_sale_id == row.pk:
        return after_sale_by_no(after_sale_no)
    if row.status != AfterSaleStatus.RETURNING:
        raise after_sale_state(row)
    if known is not None:
        raise Conflict("waybill_taken", "运单号已用于另一个包裹", field="waybill_no", waybill_no=number)
    now = clock.now()
    address = orjson.loads(row.order.address) if row.order.address else {}
    waybill = courier.create_waybill(
        from_city=str(address.get("city", "")), to_city=HOME_CITY, carrier=carrier, waybill_no=number
    )
    Shipment.objects.create(
        order=row.order,
        kind=ParcelKind.BACK,
        after_sale=row,
        waybill_no=waybill.waybill_no,
        carrier=waybill.carrier,
        status="created",
        shipped_at=now,
    )
    move(row, AfterSaleStatus.RETURNED, sent_back_at=now)
    tell(row, "sent_back", "买家已寄回", detail=f"{waybill.carrier} {waybill.waybill_no}", actor="customer")
    return after_sale_by_no(after_sale_no)


def receive_return(
    *, after_sale_no: str, actor: str, good: Mapping[int, int] | None = None, note: str = ""
) -> AfterSaleFacts:
    """The goods are here: good says how many of each line (by line id) are fit for sale, None that all of them are.

    What is good goes on hand again, the money goes back or the replacement may leave. Call it outside a transaction. Raises
    Conflict("after_sale_state"), DomainError naming `good`.
    """
    with transaction.atomic():
        row = lock_after_sale(after_sale_no)
        if row.status not in (AfterSaleStatus.RETURNING, AfterSaleStatus.RETURNED):
            raise after_sale_state(row)
        receive(row, actor=actor, good=good, note=note)
    return settle_refund(after_sale_no)


def receive(row: AfterSale, *, actor: str, good: Mapping[int, int] | None, note: str = "") -> None:
    """Book goods of a locked request as received, and go on."""
    counted = _count(row, good)
    take_back(row, reason="售后退货")
    pieces = sum(counted.values())
    tell(row, "received", "商家已收货", detail=note or f"完好 {pieces} 件", actor=actor)
    audit.record(
        actor=actor,
        action="after_sale.received",
        subject=f"order:{row.order.no}",
        change={"after_sale_no": row.no, "good": {str(k): v for k, v in counted.items()}},
    )
    if row.kind == AfterSaleKind.RETURN:
        release_money(row, restock=pieces > 0, received_at=clock.now())
    else:
        move(row, AfterSaleStatus.RESHIPPING, received_at=clock.now())


def _count(row: AfterSale, good: Mapping[int, int] | None) -> dict[int, int]:
    counted = {}
    for share in AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0):
        quantity = share.quantity if good is None else good.get(share.line_id, 0)
        if not 0 <= quantity <= share.quantity:
            raise DomainError(
                "good_quantity_invalid",
                f"完好件数最多 {share.quantity} 件",
                field="good",
                line_id=share.line_id,
            )
        AfterSaleLine.objects.filter(pk=share.pk).update(good_quantity=quantity)
        counted[share.line_id] = quantity
    return counted
