"""Transfers per second: `post_transfers` in batches of 1,000, beside one transfer per transaction by hand.

The yardstick does the least that is right for a single transfer on the same database: lock both accounts in order,
change both balances, insert the row, commit. Two thirds of the transfers run between 20,000 customers' accounts and a
house account, as grants of points do; the others between two customers.
"""

import itertools
import os
import time
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import connection, transaction

from yutang.foundation.ledger import checks
from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.foundation.ledger.models import Account

ACCOUNTS = 20_000
BATCH = 1_000
TOTAL = int(os.environ.get("YUTANG_BENCH_TRANSFERS", "100000"))
YARDSTICK_SECONDS = 3.0


def run(progress: Callable[..., None]) -> dict[str, Any]:
    random = Random(7)
    keys = itertools.count()
    opening = [
        TransferSpec(f"open:{n}", "opening", "POINT", 10_000_000, "house:bench", account(n))
        for n in range(ACCOUNTS)
    ]
    for start in range(0, ACCOUNTS, BATCH):
        post_transfers(opening[start : start + BATCH])
    progress("accounts are open")
    yardstick = by_hand(random, keys)
    batches = [[spec(random, keys) for _ in range(BATCH)] for _ in range(TOTAL // BATCH)]
    waits = []
    cpu, began = time.process_time(), time.perf_counter()
    for batch in batches:
        start = time.perf_counter()
        post_transfers(batch)
        waits.append(time.perf_counter() - start)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    rate = TOTAL / seconds
    return {
        "transfers": TOTAL,
        "batch": BATCH,
        "transfers_per_s": round(rate),
        "transfers_per_cpu_s": round(TOTAL / cpu),
        "batch_p50_ms": round(sorted(waits)[len(waits) // 2] * 1000, 1),
        "batch_p99_ms": round(sorted(waits)[int(len(waits) * 0.99)] * 1000, 1),
        "yardstick_per_s": round(yardstick),
        "ratio": round(rate / yardstick, 1),
        "findings": sum(
            len(list(check())) for check in (checks.assets_balance, checks.balances_follow_transfers)
        ),
    }


def account(number: int) -> str:
    return f"points:{number}:available"


def spec(random: Random, keys: "itertools.count[int]") -> TransferSpec:
    one, other = random.sample(range(ACCOUNTS), 2)
    debit = "house:bench" if random.random() < 0.67 else account(other)
    return TransferSpec(
        f"bench:{next(keys)}",
        "points_earn",
        "POINT",
        random.randint(1, 500),
        debit,
        account(one),
        memo="订单 D1 实付 ¥36.00",
    )


def by_hand(random: Random, keys: "itertools.count[int]") -> float:
    """One transfer per transaction with three plain statements."""
    ids = dict(Account.objects.values_list("code", "id"))
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < YARDSTICK_SECONDS:
        wanted = spec(random, keys)
        debit, credit = ids[wanted.debit], ids[wanted.credit]
        with transaction.atomic(), connection.cursor() as cursor:
            for account_id, change in sorted(((debit, -wanted.amount), (credit, wanted.amount))):
                cursor.execute(
                    "UPDATE ledger_account SET balance = balance + %s WHERE id = %s", [change, account_id]
                )
            cursor.execute(
                "INSERT INTO ledger_transfer (key, code, asset, amount, debit_id, credit_id, status, "
                '"group", subject, memo, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '
                "CURRENT_TIMESTAMP)",
                [
                    wanted.key,
                    wanted.code,
                    "POINT",
                    wanted.amount,
                    debit,
                    credit,
                    "posted",
                    "",
                    "",
                    wanted.memo,
                ],
            )
        done += 1
    return done / (time.perf_counter() - began)
