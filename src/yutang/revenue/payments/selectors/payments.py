"""Payments, refunds and payouts as plain facts."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, Sum

from yutang.kernel import clock
from yutang.kernel.queries import Many, Query
from yutang.revenue.payments.contracts import PaymentFacts, PayoutFacts, RefundFacts, payment_unknown
from yutang.revenue.payments.models import Payment, Payout, Refund

_ORDERS = Query(
    lambda: Payment.objects.filter(no__among=Many("numbers")).order_by().values_list("no", "order_no")
)


def payment_facts(row: Payment) -> PaymentFacts:
    """Return a payment as a value."""
    return PaymentFacts(
        payment_id=row.pk,
        payment_no=row.no,
        order_no=row.order_no,
        customer_id=row.customer_id,
        amount_fen=row.amount_fen,
        refunded_fen=row.refunded_fen,
        provider=row.provider,
        status=row.status,
        created_at=row.created_at,
        succeeded_at=row.succeeded_at,
        failure=row.failure,
    )


def refund_facts(row: Refund, payment_no: str) -> RefundFacts:
    """Return a refund as a value."""
    return RefundFacts(
        refund_id=row.pk,
        refund_no=row.no,
        order_no=row.order_no,
        payment_no=payment_no,
        amount_fen=row.amount_fen,
        status=row.status,
        key=row.key,
        reason=row.reason,
        failure=row.failure,
        settled_at=row.settled_at,
    )


def payout_facts(row: Payout) -> PayoutFacts:
    """Return a payout as a value."""
    return PayoutFacts(row.no, row.key, row.payee, row.amount_fen, row.status, row.failure, row.settled_at)


def payment_of(payment_no: str) -> PaymentFacts:
    """Return one payment; raises NotFound("payment_unknown")."""
    row = Payment.objects.filter(no=payment_no).first()
    if row is None:
        raise payment_unknown(payment_no)
    return payment_facts(row)


def payments_of_order(order_no: str) -> list[PaymentFacts]:
    """Return the payments of an order, newest first."""
    return [payment_facts(row) for row in Payment.objects.filter(order_no=order_no).order_by("-pk")]


def payments_by_nos(payment_nos: Sequence[str]) -> dict[str, PaymentFacts]:
    """Return the payments with these numbers that exist."""
    return {row.no: payment_facts(row) for row in Payment.objects.filter(no__in=list(payment_nos))}


def refunds_under_way(*, provider: str = "", number_prefix: str = "") -> dict[str, int]:
    """Return what is reserved and not yet settled, by refund number, of one provider or of payments numbered alike."""
    rows = Refund.objects.exclude(status="succeeded")
    if provider:
        rows = rows.filter(payment__provider=provider)
    if number_prefix:
        rows = rows.filter(payment__no__startswith=number_prefix)
    return dict(rows.values_list("no", "amount_fen"))


def payout_of(key: str) -> PayoutFacts | None:
    """Return the payout with this key, if there is one."""
    row = Payout.objects.filter(key=key).first()
    return payout_facts(row) if row else None


def refund_of(key: str) -> RefundFacts | None:
    """Return the refund with this key, if there is one."""
    row = Refund.objects.select_related("payment").filter(key=key).first()
    return refund_facts(row, row.payment.no) if row else None


def refunds_waiting(*, limit: int = 100) -> list[str]:
    """Return the numbers of refunds that are not through and whose next try is due, oldest first."""
    rows = Refund.objects.filter(_is_due(), status__in=["created", "failed"]).order_by("pk")
    return list(rows.values_list("no", flat=True)[:limit])


def refunds_due(refund_nos: Sequence[str]) -> list[str]:
    """Return those of these refunds that may be sent now: done ones, and others whose next try is due."""
    rows = Refund.objects.filter(_is_due(), no__in=list(refund_nos))
    return list(rows.values_list("no", flat=True))


def _is_due() -> Q:
    return Q(next_try_at__isnull=True) | Q(next_try_at__lte=clock.now())


def refunds_on_their_way(order_nos: Sequence[str], *, since: datetime) -> dict[str, int]:
    """Return the money of refunds that were reserved after `since` and are not through, by order number."""
    rows = Refund.objects.filter(
        order_no__in=list(order_nos), status__in=["created", "failed"], created_at__gte=since
    )
    return dict(rows.values_list("order_no").annotate(n=Sum("amount_fen")))


def refunds_just_settled(order_nos: Sequence[str], *, since: datetime) -> dict[str, int]:
    """Return the money of refunds that got through after `since`, by refund number."""
    rows = Refund.objects.filter(order_no__in=list(order_nos), status="succeeded", settled_at__gte=since)
    return dict(rows.values_list("no", "amount_fen"))


def orders_of_payments(payment_nos: Sequence[str]) -> dict[str, str]:
    """Return the order number of each payment that exists."""
    return dict(_ORDERS.rows(numbers=payment_nos))


def money_of_orders(order_nos: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return what each order's payments received and what was sent back, settled only."""
    paid = Payment.objects.filter(order_no__in=list(order_nos), status="succeeded")
    back = Refund.objects.filter(order_no__in=list(order_nos), status="succeeded")
    received = dict(paid.values_list("order_no").annotate(n=Sum("amount_fen")))
    returned = dict(back.values_list("order_no").annotate(n=Sum("amount_fen")))
    return {no: (received.get(no, 0), returned.get(no, 0)) for no in order_nos}


def refunded_orders(order_nos: Sequence[str]) -> set[str]:
    """Return those of these orders of which money went back, or is on its way."""
    return set(Refund.objects.filter(order_no__in=list(order_nos)).values_list("order_no", flat=True))
