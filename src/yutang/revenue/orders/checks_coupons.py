"""What the doctor asks about coupons and the orders that took them."""

from collections.abc import Iterable

from yutang.kernel.doctor import Finding, check
from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.orders.models import Order
from yutang.revenue.pricing.api import open_coupon_uses


@check(name="占用的优惠券都有订单")
def coupons_have_their_orders() -> Iterable[Finding]:
    """What is held belongs to an order that waits for its money, what is used to one that had it."""
    after = 0
    while uses := open_coupon_uses(after_id=after):
        after = uses[-1][0]
        numbers = {order_no for _, order_no, _ in uses}
        orders = {
            no: (status, paid_at is not None)
            for no, status, paid_at in Order.objects.filter(no__in=numbers).values_list(
                "no", "status", "paid_at"
            )
        }
        for _, order_no, status in uses:
            found = orders.get(order_no)
            if found is None:
                yield Finding(f"order:{order_no}", "优惠券被一笔不存在的订单占用")
            elif status == "held" and found[0] != OrderStatus.PENDING_PAYMENT:
                yield Finding(f"order:{order_no}", f"订单已是 {found[0]}，优惠券还占用着")
            elif status == "used" and not found[1]:
                yield Finding(f"order:{order_no}", "订单没有付款，优惠券却已使用")
