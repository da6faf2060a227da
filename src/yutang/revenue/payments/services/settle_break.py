"""What a person does about a break: ask the provider, record, refund, write off, or wait."""

from datetime import timedelta

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, DomainError, Forbidden, NotFound
from yutang.kernel.money import yuan
from yutang.revenue.payments.contracts import Notification, PaymentStatus, PayoutRequest, RefundRequest
from yutang.revenue.payments.gateways.registry import provider_of, settle_notifications
from yutang.revenue.payments.models import BillEntry, Payment, Payout, ReconciliationBreak, Refund
from yutang.revenue.payments.reconciliation import BreakKind, BreakStatus
from yutang.revenue.payments.services.payout import payout
from yutang.revenue.payments.services.reconcile_day import refresh_day
from yutang.revenue.payments.services.refund import reserve_refund, send_refund

WRITE_OFF_LIMIT_FEN = 10_000
UNCLAIMED = "house:unclaimed"
DIFFERENCES = "house:reconciliation"


def actions_of_break(row: ReconciliationBreak) -> tuple[str, ...]:
    """Return what can be done about a break now: query, record, refund, book, write_off, wait; the first one is advised."""
    if row.status == BreakStatus.RESOLVED:
        return ()
    is_payment = row.kind == "payment"
    table = {
        BreakKind.MISSING_IN_BILL: ("query", "wait", "write_off") if is_payment else ("wait", "write_off"),
        BreakKind.UNKNOWN_IN_BILL: ("record", "refund", "wait") if is_payment else ("wait", "write_off"),
        BreakKind.UNCONFIRMED: ("query", "wait"),
        BreakKind.AMOUNT_DIFFERS: ("query", "write_off", "wait") if is_payment else ("write_off", "wait"),
        BreakKind.DUPLICATED: ("query", "write_off", "wait") if is_payment else ("write_off", "wait"),
        BreakKind.LEDGER_MISSING: ("book", "wait"),
        BreakKind.LEDGER_DIFFERS: ("write_off", "wait"),
        BreakKind.ORDER_UNPAID: ("refund", "wait"),
    }
    return table[BreakKind(row.problem)]


def query_break(*, break_id: int, actor: str) -> str:
    """Ask the provider about the movement and take its word; returns what it said. Call it outside a transaction.

    A payment that succeeded there is recorded like a notification (the order follows), a refund or payout is sent again
    under its own number. When the provider says what our documents say, the bill was wrong and the break is resolved.
    """
    row = _open(break_id, "query")
    if row.kind != "payment":
        return _resend(row, actor)
    answer = provider_of(row.provider).query(payment_no=row.no)
    if answer.status != PaymentStatus.SUCCEEDED:
        _note(row, actor, f"渠道答复：未支付（{answer.status}）")
        return "渠道没有这笔成功的支付"
    if row.problem == BreakKind.UNCONFIRMED:
        notification = Notification(
            f"{row.provider}:query:{row.no}",
            row.provider,
            row.no,
            answer.provider_txn,
            answer.status,
            answer.amount_fen,
            clock.now(),
        )
        (outcome,) = settle_notifications([notification])
        if outcome in ("parked", "unknown"):
            _note(row, actor, f"渠道金额 ¥{yuan(answer.amount_fen)}，与应收不符")
            return f"渠道实收 ¥{yuan(answer.amount_fen)}，与应收不符，请人工核实"
        _resolve(row, actor, f"已按渠道答复补记（{outcome}）")
        return "已补记这笔支付"
    if answer.amount_fen == row.document_fen:
        _resolve(row, actor, f"渠道确认 ¥{yuan(answer.amount_fen)}，与我方一致，账单有误")
        return "渠道确认与我方一致，差异已关闭"
    _note(row, actor, f"渠道答复实收 ¥{yuan(answer.amount_fen)}")
    return f"渠道实收 ¥{yuan(answer.amount_fen)}，与我方不符，请核销或退款"


def _resend(row: ReconciliationBreak, actor: str) -> str:
    """Refunds and payouts are asked for again under their number: the provider does neither twice."""
    if row.kind == "refund":
        status = send_refund(row.no).status
    else:
        found = Payout.objects.get(no=row.no)
        status = payout(
            PayoutRequest(
                found.key, found.payee, found.payee_name, found.amount_fen, found.debit_account, found.memo
            )
        ).status
    if status != "succeeded":
        _note(row, actor, f"渠道答复：{status}")
        return "渠道还没有成功，稍后再查"
    _resolve(row, actor, "已按渠道答复补记")
    return "已补记"


@transaction.atomic
def record_unclaimed(*, break_id: int, actor: str, reason: str) -> str:
    """Record a payment of the bill that nobody here asked for, so that the books agree and it can be refunded.

    Returns the payment's number. Raises DomainError naming `reason`.
    """
    row = _open(break_id, "record")
    _adopt(row)
    _resolve(row, actor, f"补记无主收款：{_reason(reason)}")
    return row.no


def _adopt(row: ReconciliationBreak) -> Payment:
    now = clock.now()
    txn = BillEntry.objects.filter(provider=row.provider, kind="payment", no=row.no).values_list(
        "provider_txn", flat=True
    )
    payment, _ = Payment.objects.get_or_create(
        no=row.no,
        defaults={
            "order_no": "",
            "customer_id": 0,
            "amount_fen": row.bill_fen or 0,
            "provider": row.provider,
            "status": PaymentStatus.SUCCEEDED,
            "provider_txn": txn.first() or "",
            "created_at": now,
            "succeeded_at": now,
        },
    )
    post_transfers(
        [
            TransferSpec(
                key=f"payment:{row.no}",
                code="payment",
                asset="CNY",
                amount=payment.amount_fen,
                debit=f"house:receivable:{row.provider}",
                credit=UNCLAIMED,
                subject=f"payment:{row.no}",
                memo=f"无主收款 {row.no}",
            )
        ]
    )
    return payment


def refund_break(*, break_id: int, actor: str, reason: str) -> str:
    """Send the money of a payment that belongs to nobody back the way it came; call it outside a transaction."""
    with transaction.atomic():
        row = _open(break_id, "refund")
        text = _reason(reason)
        payment = Payment.objects.filter(no=row.no).first() or _adopt(row)
        left = payment.amount_fen - payment.refunded_fen
        known = Refund.objects.filter(key=f"break:{row.pk}").first()
        if left <= 0 and known is None:
            raise Conflict("refund_exceeds_paid", "这笔款已经全部退回", payment_no=row.no)
        if known is None:
            wish = RefundRequest(payment.order_no, left, f"break:{row.pk}", text, payment_no=row.no)
            refund_no = reserve_refund(wish).refund_no
        else:
            refund_no = known.no
        _resolve(row, actor, f"原路退回 {refund_no}：{text}")
    return send_refund(refund_no).status


@transaction.atomic
def book_missing(*, break_id: int, actor: str) -> None:
    """Post the transfer that a settled document lacks, under the key it should have had."""
    row = _open(break_id, "book")
    receivable = f"house:receivable:{row.provider}"
    ends = {
        "payment": (receivable, "house:sales"),
        "refund": ("house:refunds", receivable),
        "payout": (DIFFERENCES, receivable),
    }
    debit, credit = ends[row.kind]
    if row.kind == "payout":
        debit = Payout.objects.get(no=row.no).debit_account
    post_transfers(
        [
            TransferSpec(
                key=f"{row.kind}:{row.no}",
                code=row.kind,
                asset="CNY",
                amount=row.document_fen or 0,
                debit=debit,
                credit=credit,
                subject=f"order:{row.order_no}" if row.order_no else f"{row.kind}:{row.no}",
                memo=f"对账补记 {row.no}",
            )
        ]
    )
    _resolve(row, actor, "已补记账本")


@transaction.atomic
def write_off_break(*, break_id: int, actor: str, reason: str, unlimited: bool = False) -> int:
    """Accept a difference: the ledger is moved to what the bill says. Returns the signed amount, in fen.

    Positive: the provider owes us more than we thought. Above ¥100 only where unlimited (head office). Raises
    Forbidden("write_off_limit"), DomainError naming `reason`.
    """
    row = _open(break_id, "write_off")
    text = _reason(reason)
    fen = difference_of(row)
    if abs(fen) > WRITE_OFF_LIMIT_FEN and not unlimited:
        raise Forbidden(
            "write_off_limit",
            f"超过 ¥{yuan(WRITE_OFF_LIMIT_FEN)} 的差额请由总部管理员核销",
            field="reason",
            limit_fen=WRITE_OFF_LIMIT_FEN,
        )
    if fen:
        receivable = f"house:receivable:{row.provider}"
        post_transfers(
            [
                TransferSpec(
                    key=f"reconciliation:{row.pk}",
                    code="write_off",
                    asset="CNY",
                    amount=abs(fen),
                    debit=receivable if fen > 0 else DIFFERENCES,
                    credit=DIFFERENCES if fen > 0 else receivable,
                    subject=f"payment:{row.no}",
                    memo=f"对账核销 {row.no}",
                )
            ]
        )
    row.written_off_fen = fen
    _resolve(row, actor, f"核销 {'' if fen >= 0 else '-'}¥{yuan(abs(fen))}：{text}")
    return fen


def difference_of(row: ReconciliationBreak) -> int:
    """Return how much more the provider owes us by the bill than by our books; payouts and refunds count the other way."""
    sign = 1 if row.kind == "payment" else -1
    if row.problem == BreakKind.LEDGER_DIFFERS:
        return sign * ((row.document_fen or 0) - (row.ledger_fen or 0))
    return sign * ((row.bill_fen or 0) - (row.document_fen or 0))


@transaction.atomic
def wait_for_next_bill(*, break_id: int, actor: str) -> None:
    """Put a break aside until the next bill is there; it is compared again then."""
    row = _open(break_id, "wait")
    until = clock.business_date() + timedelta(days=1)
    ReconciliationBreak.objects.filter(pk=row.pk).update(status=BreakStatus.IGNORED, ignore_until=until)
    _audit(row, actor, "reconciliation.waited", str(until))


def _open(break_id: int, action: str) -> ReconciliationBreak:
    row = ReconciliationBreak.objects.filter(pk=break_id).first()
    if row is None:
        raise NotFound("break_unknown", "没有这条差异", break_id=break_id)
    if action not in actions_of_break(row):
        raise Conflict("break_state", "这条差异已经处理，或不能这样处理", break_id=break_id, action=action)
    return row


def _reason(reason: str) -> str:
    if not reason.strip():
        raise DomainError("reason_required", "请填写原因", field="reason")
    return reason.strip()[:150]


@transaction.atomic
def _resolve(row: ReconciliationBreak, actor: str, resolution: str) -> None:
    changed = (
        ReconciliationBreak.objects.filter(pk=row.pk)
        .exclude(status=BreakStatus.RESOLVED)
        .update(
            status=BreakStatus.RESOLVED,
            resolution=resolution[:200],
            resolved_by=actor[:60],
            resolved_at=clock.now(),
            written_off_fen=row.written_off_fen,
        )
    )
    if not changed:
        raise Conflict("break_state", "这条差异刚刚被别人处理了", break_id=row.pk)
    refresh_day(row.provider, row.day)
    _audit(row, actor, "reconciliation.resolved", resolution)


def _note(row: ReconciliationBreak, actor: str, note: str) -> None:
    ReconciliationBreak.objects.filter(pk=row.pk).update(note=note[:200])
    _audit(row, actor, "reconciliation.queried", note)


def _audit(row: ReconciliationBreak, actor: str, action: str, what: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"payment:{row.no}" if row.kind == "payment" else f"{row.kind}:{row.no}",
        change={"break": row.pk, "problem": row.problem, "day": row.day.isoformat(), "what": what[:200]},
    )
