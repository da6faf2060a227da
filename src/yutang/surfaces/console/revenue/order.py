"""Orders: why the customer paid this, who earns by it, where it is, what can be done now."""

import json
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from yutang.kernel.secrets import mask_name, mask_phone
from yutang.referral.affiliates.models import Commission
from yutang.revenue.orders.models import AfterSale, Order, OrderLine, Shipment, ShipmentEvent
from yutang.revenue.payments.models import Payment, Refund
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter, store_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import attach_customers, attach_stores, customer_fact
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Moment, Page, Table, Timeline
from yutang.surfaces.console.kit.texts import moment, signed_money
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.labels import (
    AFTER_SALE,
    COMMISSION,
    DELIVERY,
    ORDER,
    ORDER_AFTER_SALE,
    PAYMENT,
    REFUND,
    rate,
)
from yutang.surfaces.console.revenue.order_verbs import ORDER_LIST_VERBS, ORDER_VERBS


def _state(row: Any) -> str:
    """A paid order that is picked up waits to be packed, not to be shipped."""
    return "paid_pickup" if row.status == "paid" and row.delivery == "pickup" else str(row.status)


class OrderAdmin(ConsoleAdmin):
    """What was bought."""

    area = "orders"
    noun = "订单"
    columns = (
        two("订单", "no", "goods", order="id"),
        two("客户", "customer_name", "customer_phone"),
        text("门店", "store_name"),
        state("配送", "delivery", DELIVERY),
        state("状态", _state, ORDER, order="status"),
        state("售后", "after_sale_status", ORDER_AFTER_SALE),
        number("件数", "pieces"),
        money("实付", "total_fen", order="total_fen"),
        when("下单时间", "placed_at", order="placed_at"),
    )
    facets = (
        choice_filter(
            "状态",
            "status",
            {key: value for key, value in ORDER.items() if key != "paid_pickup"} | {"paid": "已付款"},
        ),
        choice_filter(
            "售后",
            "after_sale_status",
            {key: value for key, value in ORDER_AFTER_SALE.items() if key != "none"},
        ),
        choice_filter("配送", "delivery", DELIVERY),
        store_filter("store_id"),
        period_filter("下单", "placed_at"),
    )
    views = (
        SavedView("全部", {}),
        SavedView("待付款", {"status": "pending_payment"}),
        SavedView("待发货", {"status": "paid", "delivery": "express"}),
        SavedView("待备货", {"status": "paid", "delivery": "pickup"}),
        SavedView("已发货", {"status": "shipped"}),
        SavedView("待自提", {"status": "ready_for_pickup"}),
        SavedView("售后中", {"after_sale_status": "applied"}),
    )
    search_in = ("^no", "=pickup_code", "=imported_key")
    search_hint = "订单号、提货码"
    store_field = "store_id"
    empty_text = "还没有订单"
    verbs = ORDER_VERBS
    list_verbs = ORDER_LIST_VERBS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Addresses stay sealed until one order's page opens its own."""
        return super().get_queryset(request).defer("address")

    def prepare(self, rows: list[Any]) -> None:
        """Names, and what is in each order."""
        attach_customers(rows)
        attach_stores(rows)
        lines: dict[int, list[tuple[str, int]]] = {}
        found = (
            OrderLine.objects.filter(order__in=rows)
            .order_by("id")
            .values_list("order_id", "name", "quantity")
        )
        for order_id, name, quantity in found:
            lines.setdefault(order_id, []).append((name, quantity))
        for row in rows:
            mine = lines.get(row.pk, [])
            row.goods = mine[0][0] + (f" 等 {len(mine)} 种" if len(mine) > 1 else "") if mine else ""
            row.pieces = sum(quantity for _, quantity in mine)

    def headline(self, row: Any) -> Any:
        """The state, and the after-sale beside it."""
        if row.after_sale_status == "none":
            return tag(_state(row), ORDER)
        return tag(_state(row), ORDER) + tag(row.after_sale_status, ORDER_AFTER_SALE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Lines, the price line by line, credit and commission, parcels, money; to the right the story."""
        main = [_lines(row), _price(row), _credits(row), _commissions(row), _after_sales(row), _payments(row)]
        return Page(
            main=[section for section in main if section],
            side=[_facts(row), _story(row), *_parcels(row), history_of(f"order:{row.pk}")],
        )


def _facts(row: Any) -> Facts:
    facts = [
        customer_fact(row.customer_id),
        Fact("门店", row.store_name or "—"),
        Fact("配送", DELIVERY[row.delivery][0]),
    ]
    if row.address:
        address = json.loads(row.address)
        facts += [
            Fact("收货人", f"{mask_name(address['name'])} {mask_phone(address['phone'])}"),
            Fact("地区", f"{address['province']}{address['city']}{address['district']} ****"),
        ]
    if row.delivery == "pickup":
        facts.append(
            Fact("提货码", "****" if row.status in {"paid", "ready_for_pickup"} else row.pickup_code or "—")
        )
    facts += [Fact("备注", row.note or "—"), Fact("首单", "是" if row.is_first else "否")]
    if row.imported_key:
        facts.append(Fact("外部单号", row.imported_key))
    return Facts("订单信息", facts)


def _lines(row: Any) -> Table:
    heads = (
        ("商品", False),
        ("规格", False),
        ("数量", True),
        ("日常价", True),
        ("优惠", True),
        ("实付", True),
        ("已退", True),
    )
    found = list(OrderLine.objects.filter(order=row).order_by("id"))
    rows = [
        [
            Cell(one.name, url=reverse("admin:catalog_product_change", args=[one.product_id])),
            Cell(one.spec or "—"),
            Cell(f"{one.quantity:,}", is_number=True),
            Cell(yuan(one.base_fen), is_number=True),
            Cell(signed_money(-one.discount_fen) if one.discount_fen else "—", is_number=True),
            Cell(yuan(one.paid_fen), is_number=True),
            Cell(
                f"{yuan(one.refunded_fen)}（{one.refunded_quantity} 件）" if one.refunded_fen else "—",
                is_number=True,
            ),
        ]
        for one in found
    ]
    foot = (
        Cell("商品合计"),
        Cell(""),
        Cell(f"{sum(one.quantity for one in found):,}", is_number=True),
        Cell(yuan(sum(one.base_fen for one in found)), is_number=True),
        Cell(signed_money(-sum(one.discount_fen for one in found)), is_number=True),
        Cell(yuan(sum(one.paid_fen for one in found)), is_number=True),
        Cell(yuan(sum(one.refunded_fen for one in found)), is_number=True),
    )
    return Table("商品", heads, rows, foot=foot)


def _price(row: Any) -> Table:
    explained = [
        [
            Cell(str(one.get("label", ""))),
            Cell(str(one.get("detail", "")) or "—"),
            Cell(
                signed_money(int(one.get("amount_fen", 0)))
                if int(one.get("amount_fen", 0)) < 0
                else yuan(int(one.get("amount_fen", 0))),
                is_number=True,
            ),
        ]
        for one in row.explanation
        if isinstance(one, dict)
    ]
    if not explained:
        explained = [
            [Cell("商品金额"), Cell("—"), Cell(yuan(row.subtotal_fen), is_number=True)],
            [Cell("优惠"), Cell("—"), Cell(signed_money(-row.discount_fen), is_number=True)],
            [Cell("配送费"), Cell("—"), Cell(yuan(row.shipping_fen), is_number=True)],
        ]
    foot = (Cell("实付"), Cell(""), Cell(yuan(row.total_fen), is_number=True))
    return Table(
        "价格怎么算的",
        (("项目", False), ("规则", False), ("金额", True)),
        explained,
        foot=foot,
        note="下单时定下，不再变",
    )


def _credits(row: Any) -> Table | None:
    shares = row.attribution.get("credits", []) if isinstance(row.attribution, dict) else []
    if not shares:
        return None
    rows = [
        [Cell(one.get("reason", "")), Cell(rate(int(one.get("share_bp", 0))), is_number=True)]
        for one in shares
    ]
    foot = (Cell("合计"), Cell(rate(sum(int(one.get("share_bp", 0)) for one in shares)), is_number=True))
    return Table("归因", (("依据", False), ("份额", True)), rows, foot=foot)


def _commissions(row: Any) -> Table | None:
    found = list(
        Commission.objects.filter(order_id=row.pk).select_related("affiliate").order_by("level", "id")
    )
    if not found:
        return None
    for one in found:
        one.earner_id = one.affiliate.customer_id  # type: ignore[attr-defined]
    attach_customers(found, "earner_id")
    rows = [
        [
            Cell(one.earner_name, url=reverse("admin:affiliates_commission_change", args=[one.pk])),  # type: ignore[attr-defined]
            Cell({1: "一级", 2: "二级"}[one.level]),
            Cell(f"{yuan(one.base_fen)} × {rate(one.rate_bp)}", is_number=True),
            Cell(yuan(one.amount_fen), is_number=True),
            Cell(signed_money(-one.clawed_fen) if one.clawed_fen else "—", is_number=True),
            Cell(COMMISSION[one.status][0]),
        ]
        for one in found
    ]
    heads = (
        ("分销员", False),
        ("层级", False),
        ("实付 × 比例", True),
        ("佣金", True),
        ("扣回", True),
        ("状态", False),
    )
    return Table("佣金", heads, rows)


def _after_sales(row: Any) -> Table | None:
    found = AfterSale.objects.filter(order=row).order_by("-id")
    rows = [
        [
            Cell(one.no, url=reverse("admin:orders_aftersale_change", args=[one.pk])),
            Cell(one.reason),
            Cell(AFTER_SALE[one.status][0]),
            Cell(yuan(one.refund_fen), is_number=True),
            Cell(moment(one.applied_at), is_number=True),
        ]
        for one in found
    ]
    heads = (("售后单", False), ("原因", False), ("状态", False), ("金额", True), ("申请时间", True))
    return Table("售后", heads, rows) if rows else None


def _payments(row: Any) -> Table | None:
    rows = [
        [
            Cell("支付"),
            Cell(one.no),
            Cell(PAYMENT[one.status][0]),
            Cell(yuan(one.amount_fen), is_number=True),
            Cell(moment(one.succeeded_at or one.created_at), is_number=True),
        ]
        for one in Payment.objects.filter(order_no=row.no).order_by("id")
    ]
    rows += [
        [
            Cell("退款"),
            Cell(one.no),
            Cell(REFUND[one.status][0]),
            Cell(signed_money(-one.amount_fen), is_number=True),
            Cell(moment(one.settled_at or one.created_at), is_number=True),
        ]
        for one in Refund.objects.filter(order_no=row.no).order_by("id")
    ]
    heads = (("", False), ("单号", False), ("状态", False), ("金额", True), ("时间", True))
    return Table("收款与退款", heads, rows) if rows else None


def _story(row: Order) -> Timeline:
    points: list[tuple[datetime | None, str, str, str]] = [
        (row.placed_at, "下单", "", ""),
        (row.paid_at, f"付款 {yuan(row.total_fen)}", "", "b"),
        (row.shipped_at, "备好待取" if row.delivery == "pickup" else "发货", "", ""),
        (row.delivered_at, "签收", "", ""),
        (row.completed_at, "完成", "", ""),
        (row.cancelled_at, "取消", row.cancel_reason, "r"),
        (row.after_sale_closed_at, "售后期结束", "", ""),
    ]
    for one in AfterSale.objects.filter(order=row):
        points.append((one.applied_at, f"申请售后 {yuan(one.refund_fen)}", one.reason, "r"))
        points.append((one.refunded_at, f"退款到账 {yuan(one.refund_fen)}", "", "r"))
    happened = [(at, what, detail, tone) for at, what, detail, tone in points if at]
    happened.sort(key=lambda one: one[0], reverse=True)
    return Timeline("进度", [Moment(moment(at), what, detail, tone) for at, what, detail, tone in happened])


def _parcels(row: Any) -> list[Timeline]:
    found = []
    for parcel in Shipment.objects.filter(order=row).order_by("-id"):
        events = ShipmentEvent.objects.filter(shipment=parcel).order_by("-sequence")
        moments = [Moment(moment(one.happened_at), one.text, one.city) for one in events]
        found.append(Timeline(f"{parcel.carrier} {parcel.waybill_no}", moments, empty="等待揽收"))
    return found
