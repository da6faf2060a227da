"""What the provider does with money: the verbs behind its API and behind the buttons of its cashier page."""

import secrets
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from yutang.integrations.sandbox_pay.bill import FAULTS, apply_faults, write_bill
from yutang.integrations.sandbox_pay.contracts import BillLine, SandboxPayError
from yutang.integrations.sandbox_pay.store import Row, Store

SHANGHAI = timezone(timedelta(hours=8))
MAX_FEN = 10_000_000_000
SETTLED = """
SELECT 'payment' AS kind, no, amount_fen, success_at AS at, transaction_id AS txn, '' AS origin
  FROM payment WHERE success_at >= ? AND success_at < ?
UNION ALL SELECT 'refund', no, amount_fen, settled_at, transaction_id, payment_no
  FROM refund WHERE settled_at >= ? AND settled_at < ?
UNION ALL SELECT 'payout', no, amount_fen, settled_at, transaction_id, ''
  FROM payout WHERE settled_at >= ? AND settled_at < ?
ORDER BY at, no
"""


def _transaction_id() -> str:
    return f"42000{datetime.now(SHANGHAI):%Y%m%d}{secrets.randbelow(10**13):013d}"


def _iso(at: int | None) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat() if at else ""


class Bank:
    """The provider's rules. Every call is idempotent by the merchant's number."""

    def __init__(self, store: Store, public_url: str) -> None:
        self.store = store
        self.public_url = public_url

    def create(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Open a payment and return where to pay it."""
        no, amount = str(wish["out_trade_no"]), wish["amount"]
        if not isinstance(amount, int) or not 0 < amount <= MAX_FEN:
            raise SandboxPayError("PARAM_ERROR", "amount must be positive fen")
        with self.store.transaction():
            known = self.store.one("SELECT * FROM payment WHERE no = ?", no)
            if known is None:
                now = int(time.time())
                self.store.run(
                    "INSERT INTO payment(no, prepay_id, amount_fen, title, notify_url, return_url, state, created_at,"
                    " expires_at) VALUES (?, ?, ?, ?, ?, ?, 'NOTPAY', ?, ?)",
                    no,
                    "pp" + secrets.token_hex(12),
                    amount,
                    str(wish["description"])[:120],
                    str(wish["notify_url"]),
                    str(wish.get("return_url", "")),
                    now,
                    now + int(wish.get("expire_seconds", 1800)),
                )
                known = self.payment(no)
        if known["amount_fen"] != amount:
            raise SandboxPayError("INVALID_REQUEST", "this number was used for another amount")
        return {"prepay_id": known["prepay_id"], "cashier_url": f"{self.public_url}/pay/{known['prepay_id']}"}

    def payment(self, no: str) -> Row:
        """Return a payment or raise ORDER_NOT_EXIST."""
        row = self.store.one("SELECT * FROM payment WHERE no = ?", no)
        if row is None:
            raise SandboxPayError("ORDER_NOT_EXIST", f"no payment {no}")
        return row

    def by_prepay(self, prepay_id: str) -> Row | None:
        """Return the payment behind a cashier page."""
        return self.store.one("SELECT * FROM payment WHERE prepay_id = ?", prepay_id)

    def query(self, no: str) -> dict[str, Any]:
        """Return how a payment stands."""
        row = self.payment(no)
        return {
            "out_trade_no": no,
            "trade_state": row["state"],
            "transaction_id": row["transaction_id"],
            "amount": {"total": row["amount_fen"]},
            "success_time": _iso(row["success_at"]),
        }

    def close(self, no: str) -> dict[str, Any]:
        """Make a payment unpayable on the page; raises ORDERPAID for one that is paid already."""
        row = self.payment(no)
        if row["state"] in ("SUCCESS", "REFUND"):
            raise SandboxPayError("ORDERPAID", "the payment has succeeded")
        self.store.run("UPDATE payment SET state = 'CLOSED' WHERE no = ? AND state = 'NOTPAY'", no)
        return {}

    def pay(self, no: str, *, late: bool = False) -> Row:
        """The customer's money arrives. A late one ignores that the payment was closed meanwhile, as banks do."""
        with self.store.transaction():
            row = self.payment(no)
            allowed = ("NOTPAY", "USERPAYING", "CLOSED") if late else ("NOTPAY",)
            if row["state"] == "SUCCESS":
                return row
            if row["state"] not in allowed:
                raise SandboxPayError("ORDER_CLOSED", "the payment is closed")
            self.store.run(
                "UPDATE payment SET state = 'SUCCESS', transaction_id = ?, success_at = ?, late_at = NULL WHERE no = ?",
                _transaction_id(),
                int(time.time()),
                no,
            )
            row = self.payment(no)
            self._notify(row, "SUCCESS", "")
        return row

    def fail(self, no: str) -> Row:
        """The customer's bank refuses; the payment can be tried again."""
        with self.store.transaction():
            row = self.payment(no)
            if row["state"] == "NOTPAY":
                self._notify(row, "FAIL", "余额不足")
        return row

    def pay_later(self, no: str, *, seconds: float) -> Row:
        """The money will arrive after a delay, come what may."""
        with self.store.transaction():
            if self.payment(no)["state"] != "NOTPAY":
                raise SandboxPayError("ORDER_CLOSED", "the payment is not open")
            self.store.run(
                "UPDATE payment SET state = 'USERPAYING', late_at = ? WHERE no = ?", time.time() + seconds, no
            )
        return self.payment(no)

    def repeat_notice(self, no: str) -> int:
        """Send every notification of a payment once more, with the same id, as real providers do."""
        return self.store.run(
            "UPDATE notice SET state = 'waiting', due_at = ?, attempts = 0 WHERE payment_no = ?",
            time.time(),
            no,
        )

    def settle_late(self) -> int:
        """Let the delayed money that is due arrive."""
        due = self.store.all("SELECT no FROM payment WHERE late_at IS NOT NULL AND late_at <= ?", time.time())
        for row in due:
            self.pay(row["no"], late=True)
        return len(due)

    def _notify(self, row: Row, state: str, reason: str) -> None:
        id_ = secrets.token_hex(16)
        body = {
            "id": id_,
            "create_time": datetime.now(UTC).isoformat(timespec="seconds"),
            "event_type": f"TRANSACTION.{state}",
            "resource": {
                "out_trade_no": row["no"],
                "transaction_id": row["transaction_id"],
                "trade_state": state,
                "amount": {"total": row["amount_fen"]},
                "success_time": _iso(row["success_at"]),
                "reason": reason,
            },
        }
        self.store.add_notice(id_=id_, payment=row, body=body, due_at=time.time())

    def refund(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Give money back; refuses more than was paid, and another amount under a known number."""
        no, amount = str(wish["out_refund_no"]), wish["amount"]
        if not isinstance(amount, int) or amount <= 0:
            raise SandboxPayError("PARAM_ERROR", "amount must be positive fen")
        if self.store.switch("fail_refunds"):
            return {"out_refund_no": no, "status": "ABNORMAL", "reason": "用户账户异常", "refund_id": ""}
        with self.store.transaction():
            known = self.store.one("SELECT * FROM refund WHERE no = ?", no)
            if known is None:
                paid = self.payment(str(wish["out_trade_no"]))
                if paid["state"] != "SUCCESS":
                    raise SandboxPayError("INVALID_REQUEST", "the payment has not succeeded")
                if paid["refunded_fen"] + amount > paid["amount_fen"]:
                    raise SandboxPayError("NOT_ENOUGH", "more than was paid")
                self.store.run(
                    "UPDATE payment SET refunded_fen = refunded_fen + ? WHERE no = ?", amount, paid["no"]
                )
                self.store.run(
                    "INSERT INTO refund VALUES (?, ?, ?, ?, 'SUCCESS', ?, ?)",
                    no,
                    paid["no"],
                    amount,
                    str(wish.get("reason", ""))[:80],
                    _transaction_id(),
                    int(time.time()),
                )
                known = self.store.one("SELECT * FROM refund WHERE no = ?", no)
        if known is None or known["amount_fen"] != amount:
            raise SandboxPayError("INVALID_REQUEST", "this number was used for another amount")
        return {"out_refund_no": no, "status": "SUCCESS", "reason": "", "refund_id": known["transaction_id"]}

    def payout(self, wish: dict[str, Any]) -> dict[str, Any]:
        """Send money to a person."""
        no, amount = str(wish["out_payout_no"]), wish["amount"]
        if not isinstance(amount, int) or amount <= 0:
            raise SandboxPayError("PARAM_ERROR", "amount must be positive fen")
        if self.store.switch("fail_payouts"):
            return {"out_payout_no": no, "status": "FAIL", "reason": "收款账户未实名", "payout_id": ""}
        with self.store.transaction():
            self.store.run(
                "INSERT INTO payout VALUES (?, ?, ?, ?, ?, 'SUCCESS', ?, ?) ON CONFLICT(no) DO NOTHING",
                no,
                str(wish["payee"]),
                str(wish.get("name", "")),
                amount,
                str(wish.get("memo", "")),
                _transaction_id(),
                int(time.time()),
            )
            known = self.store.one("SELECT * FROM payout WHERE no = ?", no)
        if known is None or known["amount_fen"] != amount:
            raise SandboxPayError("INVALID_REQUEST", "this number was used for another amount")
        return {"out_payout_no": no, "status": "SUCCESS", "reason": "", "payout_id": known["transaction_id"]}

    def bill(self, day: date) -> str:
        """Return the bill of one day in Shanghai as a file, with the faults that were ordered for that day."""
        faults = self.faults_of(day)
        late = self._settled_on(day - timedelta(days=1))[-1:] if self._left_over(day) else []
        draft = apply_faults(self._settled_on(day), faults, day=day, late=late)
        text = write_bill(draft.rows)
        return text[: len(text) * 3 // 5] if draft.is_truncated else text

    def faults_of(self, day: date) -> list[str]:
        """Return which faults the bill of a day has."""
        rows = self.store.all("SELECT name FROM bill_fault WHERE day = ? ORDER BY name", day.isoformat())
        return [str(row["name"]) for row in rows]

    def order_fault(self, day: date, name: str, *, is_on: bool = True) -> None:
        """Give the bill of a day a fault, or take it away: the file stays faulty as long as it is ordered."""
        if name not in FAULTS:
            raise SandboxPayError("PARAM_ERROR", "no such fault")
        if is_on:
            sql = "INSERT INTO bill_fault VALUES (?, ?) ON CONFLICT DO NOTHING"
        else:
            sql = "DELETE FROM bill_fault WHERE day = ? AND name = ?"
        self.store.run(sql, day.isoformat(), name)

    def _left_over(self, day: date) -> bool:
        return "bill_next_day" in self.faults_of(day - timedelta(days=1))

    def _settled_on(self, day: date) -> list[BillLine]:
        start = int(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp())
        rows = self.store.all(SETTLED, *(start, start + 86_400) * 3)
        return [
            BillLine(row["kind"], row["no"], row["amount_fen"], _iso(row["at"]), row["txn"], row["origin"])
            for row in rows
        ]
