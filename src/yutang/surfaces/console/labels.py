"""Chinese words and colours of the states that lists show."""

from collections.abc import Mapping
from typing import Any

from yutang.revenue.pricing.api import rule_text
from yutang.surfaces.console.kit.texts import money

Tones = Mapping[str, tuple[str, str]]

ORDER: Tones = {
    "pending_payment": ("待付款", "warn"),
    "paid": ("待发货", "b"),
    "paid_pickup": ("待备货", "b"),
    "shipped": ("已发货", "info"),
    "ready_for_pickup": ("待自提", "info"),
    "completed": ("已完成", "ok"),
    "cancelled": ("已取消", ""),
}
VOUCHER: Tones = {
    "active": ("可使用", "ok"),
    "used": ("已用完", "info"),
    "expired": ("已过期", ""),
    "void": ("已退款", "r"),
}
ORDER_AFTER_SALE: Tones = {
    "none": ("—", ""),
    "applied": ("售后中", "warn"),
    "partly_refunded": ("部分退款", "r"),
    "refunded": ("已退款", "r"),
}
AFTER_SALE: Tones = {
    "applied": ("待处理", "warn"),
    "returning": ("待买家寄回", "info"),
    "returned": ("待收退货", "warn"),
    "approved": ("退款中", "info"),
    "refund_failed": ("退款失败", "r"),
    "refunded": ("已退款", "ok"),
    "reshipping": ("待发换补", "warn"),
    "reshipped": ("换补已发", "info"),
    "completed": ("已完成", "ok"),
    "refused": ("已拒绝", ""),
    "escalated": ("总部介入", "r"),
    "withdrawn": ("已撤销", ""),
    "closed": ("已关闭", ""),
}
AFTER_SALE_KIND: Tones = {
    "refund": ("仅退款", ""),
    "return": ("退货退款", "b"),
    "exchange": ("换货", "gold"),
    "reship": ("补发", "info"),
}
RECONCILIATION: Tones = {
    "balanced": ("平账", "ok"),
    "breaks": ("有差异", "r"),
    "failed": ("账单不可用", "warn"),
}
BREAK_PROBLEM: Tones = {
    "missing_in_bill": ("账单缺记录", "warn"),
    "unknown_in_bill": ("账单多记录", "r"),
    "unconfirmed": ("我方未入账", "r"),
    "amount_differs": ("金额不一致", "r"),
    "duplicated": ("账单重复", "warn"),
    "ledger_missing": ("账本缺记录", "r"),
    "ledger_differs": ("账本金额不符", "r"),
    "order_unpaid": ("订单未支付", "r"),
}
BREAK_STATUS: Tones = {
    "open": ("待处理", "warn"),
    "ignored": ("等次日账单", "info"),
    "resolved": ("已处理", "ok"),
}
MOVEMENT = {"payment": "收款", "refund": "退款", "payout": "打款"}
PROVIDER = {"sandbox": "沙盒收银台", "wallet": "余额"}
DELIVERY: Tones = {"express": ("配送到家", ""), "pickup": ("到店自提", ""), "voucher": ("到店使用", "")}
PAYMENT: Tones = {
    "created": ("待支付", "warn"),
    "succeeded": ("已支付", "ok"),
    "closed": ("已关闭", ""),
    "failed": ("支付失败", "r"),
}
REFUND: Tones = {"created": ("处理中", "info"), "succeeded": ("已退款", "ok"), "failed": ("退款失败", "r")}
PAYOUT: Tones = {"created": ("处理中", "info"), "succeeded": ("已到账", "ok"), "failed": ("打款失败", "r")}
COUPON: Tones = {
    "available": ("可用", "b"),
    "held": ("下单占用", "warn"),
    "used": ("已使用", "ok"),
    "expired": ("已过期", ""),
    "void": ("已作废", ""),
}
COUPON_KIND: Tones = {
    "cash": ("满减券", ""),
    "percent": ("折扣券", "info"),
    "exchange": ("兑换券", "b"),
    "random": ("随机金额券", "warn"),
    "free_shipping": ("包邮券", "ok"),
}
ISSUE_RUN: Tones = {"running": ("发放中", "b"), "done": ("已完成", "ok"), "stopped": ("已停止", "warn")}
PROMOTION: Tones = {"active": ("进行", "ok"), "stopped": ("已停止", "")}
PROMOTION_KIND: Tones = {
    "full_reduction": ("满减", ""),
    "limited_price": ("限时价", "r"),
    "member_price": ("会员价", "gold"),
    "shipping": ("运费模板", ""),
    "member_day": ("会员日", "gold"),
    "first_order": ("新人首单", "r"),
    "full_discount": ("满折", ""),
    "full_gift": ("满赠", ""),
    "nth_discount": ("第 N 件优惠", ""),
    "n_for": ("N 件 N 元", ""),
    "choose_one": ("N 选 1", ""),
    "bundle": ("套装", ""),
}
AFFILIATE: Tones = {
    "pending": ("待审核", "warn"),
    "active": ("正常", "ok"),
    "rejected": ("未通过", ""),
    "suspended": ("已暂停", "r"),
}
JOIN_MODE: Tones = {
    "apply": ("申请审核", ""),
    "automatic": ("人人分销", ""),
    "by_spend": ("消费满额", ""),
    "": ("—", ""),
}
COMMISSION: Tones = {"frozen": ("冻结中", "warn"), "released": ("可提现", "ok"), "void": ("已全部扣回", "")}
WITHDRAWAL: Tones = {
    "reviewing": ("审核中", "warn"),
    "paying": ("打款中", "info"),
    "paid": ("已到账", "ok"),
    "failed": ("打款失败，已退回", "r"),
    "rejected": ("未通过，已退回", ""),
}
PRODUCT: Tones = {
    "draft": ("草稿", ""),
    "on_sale": ("在售", "ok"),
    "off_sale": ("已下架", "warn"),
    "deleted": ("已删除", ""),
}
ACTIVE: Tones = {"True": ("启用", "ok"), "False": ("停用", "")}
OPEN: Tones = {"True": ("营业中", "ok"), "False": ("已停业", "")}
ENROLLMENT: Tones = {
    "active": ("进行中", "b"),
    "finished": ("已走完", "ok"),
    "exited": ("已离开", ""),
    "failed": ("出错停住", "r"),
}
INBOX: Tones = {
    "waiting": ("待处理", "warn"),
    "done": ("已处理", "ok"),
    "refused": ("验签未过", "r"),
    "dead": ("需人工处理", "r"),
}
TRANSFER: Tones = {"posted": ("已入账", "ok"), "pending": ("待确认", "warn"), "voided": ("已撤销", "")}
ROLE: Tones = {
    "hq_admin": ("总部管理员", "b"),
    "hq_operator": ("总部运营", "b"),
    "finance": ("财务", "gold"),
    "region_manager": ("区域经理", "info"),
    "store_manager": ("店长", "info"),
    "guide": ("导购", ""),
}
CARRIER: Tones = {
    "share": ("转发", ""),
    "poster": ("海报", ""),
    "copy": ("复制链接", ""),
    "flyer": ("门店单页", ""),
    "package_card": ("包裹卡", ""),
    "store_code": ("门店码", ""),
    "staff_code": ("导购码", ""),
    "official_account": ("公众号", ""),
    "moments": ("朋友圈", ""),
    "live": ("直播", ""),
    "short_video": ("短视频", ""),
    "xiaohongshu": ("小红书", ""),
    "sms": ("短信", ""),
    "city_voucher": ("城市券", ""),
    "message": ("站内消息", ""),
}
OWNER: Tones = {"none": ("渠道", ""), "customer": ("客户", ""), "staff": ("导购", ""), "store": ("门店", "")}
BINDING: Tones = {"guide": ("专属导购", "b"), "distributor": ("分销邀请", "gold")}

FROZEN: Tones = {"True": ("已冻结", "r"), "False": ("正常", "ok")}
EXPORTED: Tones = {"True": ("已导出", "ok"), "False": ("未导出", "warn")}
PURCHASE_KIND: Tones = {"top_up": ("充值", "b"), "gift_card": ("礼品卡", "gold")}
PURCHASE: Tones = {
    "open": ("待付款", "warn"),
    "paid": ("已完成", "ok"),
    "closed": ("已关闭", ""),
    "returned": ("款项已退回", ""),
    "refunded": ("已退款", "r"),
}
GIFT_CARD: Tones = {
    "new": ("未激活", ""),
    "active": ("待领取", "b"),
    "claimed": ("已领取", "ok"),
    "expired": ("已过期", ""),
    "void": ("已作废", "r"),
}
MALL_ITEM: Tones = {"coupon": ("优惠券", ""), "goods": ("商品", "b"), "bonus": ("余额赠金", "gold")}
EXCHANGE: Tones = {"done": ("已兑换", "ok"), "cancelled": ("已取消", "")}
LOTTERY: Tones = {"draft": ("草稿", ""), "published": ("已发布", "ok"), "stopped": ("已停止", "r")}
PRIZE: Tones = {
    "points": ("积分", ""),
    "coupon": ("优惠券", ""),
    "bonus": ("余额赠金", ""),
    "goods": ("实物", ""),
    "thanks": ("谢谢参与", ""),
}
DRAW: Tones = {
    "drawn": ("发放中", "info"),
    "handed": ("已发放", "ok"),
    "waits": ("待补发", "r"),
    "needs_address": ("待填地址", "warn"),
    "to_ship": ("待发货", "b"),
    "shipped": ("已发货", "ok"),
    "none": ("未中奖", ""),
}


def rate(bp: int) -> str:
    """1,000 basis points as 10%."""
    whole, rest = divmod(bp, 100)
    return f"{whole}.{rest:02d}%".replace(".00%", "%") if rest else f"{whole}%"


def promotion_rule(row: Any) -> str:
    """The rule of a promotion in one sentence."""
    config = row.config if isinstance(row.config, dict) else {}
    if row.kind == "limited_price":
        prices = config.get("prices", {})
        return f"{len(prices)} 个规格限时价"
    if row.kind == "member_price":
        return _member_rule(config.get("discount_bp"))
    if row.kind == "shipping":
        free_from = config.get("free_from_fen")
        terms = "不包邮" if free_from is None else f"满 {money(free_from)} 包邮"
        return f"{money(config.get('fee_fen', 0))}，{terms}"
    return rule_text(row.kind, config, name=row.name)


def _member_rule(discount_bp: Any) -> str:
    """A group of members pays a share of the price, or only what each SKU names as its member price."""
    if not isinstance(discount_bp, int) or discount_bp >= 10_000:
        return "按商品会员价"
    tenths, rest = divmod(discount_bp, 1_000)
    return f"{tenths}{f'.{rest:03d}'.rstrip('0') if rest else ''} 折，商品会员价更低时按会员价"
