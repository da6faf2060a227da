"""Ask a customer for the money of an order."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from yutang.kernel import clock
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns
from yutang.kernel.ids import dated_no
from yutang.kernel.queries import Many, Query
from yutang.revenue.payments.contracts import (
    OPEN_PAYMENTS,
    CashierTicket,
    PaymentDraft,
    PaymentStatus,
    PaymentWant,
)
from yutang.revenue.payments.gateways.registry import DEFAULT_PROVIDER, provider_of
from yutang.revenue.payments.models import Payment

RETRIES = 3
_OPEN = Query(
    lambda: (
        Payment.objects.filter(order_no__among=Many("orders"), status__in=OPEN_PAYMENTS)
        .order_by()
        .values_list("order_no", "no", "provider", "amount_fen", "cashier_url", "status")
    )
)


def open_payment(want: PaymentWant) -> CashierTicket:
    """Return where to pay an order. An open payment of the same order is used again, so nobody is asked twice.

    Call it outside a transaction: the provider is asked over the network. Raises Unavailable("cashier_unavailable").
    """
    (draft,) = draft_payments([want])
    if draft.cashier_url:
        return draft.ticket(draft.cashier_url)
    url = ask_cashier(draft)
    keep_cashiers({draft.payment_no: url})
    return draft.ticket(url)


def draft_payments(wants: Sequence[PaymentWant]) -> list[PaymentDraft]:
    """Write down what is asked for, many at once; an order that has an open payment keeps it.

    The provider hears of it afterwards and outside the transaction: ask_cashier, then keep_cashiers.
    """
    for _ in range(RETRIES):
        try:
            with transaction.atomic():
                return _draft(wants)
        except IntegrityError:
            # Two taps at once: the other one's payment is readable now and as good as ours.
            continue
    with transaction.atomic():
        return _draft(wants)


def _draft(wants: Sequence[PaymentWant]) -> list[PaymentDraft]:
    now = clock.now()
    by_order = {want.order_no: want for want in wants}
    rows = _OPEN.rows(orders=list(by_order))
    drafts: dict[str, PaymentDraft] = {}
    left_behind: list[str] = []
    again: list[str] = []
    for order_no, no, provider, amount, url, status in rows:
        if provider == _provider(by_order[order_no]):
            again += [no] if status == PaymentStatus.FAILED else []
            drafts[order_no] = PaymentDraft(no, provider, amount, url, by_order[order_no])
        else:
            left_behind.append(no)
    if left_behind:
        # Paid another way now. Should the first way still bring money, it is late money and goes back by itself.
        Payment.objects.filter(no__in=left_behind, status__in=OPEN_PAYMENTS).update(
            status=PaymentStatus.CLOSED, closed_at=now
        )
    if again:
        # A try that failed is tried again with the same payment, so that no two of them can be paid.
        Payment.objects.filter(no__in=again, status=PaymentStatus.FAILED).update(
            status=PaymentStatus.CREATED, failure=""
        )
    fresh = [want for order_no, want in by_order.items() if order_no not in drafts]
    for want in fresh:
        no = dated_no(f"P{want.purpose}", now)
        drafts[want.order_no] = PaymentDraft(no, _provider(want), want.amount_fen, "", want)
    _insert([drafts[want.order_no] for want in fresh], now)
    return [drafts[want.order_no] for want in wants]


def _provider(want: PaymentWant) -> str:
    return want.provider or DEFAULT_PROVIDER


def _insert(drafts: Sequence[PaymentDraft], now: datetime) -> None:
    insert_columns(
        Payment,
        no=[draft.payment_no for draft in drafts],
        order_no=[draft.want.order_no for draft in drafts],
        customer_id=[draft.want.customer_id for draft in drafts],
        amount_fen=[draft.amount_fen for draft in drafts],
        refunded_fen=[0] * len(drafts),
        provider=[draft.provider for draft in drafts],
        status=[PaymentStatus.CREATED] * len(drafts),
        provider_txn=[""] * len(drafts),
        cashier_url=[""] * len(drafts),
        failure=[""] * len(drafts),
        created_at=[now] * len(drafts),
        expires_at=[draft.want.expires_at for draft in drafts],
    )


def ask_cashier(draft: PaymentDraft) -> str:
    """Ask the provider over the network where to pay; asking twice gets the same cashier."""
    return provider_of(draft.provider).open(
        payment_no=draft.payment_no,
        amount_fen=draft.amount_fen,
        title=draft.want.title,
        expires_at=draft.want.expires_at,
        return_url=draft.want.return_url.replace("{payment_no}", draft.payment_no),
    )


def keep_cashiers(urls: Mapping[str, str]) -> None:
    """Remember the cashiers of payments, by payment number, so that the next tap need not ask."""
    update_columns(Payment, by="no", keys=list(urls), cashier_url=list(urls.values()), silent=True)
