"""The provider's daily bill as a file, and the faults that real bills have.

CSV in UTF-8. A head line; one line per settled movement; an empty line; a head line and a line of totals. Every value but
the heads stands behind a back quote, so that spreadsheets leave long numbers alone; amounts are yuan with two decimals:

    交易时间,业务类型,商户单号,渠道流水号,原商户单号,金额
    `2026-03-01 10:00:00,`PAYMENT,`P2603…,`4200…,`,`12.80

    总笔数,收款笔数,收款金额,退款笔数,退款金额,付款笔数,付款金额
    `1,`1,`12.80,`0,`0.00,`0,`0.00
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from yutang.integrations.sandbox_pay.contracts import BillInvalid, BillLine

SHANGHAI = timezone(timedelta(hours=8))
HEAD = "交易时间,业务类型,商户单号,渠道流水号,原商户单号,金额"
FOOT = "总笔数,收款笔数,收款金额,退款笔数,退款金额,付款笔数,付款金额"
KINDS = {"PAYMENT": "payment", "REFUND": "refund", "PAYOUT": "payout"}
WORDS = {kind: word for word, kind in KINDS.items()}
FAULTS = {
    "bill_missing": "账单漏一行",
    "bill_extra": "账单多一行",
    "bill_wrong": "账单金额错一行",
    "bill_double": "账单重复一行",
    "bill_next_day": "一行记到次日",
    "bill_truncated": "账单文件被截断",
}


@dataclass(frozen=True, slots=True)
class BillDraft:
    """The rows of a bill before they become text."""

    rows: tuple[BillLine, ...]
    is_truncated: bool = False


def write_bill(rows: Sequence[BillLine]) -> str:
    """Return the file of these rows."""
    lines = [HEAD]
    for row in rows:
        at = datetime.fromisoformat(row.happened_at).astimezone(SHANGHAI)
        values = (f"{at:%Y-%m-%d %H:%M:%S}", WORDS[row.kind], row.no, row.transaction_id, row.origin_no)
        lines.append(",".join(f"`{value}" for value in (*values, _yuan(row.amount_fen))))
    totals = [str(len(rows))]
    for kind in ("payment", "refund", "payout"):
        mine = [row.amount_fen for row in rows if row.kind == kind]
        totals += [str(len(mine)), _yuan(sum(mine))]
    lines += ["", FOOT, ",".join(f"`{value}" for value in totals)]
    return "\n".join(lines) + "\n"


def read_bill(text: str) -> list[BillLine]:
    """Return the rows of a bill; raises BillInvalid for a file that is not whole: no totals, or totals that differ."""
    body, found, foot = text.partition(f"\n\n{FOOT}\n")
    lines = body.splitlines()
    if not found or not lines or lines[0] != HEAD:
        raise BillInvalid("the file has no head or no totals")
    rows = [_row(line) for line in lines[1:]]
    if write_bill(rows).partition(f"\n\n{FOOT}\n")[2].strip() != foot.strip():
        raise BillInvalid("the totals are not those of the rows")
    return rows


def _row(line: str) -> BillLine:
    values = [value.removeprefix("`") for value in line.split(",")]
    try:
        at, word, no, transaction_id, origin_no, amount = values
        moment = datetime.strptime(at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        return BillLine(KINDS[word], no, _fen(amount), moment.isoformat(), transaction_id, origin_no)
    except (ValueError, KeyError) as error:
        raise BillInvalid(f"a line is broken: {line[:80]}") from error


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _fen(text: str) -> int:
    whole, dot, cents = text.partition(".")
    if not dot or len(cents) != 2 or not (whole + cents).isdigit():
        raise ValueError(f"no amount: {text}")
    return int(whole) * 100 + int(cents)


def apply_faults(
    rows: Sequence[BillLine], faults: Sequence[str], *, day: date, late: Sequence[BillLine] = ()
) -> BillDraft:
    """Return the bill with the ordered faults. Which row is hit depends only on the rows, so the file stays the same.

    late: rows that the bill of the day before left for this one.
    """
    found = list(rows)
    if "bill_missing" in faults and found:
        del found[len(found) // 2]
    if "bill_wrong" in faults and found:
        found[0] = replace(found[0], amount_fen=found[0].amount_fen + 100)
    if "bill_double" in faults and found:
        found.append(found[-1])
    if "bill_next_day" in faults and found:
        found.pop()
    if "bill_extra" in faults:
        mark = hashlib.sha256(day.isoformat().encode()).hexdigest()[:10].upper()
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI).isoformat()
        found.append(
            BillLine("payment", f"X{mark}", 1_888, noon, f"42000{day:%Y%m%d}{int(mark, 16) % 10**13:013d}")
        )
    return BillDraft((*late, *found), is_truncated="bill_truncated" in faults)
