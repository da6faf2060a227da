"""Every text of the message centre, in one place, so that another language or tone can follow."""

from yutang.retention.reach.contracts import MessageTemplate, template_unknown

TEXTS = (
    MessageTemplate(
        code="thank_you",
        kind="coupon",
        title="谢谢你的订单，送你一张 {coupon_title}",
        body="订单 {order_no} 已付款，我们马上备货。{coupon_terms}已放进卡包，{coupon_until} 前任意一单都能用。",
        action_text="去用券",
        path="/pages/coupon/index",
    ),
    MessageTemplate(
        code="coupon_ending",
        kind="coupon",
        title="{coupon_title}还有 3 天到期",
        body="你的 {coupon_terms} {coupon_until} 到期，还没用上。挑点当季鲜货，别浪费了。",
        action_text="去用券",
        path="/pages/coupon/index",
    ),
    MessageTemplate(
        code="coupon_arrived",
        kind="coupon",
        title="送你一张券：{title}",
        body="{worth}，已放进你的卡包，{until} 前都能用。结算时会自动选最划算的。",
        action_text="去用券",
        path="/pages/coupon/index",
    ),
    MessageTemplate(
        code="coupon_returned",
        kind="coupon",
        title="{title}已退回卡包",
        body="订单 {order_no} 退款，{title}退回 {uses} 次，{until} 前可用。",
        action_text="看优惠券",
        path="/pages/coupon/index",
    ),
    MessageTemplate(
        code="order_shipped",
        kind="order",
        title="你的订单已发出",
        body="订单 {order_no} 已交给{carrier}，运单号 {waybill_no}。",
        action_text="看物流",
        path="/pages/order/logistics?no={order_no}",
    ),
    MessageTemplate(
        code="order_ready",
        kind="order",
        title="你的订单可以来取了",
        body="订单 {order_no} 已备好，到店出示取货码即可。",
        action_text="看取货码",
        path="/pages/order/detail?no={order_no}",
    ),
    MessageTemplate(
        code="after_sale_moved",
        kind="order",
        title="{title}",
        body="售后单 {after_sale_no}：{detail}",
        action_text="看售后",
        path="/pages/after-sale/detail?no={after_sale_no}",
    ),
    MessageTemplate(
        code="order_refunded",
        kind="order",
        title="退款 ¥{amount} 已原路退回",
        body="订单 {order_no} 的退款 ¥{amount} 已退回你的付款账户，到账时间以支付渠道为准。",
        action_text="看订单",
        path="/pages/order/detail?no={order_no}",
    ),
    MessageTemplate(
        code="gift_card_claimed",
        kind="order",
        title="你送出的礼品卡已被领取",
        body="你送出的 ¥{amount} 电子礼品卡已被好友领取，已存入对方余额。",
        action_text="看礼品卡",
        path="/pages/gift/mine",
    ),
    MessageTemplate(
        code="vouchers_issued",
        kind="order",
        title="你的到店券已到账",
        body="{title}的 {count} 张到店券已放进“我的券包”，到店出示二维码即可使用，最早一张 {ends_on} 到期。",
        action_text="看我的券",
        path="/pages/voucher/list",
    ),
    MessageTemplate(
        code="voucher_redeemed",
        kind="order",
        title="到店券已核销",
        body="{right}刚刚核销 {uses} 次，还剩 {left} 次。不是你本人使用？请联系门店。",
        action_text="看我的券",
        path="/pages/voucher/list",
    ),
    MessageTemplate(
        code="late_payment_revived",
        kind="order",
        title="你的付款已到账，订单已恢复",
        body="订单 {order_no} 取消后才收到你的付款，货还在，我们已恢复订单并马上备货。",
        action_text="看订单",
        path="/pages/order/detail?no={order_no}",
    ),
    MessageTemplate(
        code="late_payment_refunded",
        kind="order",
        title="迟到的付款 ¥{amount} 已退回",
        body="订单 {order_no} 取消后才收到你的付款，货已售完，¥{amount} 已原路退回。",
        action_text="看订单",
        path="/pages/order/detail?no={order_no}",
    ),
    MessageTemplate(
        code="level_up",
        kind="member",
        title="恭喜升级为{level_name}",
        body="你的成长值已达标，从现在起享受{level_name}的全部权益。",
        action_text="看看权益",
        path="/pages/member/index",
    ),
    MessageTemplate(
        code="card_opened",
        kind="member",
        title="{card_name}已开通",
        body="{card_name}有效期至 {until}，下单时自动使用，省了多少随时可查。",
        action_text="看我的卡",
        path="/pages/member/cards",
    ),
)

_by_code: dict[str, MessageTemplate] = {text.code: text for text in TEXTS}


def register_text(text: MessageTemplate) -> None:
    """Add a text of a module above; the same code twice is a programming error."""
    if _by_code.get(text.code, text) != text:
        raise ValueError(f"message text {text.code!r} is registered twice")
    _by_code[text.code] = text


def text_of(code: str) -> MessageTemplate:
    """The text of a code; raises template_unknown."""
    if code not in _by_code:
        raise template_unknown(code)
    return _by_code[code]
