"""The sidebar: groups in the order of the work, and only what this member of staff may open."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

from yutang.surfaces.console.access import VIEW, may
from yutang.surfaces.console.overview.alerts import orders_to_ship


@dataclass(frozen=True)
class Entry:
    """A page: a model as app.Model, or an address of the site with its area."""

    title: str
    target: str
    area: str = ""


@dataclass(frozen=True)
class Group:
    """A heading with its icon (a Material Symbol) and pages."""

    title: str
    icon: str
    entries: tuple[Entry, ...]


GROUPS: tuple[Group, ...] = (
    Group("概览", "dashboard", (Entry("概览", "admin:index", "overview"),)),
    Group(
        "拓客",
        "person_add",
        (Entry("链接", "links.Link"), Entry("打开记录", "links.Touch"), Entry("归属绑定", "links.Binding")),
    ),
    Group(
        "成交",
        "shopping_bag",
        (
            Entry("促销活动", "pricing.Promotion"),
            Entry("秒杀", "flash_sales.FlashSale"),
            Entry("券模板", "pricing.CouponTemplate"),
            Entry("优惠券", "pricing.Coupon"),
            Entry("兑换码", "pricing.CodeFile"),
            Entry("发券任务", "pricing.IssueRun"),
        ),
    ),
    Group(
        "留存",
        "autorenew",
        (
            Entry("旅程", "journeys.Enrollment"),
            Entry("站内消息", "reach.Message"),
            Entry("积分商城", "points_mall.Item"),
            Entry("积分兑换记录", "points_mall.Exchange"),
            Entry("抽奖活动", "lottery.Lottery"),
            Entry("抽奖记录", "lottery.Draw"),
        ),
    ),
    Group(
        "裂变",
        "share",
        (
            Entry("分销员", "affiliates.Affiliate"),
            Entry("佣金", "affiliates.Commission"),
            Entry("提现", "affiliates.Withdrawal"),
            Entry("商品佣金", "affiliates.ProductRate"),
            Entry("分销规则", "affiliates.AffiliatePolicy"),
        ),
    ),
    Group(
        "商品",
        "package_2",
        (
            Entry("商品", "catalog.Product"),
            Entry("券包权益", "vouchers.PackRight"),
            Entry("分类", "catalog.Category"),
            Entry("库存", "inventory.Stock"),
            Entry("库存流水", "inventory.StockMove"),
        ),
    ),
    Group(
        "订单",
        "receipt_long",
        (
            Entry("订单", "orders.Order"),
            Entry("售后", "orders.AfterSale"),
            Entry("售后规则", "orders.AfterSalePolicy"),
        ),
    ),
    Group(
        "到店核销",
        "qr_code_scanner",
        (
            Entry("门店核销", "admin:vouchers", "orders"),
            Entry("到店券", "vouchers.Voucher"),
            Entry("核销记录", "vouchers.Redemption"),
            Entry("离线冲突", "vouchers.OfflineConflict"),
            Entry("核销设备", "vouchers.StoreDevice"),
        ),
    ),
    Group(
        "会员与人群",
        "group",
        (
            Entry("客户", "customers.Customer"),
            Entry("收货地址", "customers.Address"),
            Entry("身份", "customers.Identity"),
            Entry("会员", "membership.Member"),
            Entry("会员等级", "membership.Level"),
            Entry("付费会员卡", "membership.CardType"),
            Entry("会员持卡", "membership.MemberCard"),
            Entry("积分获得", "membership.PointLot"),
            Entry("积分消耗", "membership.PointSpend"),
            Entry("积分调整", "membership.Adjustment"),
            Entry("积分与签到规则", "membership.MembershipPolicy"),
        ),
    ),
    Group(
        "资金",
        "account_balance_wallet",
        (
            Entry("支付单", "payments.Payment"),
            Entry("退款单", "payments.Refund"),
            Entry("打款单", "payments.Payout"),
            Entry("每日对账", "payments.ReconciliationDay"),
            Entry("对账差异", "payments.ReconciliationBreak"),
            Entry("支付差异", "payments.PaymentBreak"),
            Entry("余额账户", "wallet.Wallet"),
            Entry("充值与购卡", "wallet.Purchase"),
            Entry("充值档位", "wallet.TopUpOffer"),
            Entry("储值规则", "wallet.WalletPolicy"),
            Entry("礼品卡批次", "wallet.GiftCardBatch"),
            Entry("礼品卡", "wallet.GiftCard"),
            Entry("账户", "ledger.Account"),
            Entry("转账", "ledger.Transfer"),
        ),
    ),
    Group(
        "数据",
        "monitoring",
        (
            Entry("商品排行", "admin:products", "data"),
            Entry("复购", "admin:repeat", "data"),
            Entry("导入记录", "imports.ImportRun"),
        ),
    ),
    Group(
        "系统",
        "settings",
        (
            Entry("品牌", "org.Brand"),
            Entry("区域", "org.Region"),
            Entry("门店", "org.Store"),
            Entry("员工", "org.Staff"),
            Entry("短信（演示）", "sms.SmsMessage"),
            Entry("回调收件箱", "callbacks.InboundNotification"),
            Entry("搁置事件", "kernel.Parked"),
            Entry("事件日志", "kernel.Event"),
            Entry("周期任务", "kernel.JobRun"),
            Entry("审计记录", "kernel.AuditEntry"),
        ),
    ),
)


def navigation_of(site: Any, request: HttpRequest) -> list[dict[str, Any]]:
    """Groups with at least one page that may be opened; a group with one page is that page."""
    shown = []
    for group in GROUPS:
        entries = [found for entry in group.entries if (found := _entry(site, request, entry))]
        if not entries:
            continue
        # The longest address that starts the path is the page; /console/ itself starts every path.
        current = max((one for one in entries if _is_at(request.path, one["url"])), key=_length, default=None)
        for one in entries:
            one["is_on"] = one is current
        shown.append(
            {
                "title": group.title,
                "icon": group.icon,
                "entries": entries,
                "url": entries[0]["url"],
                "is_on": current is not None,
                "count": orders_to_ship(request) if group.title == "订单" else 0,
            }
        )
    return shown


def _entry(site: Any, request: HttpRequest, entry: Entry) -> dict[str, Any] | None:
    if entry.target.startswith("admin:"):
        return (
            {"title": entry.title, "url": reverse(entry.target)}
            if may(request.user, entry.area, VIEW)
            else None
        )
    model = apps.get_model(entry.target)
    if not site.is_registered(model) or not site.get_model_admin(model).has_view_permission(request):
        return None
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return {"title": entry.title, "url": url}


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != reverse("admin:index") and path.startswith(url))


def _length(entry: dict[str, Any]) -> int:
    return len(entry["url"])
