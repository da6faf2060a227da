"""The words of reconciliation. Reached through contracts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class BreakKind(StrEnum):
    """In which way bill, documents and ledger disagree."""

    MISSING_IN_BILL = "missing_in_bill"
    UNKNOWN_IN_BILL = "unknown_in_bill"
    UNCONFIRMED = "unconfirmed"
    AMOUNT_DIFFERS = "amount_differs"
    DUPLICATED = "duplicated"
    LEDGER_MISSING = "ledger_missing"
    LEDGER_DIFFERS = "ledger_differs"
    ORDER_UNPAID = "order_unpaid"


BREAK_TEXT = {
    BreakKind.MISSING_IN_BILL: "账单缺记录",
    BreakKind.UNKNOWN_IN_BILL: "账单多记录",
    BreakKind.UNCONFIRMED: "渠道成功、我方未入账",
    BreakKind.AMOUNT_DIFFERS: "金额不一致",
    BreakKind.DUPLICATED: "账单重复",
    BreakKind.LEDGER_MISSING: "账本缺记录",
    BreakKind.LEDGER_DIFFERS: "账本金额不符",
    BreakKind.ORDER_UNPAID: "已收款、订单未支付",
}

NEXT_STEP = {
    BreakKind.MISSING_IN_BILL: "向渠道查询，或等次日账单",
    BreakKind.UNKNOWN_IN_BILL: "核实来源：补记收款，或原路退回",
    BreakKind.UNCONFIRMED: "向渠道查询并补记，订单会随之变为已支付",
    BreakKind.AMOUNT_DIFFERS: "向渠道查询实收金额，再核销差额",
    BreakKind.DUPLICATED: "向渠道确认是否重复扣款，再退款或核销",
    BreakKind.LEDGER_MISSING: "补记账本",
    BreakKind.LEDGER_DIFFERS: "核对账本转账，再核销差额",
    BreakKind.ORDER_UNPAID: "原路退回，或查询后重新确认订单",
}


class BreakStatus(StrEnum):
    """ignored: not shown until a day; it is looked at again then."""

    OPEN = "open"
    IGNORED = "ignored"
    RESOLVED = "resolved"


class DayStatus(StrEnum):
    """failed: there was no whole bill; it is fetched again."""

    BALANCED = "balanced"
    BREAKS = "breaks"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Document:
    """Our own record of a movement. day: the business day on which it was settled, None while it is not."""

    kind: str
    no: str
    amount_fen: int
    is_settled: bool
    day: date | None = None
    order_no: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FoundBreak:
    """One disagreement: what the bill, our document and the ledger say (None: nothing)."""

    problem: BreakKind
    kind: str
    no: str
    order_no: str = ""
    bill_fen: int | None = None
    document_fen: int | None = None
    ledger_fen: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayTotals:
    """Three columns of one day: what came in and went out by our documents, by the bill, by the ledger."""

    documents_in_fen: int
    documents_out_fen: int
    bill_in_fen: int
    bill_out_fen: int
    ledger_in_fen: int
    ledger_out_fen: int


@dataclass(frozen=True, slots=True)
class ReconciledDay:
    """What a reconciliation found. breaks counts the open ones."""

    provider: str
    day: date
    status: str
    note: str
    rows: int
    totals: DayTotals
    breaks: int
