"""What a customer does to orders."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from yutang.kernel.errors import DomainError
from yutang.revenue.orders import api as orders
from yutang.revenue.orders.contracts import PayWant, Placed, PlaceOrder, Refused
from yutang.revenue.payments.contracts import CashierTicket, PaymentDraft
from yutang.surfaces.mall.answers.orders import order_of
from yutang.surfaces.mall.answers.quote import coupon_wish, wanted_lines
from yutang.surfaces.mall.schemas.orders import CashierOut, OrderIn, OrderOut, PlacedOut


def order_wish(customer_id: int, body: OrderIn, *, key: str, visitor_id: str) -> PlaceOrder:
    """The body as a command; the key belongs to this customer alone."""
    return PlaceOrder(
        customer_id=customer_id,
        key=key,
        lines=wanted_lines(body.lines),
        from_cart=body.lines is None,
        coupon_code=coupon_wish(body.coupon),
        delivery=body.delivery,
        address_id=body.address_id,
        store_id=body.store_id,
        expected_total_fen=body.expected_total_fen,
        note=body.note,
        visitor_id=visitor_id,
        points=body.points,
    )


def placed_out(answer: Placed | Refused) -> PlacedOut:
    """The receipt; raises the refusal."""
    if isinstance(answer, Refused):
        raise answer.as_error()
    return PlacedOut(
        order_no=answer.order_no,
        status="pending_payment",
        total_fen=answer.total_fen,
        pay_before=datetime.fromisoformat(answer.pay_before) if answer.pay_before else None,
    )


def place(customer_id: int, body: OrderIn, *, key: str, visitor_id: str) -> PlacedOut:
    """Place one order: a batch of one."""
    return placed_out(orders.place_orders([order_wish(customer_id, body, key=key, visitor_id=visitor_id)])[0])


def pay(customer_id: int, no: str) -> CashierOut:
    """Open a payment; the cashier sends the customer back to the result page."""
    ticket = orders.pay_order(customer_id=customer_id, order_no=no, return_url=_back(no))
    return cashier_out(ticket, no)


def prepare_pay(wanted: Sequence[tuple[int, str]]) -> list[CashierTicket | PaymentDraft | DomainError]:
    """Write down the payments of many; a draft still has to be taken to the provider."""
    return orders.prepare_payments([PayWant(customer_id, no, _back(no)) for customer_id, no in wanted])


def cashier_out(ticket: CashierTicket, no: str) -> CashierOut:
    """Where to pay."""
    return CashierOut(
        payment_no=ticket.payment_no,
        order_no=no,
        amount_fen=ticket.amount_fen,
        cashier_url=ticket.cashier_url,
    )


def _back(no: str) -> str:
    # the payment fills in its own number once it has one
    return f"{settings.PUBLIC_URL}/pages/pay/result?payment={{payment_no}}&order={no}"


def cancel(customer_id: int, no: str, reason: str) -> OrderOut:
    """Cancel, and show the order."""
    orders.cancel_order(customer_id=customer_id, order_no=no, reason=reason or "不想要了")
    return order_of(customer_id, no)


def receive(customer_id: int, no: str) -> OrderOut:
    """Confirm receipt, and show the order."""
    orders.confirm_receipt(customer_id=customer_id, order_no=no)
    return order_of(customer_id, no)
