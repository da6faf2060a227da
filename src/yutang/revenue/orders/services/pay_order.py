"""A customer goes to the cashier."""

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import Conflict
from yutang.revenue.orders.contracts import OrderStatus, order_unknown, state_conflict
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.services.confirm_payments import confirm_payments, settle_paid
from yutang.revenue.payments.api import open_payment, payment_of, query_payment
from yutang.revenue.payments.contracts import CashierTicket, PaymentFacts, PaymentStatus, payment_unknown


def pay_order(*, customer_id: int, order_no: str, return_url: str = "") -> CashierTicket:
    """Return where to pay an order; call it outside a transaction.

    An order that costs nothing is paid at once and comes back with an empty cashier_url. Raises NotFound("order_unknown"),
    Conflict("order_state") when it is not waiting for money, Conflict("order_overdue") when its time is over.
    """
    order = Order.objects.filter(no=order_no, customer_id=customer_id).first()
    if order is None:
        raise order_unknown(order_no)
    if order.status != OrderStatus.PENDING_PAYMENT:
        raise state_conflict(order.no, order.status, "支付")
    expires_at = order.pay_before or clock.now()
    if expires_at <= clock.now():
        raise Conflict("order_overdue", "订单超过 30 分钟未付款，已关闭", order_no=order.no)
    if order.total_fen == 0:
        _settle_free(order.pk)
        return CashierTicket("", "", 0, expires_at)
    return open_payment(
        order_no=order.no,
        customer_id=customer_id,
        amount_fen=order.total_fen,
        title=_title(order.pk),
        expires_at=expires_at,
        return_url=return_url,
    )


def _title(order_id: int) -> str:
    names = list(OrderLine.objects.filter(order_id=order_id).order_by("pk").values_list("name", flat=True))
    return names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 种商品"


@transaction.atomic
def _settle_free(order_id: int) -> None:
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.status == OrderStatus.PENDING_PAYMENT:
        settle_paid([order], clock.now())


def refresh_payment(*, customer_id: int, payment_no: str) -> PaymentFacts:
    """Return one's own payment, asking the provider when no callback came yet; call it outside a transaction.

    Raises NotFound("payment_unknown") for a payment that is not there or somebody else's.
    """
    payment = payment_of(payment_no)
    if payment.customer_id != customer_id:
        raise payment_unknown(payment_no)
    if payment.status == PaymentStatus.SUCCEEDED:
        return payment
    notification = query_payment(payment_no)
    if notification is None:
        return payment
    confirm_payments([notification])
    return payment_of(payment_no)
