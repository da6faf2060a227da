"""What waits for somebody: every line is a count of rows, and absent when there are none."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.inventory.models import Stock
from yutang.kernel import clock
from yutang.kernel.models import JobRun, Parked
from yutang.referral.affiliates.contracts import AffiliateStatus, WithdrawalStatus
from yutang.referral.affiliates.models import Affiliate, Withdrawal
from yutang.retention.journeys.contracts import EnrollmentStatus
from yutang.retention.journeys.models import Enrollment
from yutang.revenue.orders.contracts import OPEN_AFTER_SALES, AfterSaleStatus, OrderStatus
from yutang.revenue.orders.models import AfterSale, Order, OrderLine
from yutang.revenue.payments.contracts import PayoutStatus
from yutang.revenue.payments.models import PaymentBreak, Payout
from yutang.revenue.pricing.contracts import Delivery
from yutang.surfaces.callbacks.models import InboundNotification
from yutang.surfaces.callbacks.models.inbound_notification import InboxStatus
from yutang.surfaces.console.access import VIEW, may, visible_stores

SHORT_AT = 5


@dataclass(frozen=True)
class Alert:
    """One thing to do: what, why it matters, where, and whether it is an error."""

    what: str
    why: str
    verb: str
    url: str
    is_error: bool = False


def alerts_of(request: HttpRequest) -> list[Alert]:
    """All alerts of the areas that this member of staff works in; asked once per request."""
    if not hasattr(request, "_alerts"):
        found = [*_machine(request), *_orders(request), *_stock(request), *_refer(request), *_money(request)]
        request._alerts = found  # type: ignore[attr-defined]
    alerts: list[Alert] = request._alerts  # type: ignore[attr-defined]
    return alerts


def orders_to_ship(request: HttpRequest) -> int:
    """Paid orders that a courier should get."""
    if not may(request.user, "orders", VIEW):
        return 0
    return _of_stores(
        request, Order.objects.filter(status=OrderStatus.PAID, delivery=Delivery.EXPRESS)
    ).count()


def _of_stores(request: HttpRequest, rows: QuerySet[Any], field: str = "store_id") -> QuerySet[Any]:
    stores = visible_stores(request)
    return rows if stores is None else rows.filter(**{f"{field}__in": stores})


def _page(name: str, query: str = "") -> str:
    return reverse(f"admin:{name}_changelist") + query


def _machine(request: HttpRequest) -> list[Alert]:
    if not may(request.user, "settings", VIEW):
        return []
    found = []
    if parked := Parked.objects.filter(is_cause=True).count():
        waiting = Parked.objects.filter(is_cause=False).count()
        why = f"后面还有 {waiting} 条在等" if waiting else "修好原因后重放"
        found.append(
            Alert(f"{parked} 条事件处理失败，已搁置", why, "查看", _page("kernel_parked"), is_error=True)
        )
    if dead := InboundNotification.objects.filter(status=InboxStatus.DEAD).count():
        url = _page("callbacks_inboundnotification", "?status=dead")
        found.append(
            Alert(f"{dead} 条支付回调处理不了", "原文已保存，查明后重放", "查看", url, is_error=True)
        )
    if failing := JobRun.objects.filter(failures__gte=3).count():
        why = "已连续失败 3 次以上，仍在重试"
        found.append(Alert(f"{failing} 个周期任务失败", why, "查看", _page("kernel_jobrun"), is_error=True))
    if stuck := Enrollment.objects.filter(status=EnrollmentStatus.FAILED).count():
        url = _page("journeys_enrollment", "?status=failed")
        found.append(Alert(f"{stuck} 位客户的旅程出错停住", "看错误原因", "查看", url, is_error=True))
    return found


def _orders(request: HttpRequest) -> list[Alert]:
    if not may(request.user, "orders", VIEW):
        return []
    found = []
    open_ones = _of_stores(
        request, AfterSale.objects.filter(status=AfterSaleStatus.APPLIED), "order__store_id"
    )
    if count := open_ones.count():
        url = _page("orders_aftersale", "?status=applied")
        found.append(Alert(f"{count} 笔售后等你处理", "客户在等答复", "处理", url))
    failed = _of_stores(
        request, AfterSale.objects.filter(status=AfterSaleStatus.REFUND_FAILED), "order__store_id"
    )
    if count := failed.count():
        url = _page("orders_aftersale", "?status=refund_failed")
        found.append(Alert(f"{count} 笔退款没退成功", "可以重试", "查看", url, is_error=True))
    late = _of_stores(
        request,
        AfterSale.objects.filter(status__in=OPEN_AFTER_SALES, due_at__lte=clock.now()),
        "order__store_id",
    )
    if count := late.count():
        url = _page("orders_aftersale", "?due=over")
        found.append(Alert(f"{count} 笔售后已逾期", "总部裁决或发货超时", "处理", url, is_error=True))
    if count := orders_to_ship(request):
        url = _page("orders_order", "?status=paid&delivery=express")
        found.append(Alert(f"{count} 笔订单待发货", _oldest_unshipped(request), "去发货", url))
    return found


def _oldest_unshipped(request: HttpRequest) -> str:
    rows = _of_stores(request, Order.objects.filter(status=OrderStatus.PAID, delivery=Delivery.EXPRESS))
    paid_at = rows.order_by("id").values_list("paid_at", flat=True).first()
    if paid_at is None:
        return ""
    hours = int((clock.now() - paid_at).total_seconds() // 3600)
    if hours < 1:
        return "最早一笔刚付款不到 1 小时"
    return f"最早一笔已等 {hours // 24} 天" if hours >= 48 else f"最早一笔已等 {hours} 小时"


def _stock(request: HttpRequest) -> list[Alert]:
    if not may(request.user, "stock", VIEW):
        return []
    # Only goods that people buy now: an imported catalogue is full of rows that nobody will ever restock.
    since = clock.now() - timedelta(days=7)
    bought = OrderLine.objects.filter(order__placed_at__gte=since).values("sku_id")
    short = _of_stores(
        request,
        Stock.objects.filter(on_hand__lte=F("held") + SHORT_AT, sku_id__in=bought),
        "location__store_id",
    )
    if not (count := short.count()):
        return []
    text = f"{count} 个规格只剩 {SHORT_AT} 份以内"
    return [Alert(text, "近 7 天有人买过", "补货", _page("inventory_stock", "?short=1"))]


def _refer(request: HttpRequest) -> list[Alert]:
    if not may(request.user, "refer", VIEW):
        return []
    found = []
    if count := Affiliate.objects.filter(status=AffiliateStatus.PENDING).count():
        url = _page("affiliates_affiliate", "?status=pending")
        found.append(Alert(f"{count} 位客户申请成为分销员", "通过后才能赚佣金", "审核", url))
    if count := Withdrawal.objects.filter(status=WithdrawalStatus.REVIEWING).count():
        url = _page("affiliates_withdrawal", "?status=reviewing")
        found.append(Alert(f"{count} 笔提现等你审核", "超过免审额度", "审核", url))
    return found


def _money(request: HttpRequest) -> list[Alert]:
    if not may(request.user, "money", VIEW):
        return []
    found = []
    if count := PaymentBreak.objects.filter(resolved_at=None).count():
        url = _page("payments_paymentbreak")
        found.append(Alert(f"{count} 笔支付对不上账", "通知金额与应收不同", "查看", url, is_error=True))
    if count := Payout.objects.filter(status=PayoutStatus.FAILED).count():
        url = _page("payments_payout", "?status=failed")
        found.append(Alert(f"{count} 笔打款失败", "钱已退回对方余额", "查看", url, is_error=True))
    return found
