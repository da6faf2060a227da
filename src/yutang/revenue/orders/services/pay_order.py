"""A customer goes to the cashier."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.queries import Many, Query
from yutang.revenue.orders.contracts import OrderStatus, PayWant, order_unknown, state_conflict
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.services.confirm_payments import confirm_payments, settle_paid
from yutang.revenue.payments.api import (
    ask_cashier,
    draft_payments,
    instant_provider_of,
    keep_cashiers,
    payment_of,
    query_payment,
    settle_notifications,
)
from yutang.revenue.payments.contracts import (
    CashierTicket,
    Notification,
    PaymentDraft,
    PaymentFacts,
    PaymentStatus,
    PaymentWant,
    payment_unknown,
)

_ASKED = Query(
    lambda: (
        Order.objects.filter(no__among=Many("numbers"))
        .order_by()
        .values_list("pk", "no", "customer_id", "status", "pay_before", "total_fen")
    )
)
_NAMES = Query(
    lambda: (
        OrderLine.objects.filter(order_id__among=Many("orders"))
        .order_by("pk")
        .values_list("order_id", "name")
    )
)


class _Asked(NamedTuple):
    """What paying needs to know of an order."""

    pk: int
    no: str
    customer_id: int
    status: str
    pay_before: datetime | None
    total_fen: int


def pay_order(*, customer_id: int, order_no: str, return_url: str = "") -> CashierTicket:
    """Return where to pay an order; call it outside a transaction.

    An order that costs nothing is paid at once and comes back with an empty cashier_url. Raises NotFound("order_unknown"),
    Conflict("order_state") when it is not waiting for money, Conflict("order_overdue") when its time is over.
    """
    (answer,) = prepare_payments([PayWant(customer_id, order_no, return_url)])
    if isinstance(answer, DomainError):
        raise answer
    if isinstance(answer, CashierTicket):
        return answer
    url = ask_cashier(answer)
    keep_cashiers({answer.payment_no: url})
    return answer.ticket(url)


def prepare_payments(wants: Sequence[PayWant]) -> list[CashierTicket | PaymentDraft | DomainError]:
    """Do the part of pay_order that needs no provider, for many at once.

    A draft still has to be taken to the provider: ask_cashier, then keep_cashiers.
    """
    rows = _ASKED.rows(numbers={want.order_no for want in wants})
    orders = {row[1]: _Asked(*row) for row in rows}
    titles = _titles([row.pk for row in orders.values() if row.total_fen])
    answers: dict[int, CashierTicket | DomainError] = {}
    asked: dict[int, PaymentWant] = {}
    for place, want in enumerate(wants):
        order: Any = orders.get(want.order_no)
        refusal = _refusal(order, want)
        if refusal is not None:
            answers[place] = refusal
        elif order.total_fen == 0:
            _settle_free(order.pk)
            answers[place] = CashierTicket("", "", 0, order.pay_before or clock.now())
        else:
            asked[place] = PaymentWant(
                order_no=order.no,
                customer_id=order.customer_id,
                amount_fen=order.total_fen,
                title=titles[order.pk],
                expires_at=order.pay_before,
                return_url=want.return_url,
            )
    drafts = draft_payments(list(asked.values())) if asked else []
    ready: dict[int, CashierTicket | PaymentDraft | DomainError] = {**answers}
    for place, draft in zip(asked, drafts, strict=True):
        ready[place] = draft.ticket(draft.cashier_url) if draft.cashier_url else draft
    return [ready[place] for place in range(len(wants))]


def _refusal(order: Any, want: PayWant) -> DomainError | None:
    """Why this order cannot be paid, if so; somebody else's order is as unknown as none."""
    if order is None or order.customer_id != want.customer_id:
        return order_unknown(want.order_no)
    if order.status != OrderStatus.PENDING_PAYMENT:
        return state_conflict(order.no, order.status, "支付")
    if order.pay_before is None or order.pay_before <= clock.now():
        return Conflict("order_overdue", "订单超过 30 分钟未付款，已关闭", order_no=order.no)
    return None


def _titles(order_ids: Sequence[int]) -> dict[int, str]:
    if not order_ids:
        return {}
    names: dict[int, list[str]] = {}
    for order_id, name in _NAMES.rows(orders=order_ids):
        names.setdefault(order_id, []).append(name)
    return {
        order_id: found[0] if len(found) == 1 else f"{found[0]} 等 {len(found)} 种商品"
        for order_id, found in names.items()
    }


@transaction.atomic
def _settle_free(order_id: int) -> None:
    order = Order.objects.select_for_update().get(pk=order_id)
    if order.status == OrderStatus.PENDING_PAYMENT:
        settle_paid([order], clock.now())


@transaction.atomic
def pay_at_once(*, customer_id: int, order_no: str, provider: str) -> PaymentFacts:
    """Pay an order from a provider that holds the money itself: the order is paid when this returns, or nothing happened.

    An open payment of another way is closed; money that it still brings goes back like any second payment. Raises what
    pay_order raises, and what the provider says when it has too little.
    """
    order = Order.objects.select_for_update().filter(no=order_no, customer_id=customer_id).first()
    refusal = _refusal(order, PayWant(customer_id, order_no))
    if order is None or refusal is not None:
        raise refusal or order_unknown(order_no)
    if order.total_fen == 0:
        raise Conflict("nothing_to_pay", "这笔订单不需要付款", order_no=order_no)
    want = PaymentWant(
        order_no=order.no,
        customer_id=customer_id,
        amount_fen=order.total_fen,
        title=_titles([order.pk])[order.pk],
        expires_at=order.pay_before or clock.now(),
        provider=provider,
    )
    (draft,) = draft_payments([want])
    # The money first: its accounts are locked before those that every payment shares.
    number = instant_provider_of(provider).capture(
        payment_no=draft.payment_no, order_no=order.no, customer_id=customer_id, amount_fen=draft.amount_fen
    )
    notification = Notification(
        id=f"{provider}:{draft.payment_no}",
        provider=provider,
        payment_no=draft.payment_no,
        provider_txn=number,
        status=PaymentStatus.SUCCEEDED,
        amount_fen=draft.amount_fen,
        happened_at=clock.now(),
    )
    if confirm_payments([notification]) != ["paid"]:
        raise state_conflict(order.no, order.status, "支付")
    return payment_of(draft.payment_no)


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
    settle_notifications([notification])
    return payment_of(payment_no)
