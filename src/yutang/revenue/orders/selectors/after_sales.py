"""After-sale requests as plain facts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from yutang.kernel import clock
from yutang.kernel.errors import NotFound
from yutang.revenue.orders.contracts import (
    AFTER_SALE_KIND_TEXT,
    AFTER_SALE_TEXT,
    AfterSaleFacts,
    AfterSaleKind,
    AfterSaleLineFacts,
    AfterSaleMoment,
    AfterSaleParcel,
    AfterSaleStatus,
    RefundSentence,
)
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, AfterSaleMark, Shipment, ShipmentEvent
from yutang.revenue.orders.rules import actions_of_after_sale, due_text
from yutang.revenue.orders.selectors.after_sale_terms import after_sale_terms

SELF = "客户"


def after_sale_facts(rows: Iterable[AfterSale]) -> list[AfterSaleFacts]:
    """Return requests as values: lines, story and parcels come in four statements for all."""
    found = list(rows)
    if not found:
        return []
    ids = [row.pk for row in found]
    lines, story, parcels = _lines(ids), _story(ids), _parcels(ids)
    terms, now = after_sale_terms(), clock.now()
    return [
        AfterSaleFacts(
            after_sale_id=row.pk,
            after_sale_no=row.no,
            order_id=row.order_id,
            order_no=row.order.no,
            customer_id=row.customer_id,
            kind=row.kind,
            kind_text=AFTER_SALE_KIND_TEXT[AfterSaleKind(row.kind)],
            status=row.status,
            status_text=AFTER_SALE_TEXT[AfterSaleStatus(row.status)],
            reason=row.reason,
            description=row.description,
            evidence=tuple(row.evidence),
            refund_fen=row.refund_fen,
            shipping_fen=row.shipping_fen,
            points_back=row.points_back,
            deducted_fen=row.deducted_fen,
            restock=row.restock,
            refuse_reason=row.refuse_reason,
            applied_at=row.applied_at,
            decided_at=row.decided_at,
            refunded_at=row.refunded_at,
            due_at=None if row.status == AfterSaleStatus.REFUSED and row.is_final else row.due_at,
            due_text=""
            if row.status == AfterSaleStatus.REFUSED and row.is_final
            else due_text(row.status, terms),
            lines=tuple(lines[row.pk]),
            parts=tuple(RefundSentence(**part) for part in row.parts),
            story=tuple(story[row.pk]),
            parcels=tuple(parcels[row.pk]),
            actions=actions_of_after_sale(row.status, is_final=row.is_final, due=row.due_at, now=now),
        )
        for row in found
    ]


def _lines(ids: Sequence[int]) -> dict[int, list[AfterSaleLineFacts]]:
    lines: dict[int, list[AfterSaleLineFacts]] = defaultdict(list)
    shares = AfterSaleLine.objects.filter(after_sale_id__in=ids, quantity__gt=0)
    for share in shares.select_related("line").order_by("pk"):
        lines[share.after_sale_id].append(
            AfterSaleLineFacts(
                line_id=share.line_id,
                sku_id=share.line.sku_id,
                product_id=share.line.product_id,
                name=share.line.name,
                spec=share.line.spec,
                picture=share.line.picture,
                tint=share.line.tint,
                quantity=share.quantity,
                refund_fen=share.refund_fen,
                points=share.points,
                is_gift=share.line.is_gift,
                new_sku_id=share.new_sku_id,
                new_spec=share.new_spec,
                good_quantity=share.good_quantity,
            )
        )
    return lines


def _story(ids: Sequence[int]) -> dict[int, list[AfterSaleMoment]]:
    story: dict[int, list[AfterSaleMoment]] = defaultdict(list)
    for mark in AfterSaleMark.objects.filter(after_sale_id__in=ids).order_by("pk"):
        moment = AfterSaleMoment(mark.at, mark.what, mark.text, mark.detail, mark.actor, tuple(mark.pictures))
        story[mark.after_sale_id].append(moment)
    return story


def _parcels(ids: Sequence[int]) -> dict[int, list[AfterSaleParcel]]:
    parcels: dict[int, list[AfterSaleParcel]] = defaultdict(list)
    rows = list(Shipment.objects.filter(after_sale_id__in=ids).order_by("pk"))
    if not rows:
        return parcels
    events = defaultdict(list)
    told = ShipmentEvent.objects.filter(shipment_id__in=[row.pk for row in rows]).order_by("-sequence")
    for event in told:
        events[event.shipment_id].append((event.happened_at, event.text))
    for row in rows:
        direction = "back" if row.kind == "back" else "out"
        parcel = AfterSaleParcel(direction, row.carrier, row.waybill_no, row.status, tuple(events[row.pk]))
        parcels[row.after_sale_id or 0].append(parcel)
    return parcels


def after_sale_by_no(after_sale_no: str) -> AfterSaleFacts:
    """Return one request; raises NotFound("after_sale_unknown")."""
    found = after_sale_facts(AfterSale.objects.select_related("order").filter(no=after_sale_no))
    if not found:
        raise NotFound("after_sale_unknown", "没有找到这笔售后", after_sale_no=after_sale_no[:40])
    return found[0]


def after_sale_detail(*, customer_id: int, after_sale_no: str) -> AfterSaleFacts:
    """Return one's own request; somebody else's looks as if it did not exist."""
    found = after_sale_by_no(after_sale_no)
    if found.customer_id != customer_id:
        raise NotFound("after_sale_unknown", "没有找到这笔售后", after_sale_no=after_sale_no[:40])
    return found


def after_sales_of(customer_id: int, *, limit: int = 50) -> list[AfterSaleFacts]:
    """Return a customer's requests, newest first."""
    rows = AfterSale.objects.select_related("order").filter(customer_id=customer_id).order_by("-pk")
    return after_sale_facts(rows[:limit])
