"""Compare a provider's bill of one day with our documents and our ledger, and keep what does not fit."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from yutang.foundation.ledger.api import posted_amounts, turnover
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.payments.contracts import Bill, BillRow
from yutang.revenue.payments.gateways.registry import DEFAULT_PROVIDER, provider_names, provider_of
from yutang.revenue.payments.models import BillEntry, ReconciliationBreak, ReconciliationDay
from yutang.revenue.payments.reconciliation import (
    BreakKind,
    BreakStatus,
    DayStatus,
    DayTotals,
    FoundBreak,
    ReconciledDay,
)
from yutang.revenue.payments.rules import compare, day_totals
from yutang.revenue.payments.selectors.documents import documents_of, first_day, span_of
from yutang.revenue.payments.services.order_side import unpaid_among

BILL_READY_HOUR = 9
LOOK_BACK_DAYS = 7
AGREES = "重新对账已一致"


def reconcile_day(day: date, *, provider: str = DEFAULT_PROVIDER) -> ReconciledDay:
    """Fetch a provider's bill of a business day (Asia/Shanghai) and compare three books; call it outside a transaction.

    Running it again changes nothing that has not changed outside: breaks keep their row and what was decided about them,
    those that agree by now are resolved. A bill that cannot be had or is not whole is noted and fetched again.
    """
    try:
        bill = provider_of(provider).download_bill(day=day)
    except DomainError as error:
        reason = str(error.details.get("reason", ""))
        return _failed(provider, day, f"{error.message}{f'（{reason}）' if reason else ''}")
    return _compare(provider, day, bill)


def reconcile_due_days() -> int:
    """Reconcile the days of the last week that are over and not done yet, all providers. Returns how many."""
    now = clock.now().astimezone(clock.SHANGHAI)
    last = now.date() - timedelta(days=1 if now.hour >= BILL_READY_HOUR else 2)
    done = 0
    for provider in provider_names():
        start = first_day(provider)
        if start is None:
            continue
        days = [last - timedelta(days=n) for n in range(LOOK_BACK_DAYS - 1, -1, -1)]
        rows = ReconciliationDay.objects.filter(provider=provider, day__in=days)
        known = set(rows.exclude(status=DayStatus.FAILED).values_list("day", flat=True))
        for day in days:
            if day >= start and day not in known:
                reconcile_day(day, provider=provider)
                done += 1
    return done


@transaction.atomic
def _failed(provider: str, day: date, note: str) -> ReconciledDay:
    ReconciliationDay.objects.update_or_create(
        provider=provider,
        day=day,
        defaults={"status": DayStatus.FAILED, "note": note[:200], "run_at": clock.now()},
    )
    return ReconciledDay(provider, day, DayStatus.FAILED, note, 0, DayTotals(0, 0, 0, 0, 0, 0), 0)


@transaction.atomic
def _compare(provider: str, day: date, bill: Bill) -> ReconciledDay:
    documents = documents_of(provider, day, bill.rows)
    keys = [f"{kind}:{no}" for kind, no in documents]
    booked = posted_amounts(keys)
    ledger = {key: booked[f"{key[0]}:{key[1]}"] for key in documents if f"{key[0]}:{key[1]}" in booked}
    orders = [one.order_no for one in documents.values() if one.kind == "payment" and one.is_settled]
    found = compare(
        day,
        bill.rows,
        documents,
        ledger,
        told_elsewhere=_told_elsewhere(provider, day, [no for _, no in documents]),
        unpaid_orders=unpaid_among([no for no in orders if no]),
    )
    start, end = span_of(day)
    totals = day_totals(
        day, bill.rows, documents, turnover(f"house:receivable:{provider}", since=start, until=end)
    )
    _keep_bill(provider, day, bill.rows)
    now = clock.now()
    _keep_breaks(provider, day, found, now)
    _settle_late_rows(provider, bill.rows, now)
    return _keep_day(provider, day, bill, totals, now)


def _told_elsewhere(provider: str, day: date, numbers: Sequence[str]) -> set[tuple[str, str]]:
    rows = BillEntry.objects.filter(provider=provider, no__in=numbers).exclude(day=day)
    return set(rows.values_list("kind", "no"))


def _keep_bill(provider: str, day: date, rows: Sequence[BillRow]) -> None:
    counts = Counter((row.kind, row.no) for row in rows)
    first = {(row.kind, row.no): row for row in reversed(rows)}
    BillEntry.objects.filter(provider=provider, day=day).delete()
    BillEntry.objects.bulk_create(
        [
            BillEntry(
                provider=provider,
                day=day,
                kind=kind,
                no=no[:40],
                amount_fen=first[kind, no].amount_fen,
                happened_at=first[kind, no].happened_at,
                provider_txn=first[kind, no].provider_txn[:64],
                times=times,
            )
            for (kind, no), times in counts.items()
        ],
        batch_size=1_000,
    )


def _keep_breaks(provider: str, day: date, found: Sequence[FoundBreak], now: datetime) -> None:
    mine = {
        (row.problem, row.kind, row.no): row
        for row in ReconciliationBreak.objects.select_for_update().filter(provider=provider, day=day)
    }
    for one in found:
        known = mine.pop((one.problem.value, one.kind, one.no), None)
        values = {
            "order_no": one.order_no,
            "bill_fen": one.bill_fen,
            "document_fen": one.document_fen,
            "ledger_fen": one.ledger_fen,
            "note": one.note,
        }
        if known is None:
            ReconciliationBreak.objects.create(
                provider=provider,
                day=day,
                problem=one.problem,
                kind=one.kind,
                no=one.no,
                found_at=now,
                **values,
            )
        elif known.status != BreakStatus.RESOLVED:
            is_due = known.ignore_until is not None and known.ignore_until <= clock.business_date(now)
            status = BreakStatus.OPEN if is_due else known.status
            ReconciliationBreak.objects.filter(pk=known.pk).update(status=status, **values)
    gone = [row.pk for row in mine.values() if row.status != BreakStatus.RESOLVED]
    _resolve(gone, AGREES, now)


def _settle_late_rows(provider: str, rows: Sequence[BillRow], now: datetime) -> None:
    """What an earlier bill left out and this one tells is no break any more."""
    late = ReconciliationBreak.objects.filter(
        provider=provider, problem=BreakKind.MISSING_IN_BILL, no__in=[row.no for row in rows]
    ).exclude(status=BreakStatus.RESOLVED)
    told = {(row.kind, row.no): row.amount_fen for row in rows}
    gone = [row.pk for row in late if told.get((row.kind, row.no)) == row.document_fen]
    _resolve(gone, "后一日账单已包含", now)


def _resolve(ids: Sequence[int], resolution: str, now: datetime) -> None:
    if ids:
        ReconciliationBreak.objects.filter(pk__in=ids).update(
            status=BreakStatus.RESOLVED, resolution=resolution, resolved_by="system", resolved_at=now
        )


def _keep_day(provider: str, day: date, bill: Bill, totals: DayTotals, now: datetime) -> ReconciledDay:
    breaks = (
        ReconciliationBreak.objects.filter(provider=provider, day=day)
        .exclude(status=BreakStatus.RESOLVED)
        .count()
    )
    status = DayStatus.BREAKS if breaks else DayStatus.BALANCED
    ReconciliationDay.objects.update_or_create(
        provider=provider,
        day=day,
        defaults={
            "status": status,
            "note": "",
            "rows": len(bill.rows),
            "documents_in_fen": totals.documents_in_fen,
            "documents_out_fen": totals.documents_out_fen,
            "bill_in_fen": totals.bill_in_fen,
            "bill_out_fen": totals.bill_out_fen,
            "ledger_in_fen": totals.ledger_in_fen,
            "ledger_out_fen": totals.ledger_out_fen,
            "bill_text": bill.text,
            "run_at": now,
        },
    )
    return ReconciledDay(provider, day, status, "", len(bill.rows), totals, breaks)


def refresh_day(provider: str, day: date) -> None:
    """Say again whether a day is balanced, after one of its breaks was settled."""
    left = ReconciliationBreak.objects.filter(provider=provider, day=day).exclude(status=BreakStatus.RESOLVED)
    ReconciliationDay.objects.filter(provider=provider, day=day, status=DayStatus.BREAKS).update(
        status=DayStatus.BREAKS if left.exists() else DayStatus.BALANCED
    )
