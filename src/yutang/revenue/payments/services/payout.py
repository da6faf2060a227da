"""Money to a person outside."""

from django.db import IntegrityError, transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel import clock, outbox
from yutang.kernel.errors import Conflict, DomainError, Unavailable
from yutang.kernel.ids import dated_no
from yutang.revenue.payments.contracts import PayoutFacts, PayoutRequest, PayoutStatus, ProviderAnswer
from yutang.revenue.payments.events import PayoutSettled
from yutang.revenue.payments.gateways.registry import DEFAULT_PROVIDER, provider_of
from yutang.revenue.payments.models import Payout
from yutang.revenue.payments.selectors.payments import payout_facts


def payout(request: PayoutRequest) -> PayoutFacts:
    """Pay a person once per key and return how it went; call it outside a transaction.

    succeeded: the ledger moved from debit_account to the provider · failed: nothing moved, call again to retry · created:
    the provider did not answer, call again. Raises Conflict("payout_mismatch") for another amount under the key.
    """
    row = _row(request)
    if row.status == PayoutStatus.SUCCEEDED:
        return payout_facts(row)
    try:
        answer = provider_of(row.provider).payout(
            payout_no=row.no,
            payee=row.payee,
            payee_name=row.payee_name,
            amount_fen=row.amount_fen,
            memo=row.memo,
        )
    except Unavailable:
        return payout_facts(row)
    return _settle(row.pk, answer)


def _row(request: PayoutRequest) -> Payout:
    if request.amount_fen <= 0:
        raise DomainError(
            "payout_amount_invalid", "付款金额须大于 0", field="amount_fen", amount_fen=request.amount_fen
        )
    now = clock.now()
    values = {
        "no": dated_no("T", now),
        "payee": request.payee,
        "payee_name": request.payee_name[:64],
        "debit_account": request.debit_account,
        "amount_fen": request.amount_fen,
        "provider": DEFAULT_PROVIDER,
        "memo": request.memo[:120],
        "created_at": now,
    }
    try:
        with transaction.atomic():
            row, _ = Payout.objects.get_or_create(key=request.key, defaults=values)
    except IntegrityError:
        row = Payout.objects.get(key=request.key)
    if (row.amount_fen, row.payee) != (request.amount_fen, request.payee):
        raise Conflict("payout_mismatch", "同一付款凭据的内容不一致", key=request.key)
    return row


@transaction.atomic
def _settle(payout_id: int, answer: ProviderAnswer) -> PayoutFacts:
    row = Payout.objects.select_for_update().get(pk=payout_id)
    if row.status == PayoutStatus.SUCCEEDED:
        return payout_facts(row)
    if answer.status == "succeeded":
        row.status, row.failure, row.settled_at = PayoutStatus.SUCCEEDED, "", clock.now()
        row.provider_txn = answer.provider_txn
        post_transfers(
            [
                TransferSpec(
                    key=f"payout:{row.no}",
                    code="payout",
                    asset="CNY",
                    amount=row.amount_fen,
                    debit=row.debit_account,
                    credit=f"house:receivable:{row.provider}",
                    subject=f"payout:{row.no}",
                    memo=row.memo,
                )
            ]
        )
    else:
        row.status, row.failure = PayoutStatus.FAILED, (answer.failure or "渠道付款失败")[:120]
    row.save(update_fields=["status", "failure", "settled_at", "provider_txn"])
    outbox.publish(PayoutSettled(row.no, row.key, row.payee, row.amount_fen, row.status, row.failure))
    return payout_facts(row)
