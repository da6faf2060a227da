"""Ask for after-sale: money, another piece, or what was missing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db import transaction

from yutang.foundation.catalog.api import skus_by_ids, skus_of_product
from yutang.foundation.inventory.api import available
from yutang.kernel import clock, outbox
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.ids import dated_no
from yutang.revenue.orders.contracts import (
    AFTER_SALE_KIND_TEXT,
    OPEN_AFTER_SALES,
    AfterSaleApplication,
    AfterSaleFacts,
    AfterSaleKind,
    ExchangeChoice,
    OrderAfterSale,
    RefundPreview,
    order_unknown,
)
from yutang.revenue.orders.events import AfterSaleApplied
from yutang.revenue.orders.models import AfterSale, AfterSaleLine, Order, OrderLine
from yutang.revenue.orders.rules import (
    UNSHIPPED,
    LineShare,
    RefundPlan,
    check_kind,
    due_at,
    plan_refund,
    refund_sentences,
)
from yutang.revenue.orders.selectors.after_sale_terms import after_sale_terms
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no
from yutang.revenue.orders.services.after_sale_book import check_asking, merged, parts_of, plan_of, tell

MAX_EVIDENCE = 9


def preview_refund(application: AfterSaleApplication) -> RefundPreview:
    """Return the money and points that would go back and why, to the fen, changing nothing."""
    order = Order.objects.filter(no=application.order_no, customer_id=application.customer_id).first()
    if order is None:
        raise order_unknown(application.order_no)
    check_asking(order)
    return preview_of(order, application.lines, application.reason)


def preview_of(order: Order, wanted: Sequence[tuple[int, int]], reason: str) -> RefundPreview:
    """Return what these pieces of an order bring back, in sentences."""
    lines = list(OrderLine.objects.filter(order=order).order_by("pk"))
    plan = plan_of(order, lines, merged(wanted), reason=reason)
    return _explained(order, lines, plan)


def _explained(order: Order, lines: Sequence[OrderLine], plan: RefundPlan) -> RefundPreview:
    parts = refund_sentences(
        parts_of(lines),
        plan,
        shipping_left_fen=order.shipping_fen - order.refunded_shipping_fen,
        is_shipped=order.status not in UNSHIPPED,
    )
    return RefundPreview(plan.total_fen, plan.shipping_fen, plan.points, parts)


@transaction.atomic
def apply_after_sale(application: AfterSaleApplication) -> AfterSaleFacts:
    """Ask for after-sale of lines of one's own order; the amount is fixed here, to the fen.

    Raises NotFound("order_unknown"), Conflict("order_state" | "after_sale_over" | "after_sale_open"), and DomainError
    naming `kind`, `quantity`, `line_id`, `new_sku_id` or `evidence`.
    """
    found = Order.objects.select_for_update().filter(
        no=application.order_no, customer_id=application.customer_id
    )
    order = found.first()
    if order is None:
        raise order_unknown(application.order_no)
    return open_request(order, application, opened_by="")


def open_request(order: Order, application: AfterSaleApplication, *, opened_by: str) -> AfterSaleFacts:
    """Write a request of a locked order, inside the caller's transaction."""
    check_asking(order)
    check_kind(application.kind, order.status, order.delivery)
    if AfterSale.objects.filter(order=order, status__in=OPEN_AFTER_SALES).exists():
        raise Conflict("after_sale_open", "这笔订单已有售后在处理", order_no=order.no)
    if len(application.evidence) > MAX_EVIDENCE:
        raise DomainError("too_many_pictures", f"凭证最多 {MAX_EVIDENCE} 张", field="evidence")
    lines = list(OrderLine.objects.filter(order=order).order_by("pk"))
    if application.kind in (AfterSaleKind.REFUND, AfterSaleKind.RETURN):
        plan = plan_of(order, lines, merged(application.lines), reason=application.reason)
        swaps: Mapping[int, tuple[int, str]] = {}
    else:
        plan = _goods_plan(lines, application)
        swaps = _swaps(lines, plan, application)
    row = _write(order, application, lines, plan, opened_by)
    _write_lines(row, plan, swaps)
    Order.objects.filter(pk=order.pk).update(after_sale_status=OrderAfterSale.APPLIED)
    kind_text = AFTER_SALE_KIND_TEXT[AfterSaleKind(row.kind)]
    tell(row, "applied", f"申请{kind_text}", detail=row.reason, actor=opened_by or "customer")
    outbox.publish(
        AfterSaleApplied(order.pk, order.no, order.customer_id, row.no, row.refund_fen, row.reason, row.kind)
    )
    return after_sale_by_no(row.no)


def _write(
    order: Order,
    application: AfterSaleApplication,
    lines: Sequence[OrderLine],
    plan: RefundPlan,
    opened_by: str,
) -> AfterSale:
    now = clock.now()
    brings_money = application.kind in (AfterSaleKind.REFUND, AfterSaleKind.RETURN)
    parts = _explained(order, lines, plan).parts if brings_money else ()
    return AfterSale.objects.create(
        no=dated_no("S", now),
        order=order,
        customer_id=order.customer_id,
        kind=application.kind,
        reason=application.reason[:60] or "不想要了",
        description=application.description[:500],
        evidence=list(application.evidence),
        refund_fen=plan.total_fen,
        shipping_fen=plan.shipping_fen,
        points_back=plan.points,
        deducted_fen=sum(plan.charges.values()),
        parts=[asdict(part) for part in parts],
        opened_by=opened_by[:60],
        applied_at=now,
        due_at=due_at("applied", after_sale_terms(), now),
    )


def _write_lines(row: AfterSale, plan: RefundPlan, swaps: Mapping[int, tuple[int, str]]) -> None:
    nothing = LineShare(0, 0)
    shares = {**plan.shares, **{line_id: plan.shares.get(line_id, nothing) for line_id in plan.charges}}
    AfterSaleLine.objects.bulk_create(
        [
            AfterSaleLine(
                after_sale=row,
                line_id=line_id,
                quantity=share.quantity,
                refund_fen=share.fen,
                points=share.points,
                charged_fen=plan.charges.get(line_id, 0),
                new_sku_id=swaps[line_id][0] if line_id in swaps else None,
                new_spec=swaps[line_id][1] if line_id in swaps else "",
            )
            for line_id, share in shares.items()
        ]
    )


def _goods_plan(lines: Sequence[OrderLine], application: AfterSaleApplication) -> RefundPlan:
    """Pieces without money: the same limits of quantity, and no amount."""
    parts = parts_of(lines)
    plan = plan_refund(parts, merged(application.lines), shipping_left_fen=0, is_shipped=True)
    if application.kind == AfterSaleKind.RESHIP:
        _check_reshipped(lines, plan)
    return RefundPlan({line_id: LineShare(share.quantity, 0) for line_id, share in plan.shares.items()}, 0)


def _check_reshipped(lines: Sequence[OrderLine], plan: RefundPlan) -> None:
    """Nobody is sent more for nothing than he bought."""
    sent: dict[int, int] = {}
    before = AfterSaleLine.objects.filter(
        line_id__in=list(plan.shares),
        after_sale__kind=AfterSaleKind.RESHIP,
        after_sale__status__in=("completed", "reshipped"),
    )
    for line_id, quantity in before.values_list("line_id", "quantity"):
        sent[line_id] = sent.get(line_id, 0) + quantity
    for line in lines:
        share = plan.shares.get(line.pk)
        left = line.quantity - sent.get(line.pk, 0)
        if share is not None and share.quantity > left:
            raise DomainError(
                "refund_quantity_invalid",
                f"这件商品已补发过，最多再补 {left} 件" if left else "这件商品已全部补发过",
                field="quantity",
                line_id=line.pk,
                refundable=left,
            )


def _swaps(
    lines: Sequence[OrderLine], plan: RefundPlan, application: AfterSaleApplication
) -> dict[int, tuple[int, str]]:
    """What each line gets instead: the same SKU, or another of the same product and price."""
    wanted = dict(application.exchanges)
    by_id = {line.pk: line for line in lines if line.pk in plan.shares}
    asked = {wanted.get(line.pk, line.sku_id) for line in by_id.values()}
    known = skus_by_ids([*asked, *(line.sku_id for line in by_id.values())])
    swaps: dict[int, tuple[int, str]] = {}
    for line in by_id.values():
        new_id = wanted.get(line.pk, line.sku_id)
        new, old = known.get(new_id), known.get(line.sku_id)
        fits = new_id == line.sku_id or (
            new is not None
            and old is not None
            and new.product_id == line.product_id
            and new.price_fen == old.price_fen
        )
        if not fits:
            raise DomainError(
                "exchange_sku_invalid", "只能换成同款同价的规格", field="new_sku_id", line_id=line.pk
            )
        swaps[line.pk] = (new_id, new.spec if new is not None else line.spec)
    return swaps


def exchange_choices(*, customer_id: int, order_no: str) -> dict[int, list[ExchangeChoice]]:
    """Return what each line of one's own order could be exchanged for, with what lies in stock; the same SKU first."""
    order = Order.objects.filter(no=order_no, customer_id=customer_id).first()
    if order is None:
        raise order_unknown(order_no)
    lines = OrderLine.objects.filter(order=order, is_gift=False).order_by("pk")
    choices: dict[int, list[ExchangeChoice]] = {}
    for line in lines:
        if line.quantity == line.refunded_quantity:
            continue
        skus = skus_of_product(line.product_id)
        mine = next((sku for sku in skus if sku.sku_id == line.sku_id), None)
        fitting = [sku for sku in skus if mine is not None and sku.price_fen == mine.price_fen]
        stock = available([sku.sku_id for sku in fitting], order.location_id or 0)
        fitting.sort(key=lambda sku: (sku.sku_id != line.sku_id, sku.sku_id))
        choices[line.pk] = [ExchangeChoice(s.sku_id, s.spec, stock.get(s.sku_id, 0)) for s in fitting]
    return choices
