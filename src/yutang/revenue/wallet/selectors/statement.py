"""Every act on a wallet, explained."""

from collections.abc import Sequence
from itertools import groupby

from yutang.foundation.ledger.api import statement_of
from yutang.foundation.ledger.contracts import Entry
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import Parts, StatementLine, StatementPage

TITLES = {
    "wallet_top_up": "充值",
    "wallet_pay": "支付订单",
    "wallet_return": "订单退款退回",
    "gift_card_claim": "礼品卡存入",
    "wallet_bonus": "赠金到账",
    "wallet_close": "退还剩余本金",
}


def statement(customer_id: int, *, limit: int = 20, before: int | None = None) -> StatementPage:
    """Return the newest acts; an act that moved several parts is one line."""
    codes = accounts.parts(customer_id)
    # An act moves three parts at most, and one act more than asked shows whether there are further ones.
    wanted = (limit + 1) * len(codes)
    entries = statement_of(codes, limit=wanted, before_id=before)
    lines = [_line(list(group), codes) for _, group in groupby(entries, key=_act)]
    if len(entries) == wanted and len(lines) <= limit:
        lines.pop()
    shown = lines[:limit]
    has_more = len(lines) > limit or len(entries) == wanted
    return StatementPage(tuple(shown), shown[-1].transfer_id if shown and has_more else None)


def _act(entry: Entry) -> str:
    return entry.group or entry.key


def _line(entries: Sequence[Entry], codes: tuple[str, str, str]) -> StatementLine:
    moved = dict.fromkeys(codes, 0)
    for entry in entries:
        moved[entry.account] += entry.amount
    last = entries[-1]
    first = entries[0]
    return StatementLine(
        transfer_id=last.transfer_id,
        code=first.code,
        title=TITLES.get(first.code, first.code),
        detail=first.memo,
        parts=Parts(*(moved[code] for code in codes)),
        at=first.at,
    )
