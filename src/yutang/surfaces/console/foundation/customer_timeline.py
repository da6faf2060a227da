"""Everything that happened with one customer, from the rows themselves, newest first."""

from datetime import datetime
from typing import Any

from yutang.foundation.links.models import Touch
from yutang.referral.affiliates.models import Commission
from yutang.retention.reach.models import Message
from yutang.revenue.orders.models import AfterSale, Order
from yutang.surfaces.console.kit.sections import Moment, Timeline
from yutang.surfaces.console.kit.texts import moment, money
from yutang.surfaces.console.labels import AFTER_SALE, CARRIER

_EACH = 12
_SHOWN = 25
Happening = tuple[datetime, str, str, str]


def customer_timeline(row: Any) -> Timeline:
    """Links opened, orders, after-sales, messages, commissions."""
    happenings = [
        *_orders(row.pk),
        *_touches(row.pk),
        *_messages(row.pk),
        *_after_sales(row.pk),
        *_earned(row.pk),
    ]
    happenings.append((row.created_at, "成为客户", "", ""))
    happenings.sort(key=lambda one: one[0], reverse=True)
    return Timeline(
        "动态", [Moment(moment(at), what, detail, tone) for at, what, detail, tone in happenings[:_SHOWN]]
    )


def _orders(customer_id: int) -> list[Happening]:
    found: list[Happening] = []
    for one in Order.objects.filter(customer_id=customer_id).order_by("-id")[:_EACH]:
        found.append((one.placed_at, f"下单 {money(one.total_fen)}", one.no, ""))
        if one.paid_at and one.imported_key is None:
            found.append((one.paid_at, f"付款 {money(one.total_fen)}", one.no, "b"))
        if one.completed_at and one.imported_key is None:
            found.append((one.completed_at, "收到货", one.no, ""))
    return found


def _touches(customer_id: int) -> list[Happening]:
    rows = Touch.objects.filter(customer_id=customer_id).select_related("link").order_by("-id")[:_EACH]
    return [
        (one.at, f"打开{CARRIER.get(one.link.carrier, (one.link.carrier, ''))[0]}链接", one.link.code, "")
        for one in rows
    ]


def _messages(customer_id: int) -> list[Happening]:
    rows = Message.objects.filter(customer_id=customer_id).order_by("-id")[:_EACH]
    return [(one.sent_at, f"收到消息：{one.title}", "已读" if one.read_at else "未读", "") for one in rows]


def _after_sales(customer_id: int) -> list[Happening]:
    rows = AfterSale.objects.filter(customer_id=customer_id).order_by("-id")[:_EACH]
    return [
        (one.applied_at, f"申请售后 {money(one.refund_fen)}", AFTER_SALE[one.status][0], "r") for one in rows
    ]


def _earned(customer_id: int) -> list[Happening]:
    rows = Commission.objects.filter(affiliate__customer_id=customer_id).order_by("-id")[:_EACH]
    return [(one.accrued_at, f"佣金入账 {money(one.amount_fen)}", one.order_no, "b") for one in rows]
