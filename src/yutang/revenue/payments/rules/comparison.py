"""Compare a provider's bill with our documents and our ledger, row by row."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from yutang.revenue.payments.contracts import BillRow
from yutang.revenue.payments.reconciliation import BreakKind, DayTotals, Document, FoundBreak

type Key = tuple[str, str]

# A payment right before midnight may be told in the bill of the next day.
NEAR_MIDNIGHT = timedelta(minutes=15)


def compare(
    day: date,
    bill: Sequence[BillRow],
    documents: Mapping[Key, Document],
    ledger: Mapping[Key, int],
    *,
    told_elsewhere: Collection[Key] = (),
    unpaid_orders: Collection[str] = (),
) -> list[FoundBreak]:
    """Return every disagreement of one day, bill rows first, in their order.

    documents holds those that the bill names and those settled on the day; told_elsewhere are rows that the bills of other
    days told; unpaid_orders are orders whose payment is settled although the order does not know of it.
    """
    found: list[FoundBreak] = []
    counts = Counter((row.kind, row.no) for row in bill)
    first = {(row.kind, row.no): row for row in reversed(bill)}
    for key, count in counts.items():
        found += _of_bill(first[key], count, documents.get(key), told_elsewhere)
    for key, document in documents.items():
        if document.is_settled:
            missing = document.day == day and key not in counts and key not in told_elsewhere
            found += _of_document(document, ledger.get(key), is_missing=missing, unpaid_orders=unpaid_orders)
    return found


def _of_bill(
    row: BillRow, count: int, document: Document | None, told_elsewhere: Collection[Key]
) -> list[FoundBreak]:
    found = []
    order_no = document.order_no if document else ""
    if count > 1 or (row.kind, row.no) in told_elsewhere:
        note = f"出现 {count} 次" if count > 1 else "其他日期的账单里也有"
        ours = document.amount_fen if document else None
        found.append(
            FoundBreak(
                BreakKind.DUPLICATED,
                row.kind,
                row.no,
                order_no,
                row.amount_fen * max(count, 2),
                ours,
                note=note,
            )
        )
    if document is None:
        found.append(FoundBreak(BreakKind.UNKNOWN_IN_BILL, row.kind, row.no, "", row.amount_fen))
    elif not document.is_settled:
        found.append(
            FoundBreak(BreakKind.UNCONFIRMED, row.kind, row.no, order_no, row.amount_fen, document.amount_fen)
        )
    elif document.amount_fen != row.amount_fen:
        found.append(
            FoundBreak(
                BreakKind.AMOUNT_DIFFERS, row.kind, row.no, order_no, row.amount_fen, document.amount_fen
            )
        )
    return found


def _of_document(
    document: Document, booked: int | None, *, is_missing: bool, unpaid_orders: Collection[str]
) -> list[FoundBreak]:
    found = []
    fen, order_no = document.amount_fen, document.order_no
    if is_missing:
        note = "临近零点，可能在次日账单" if _is_near_midnight(document.settled_at, document.day) else ""
        found.append(
            FoundBreak(
                BreakKind.MISSING_IN_BILL, document.kind, document.no, order_no, None, fen, booked, note
            )
        )
    if booked is None:
        found.append(FoundBreak(BreakKind.LEDGER_MISSING, document.kind, document.no, order_no, None, fen))
    elif booked != fen:
        found.append(
            FoundBreak(BreakKind.LEDGER_DIFFERS, document.kind, document.no, order_no, None, fen, booked)
        )
    if document.kind == "payment" and order_no in unpaid_orders:
        found.append(
            FoundBreak(BreakKind.ORDER_UNPAID, document.kind, document.no, order_no, None, fen, booked)
        )
    return found


def _is_near_midnight(at: datetime | None, day: date | None) -> bool:
    return at is not None and day is not None and (at + NEAR_MIDNIGHT).date() > day


def day_totals(
    day: date, bill: Sequence[BillRow], documents: Mapping[Key, Document], booked: tuple[int, int]
) -> DayTotals:
    """Return the three columns of a day; booked is what the ledger says came in and went out."""
    mine = [document for document in documents.values() if document.is_settled and document.day == day]
    return DayTotals(
        documents_in_fen=sum(one.amount_fen for one in mine if one.kind == "payment"),
        documents_out_fen=sum(one.amount_fen for one in mine if one.kind != "payment"),
        bill_in_fen=sum(row.amount_fen for row in bill if row.kind == "payment"),
        bill_out_fen=sum(row.amount_fen for row in bill if row.kind != "payment"),
        ledger_in_fen=booked[0],
        ledger_out_fen=booked[1],
    )
