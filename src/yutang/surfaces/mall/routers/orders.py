"""Orders, payments and logistics."""

# ruff: noqa: ARG001  (the schema asks for a key that an act may not need)

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import order_acts, orders
from yutang.surfaces.mall.caller import Key, OptionalKey, PathCode, customer_of, once, signed_in, visitor_of
from yutang.surfaces.mall.schemas.orders import (
    CancelIn,
    CashierOut,
    LogisticsOut,
    OrderIn,
    OrderOut,
    OrdersOut,
    OrderTab,
    PaymentOut,
    PlacedOut,
)
from yutang.surfaces.mall.schemas.shared import Id, In

router = Router(tags=["orders"], auth=signed_in)


class OrderQuery(In):
    """Which tab of the list."""

    status: OrderTab = "all"
    before: Id | None = None


@router.post("/orders", response=PlacedOut, operation_id="place_order")
def place_order(request: HttpRequest, body: OrderIn, idempotency_key: Key) -> PlacedOut:
    """Place an order: stock and coupon are held, money waits. Repeating the key repeats the answer."""
    return order_acts.place(customer_of(request), body, key=idempotency_key, visitor_id=visitor_of(request))


@router.get("/orders", response=OrdersOut, operation_id="list_orders")
def list_orders(request: HttpRequest, query: Query[OrderQuery]) -> OrdersOut:
    """My orders by state."""
    return orders.page_of(customer_of(request), tab=query.status, before=query.before)


@router.get("/orders/{no}", response=OrderOut, operation_id="get_order")
def get_order(request: HttpRequest, no: PathCode) -> OrderOut:
    """One order of mine; somebody else's does not exist."""
    return orders.order_of(customer_of(request), no)


@router.post("/orders/{no}/pay", response=CashierOut, operation_id="pay_order")
def pay_order(request: HttpRequest, no: PathCode, idempotency_key: Key) -> CashierOut:
    """Open a payment and tell where to pay; an order has one open payment, however often this is asked."""
    return order_acts.pay(customer_of(request), no)


@router.post("/orders/{no}/cancel", response=OrderOut, operation_id="cancel_order")
def cancel_order(
    request: HttpRequest, no: PathCode, body: CancelIn, idempotency_key: OptionalKey = None
) -> object:
    """Cancel an order that is not paid; stock and coupon come back."""
    return once(
        request,
        f"cancel:{no}",
        idempotency_key,
        lambda: order_acts.cancel(customer_of(request), no, body.reason),
    )


@router.post("/orders/{no}/receive", response=OrderOut, operation_id="receive_order")
def receive_order(request: HttpRequest, no: PathCode, idempotency_key: OptionalKey = None) -> object:
    """Confirm that the goods have arrived."""
    return once(
        request, f"receive:{no}", idempotency_key, lambda: order_acts.receive(customer_of(request), no)
    )


@router.get("/orders/{no}/logistics", response=LogisticsOut, operation_id="get_logistics")
def get_logistics(request: HttpRequest, no: PathCode) -> LogisticsOut:
    """Where the parcel is, the newest fact first."""
    return orders.logistics_of(customer_of(request), no)


@router.get("/payments/{no}", response=PaymentOut, operation_id="get_payment")
def get_payment(request: HttpRequest, no: PathCode) -> PaymentOut:
    """Whether the money has come, for the waiting page."""
    return orders.payment_of(customer_of(request), no)
