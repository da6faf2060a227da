"""Deliver signed notifications, and repeat them until the merchant says yes."""

import threading
import time
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric import rsa

from yutang.integrations.sandbox_pay.bank import Bank
from yutang.integrations.sandbox_pay.signing import nonce, sign, unix_now
from yutang.integrations.sandbox_pay.store import Row

RETRY_SECONDS = (1, 2, 4, 8, 15, 30, 60, 180, 600, 1800)
TIMEOUT_SECONDS = 10


def notice_headers(key: rsa.RSAPrivateKey, body: str) -> dict[str, str]:
    """Return the headers of one notification: timestamp, nonce, signature over "timestamp\\nnonce\\nbody\\n"."""
    timestamp, once = str(unix_now()), nonce()
    return {
        "Content-Type": "application/json",
        "Sandboxpay-Timestamp": timestamp,
        "Sandboxpay-Nonce": once,
        "Sandboxpay-Signature": sign(key, timestamp, once, body),
    }


class Notifier:
    """One background thread; deliver_due is the same work by hand, for tests."""

    def __init__(self, bank: Bank, key: rsa.RSAPrivateKey) -> None:
        self._bank = bank
        self._key = key
        self._wake = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start delivering in the background."""
        self._thread = threading.Thread(target=self._run, name="sandbox-pay-notifier", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to deliver."""
        self._wake.set()

    def stop(self) -> None:
        """Stop after the delivery that is under way."""
        self._stopped = True
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=TIMEOUT_SECONDS)

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            self.deliver_due()
            self._wake.wait(0.5)

    def deliver_due(self) -> int:
        """Settle late payments that are due, deliver every notice that is due, return how many were accepted."""
        self._bank.settle_late()
        sql = "SELECT * FROM notice WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at LIMIT 100"
        return sum(self._deliver(row) for row in self._bank.store.all(sql, time.time()))

    def _deliver(self, row: Row) -> bool:
        body: str = row["body"]
        request = urllib.request.Request(  # noqa: S310 - the merchant gave this address in a signed request
            row["url"], data=body.encode(), headers=notice_headers(self._key, body), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                answer, accepted = str(response.status), response.status in range(200, 300)
        except urllib.error.HTTPError as error:
            answer, accepted = str(error.code), False
        except (OSError, ValueError) as error:
            answer, accepted = type(error).__name__, False
        attempts = row["attempts"] + 1
        given_up = attempts > len(RETRY_SECONDS)
        state = "accepted" if accepted else "given_up" if given_up else "waiting"
        due = time.time() + RETRY_SECONDS[min(attempts, len(RETRY_SECONDS)) - 1]
        self._bank.store.run(
            "UPDATE notice SET state = ?, attempts = ?, due_at = ?, answer = ? WHERE id = ?",
            state,
            attempts,
            due,
            answer,
            row["id"],
        )
        return accepted
