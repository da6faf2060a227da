"""Commission, points and growth for 100,000 paid orders, through the log and its reactions.

20,000 customers, every second of them brought by one of 200 distributors, buy five times each. The clock runs from the
first event read to the last reward written; the yardstick is the same log read by a reaction that does nothing.
"""

import os
import time
from collections.abc import Callable
from random import Random
from typing import Any

from django.db import transaction

from yutang.foundation.customers.models import Customer
from yutang.kernel import clock, outbox
from yutang.kernel.batches import insert_columns
from yutang.kernel.models import Event, Parked
from yutang.kernel.outbox import publish_many, registry, relay_once
from yutang.kernel.outbox.events import decode
from yutang.kernel.outbox.runner import Runner
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates import checks as commission_checks
from yutang.referral.affiliates.models import Commission
from yutang.referral.affiliates.selectors.snapshot import freeze_commissions
from yutang.retention.membership import checks
from yutang.retention.membership.api import set_levels, set_policy
from yutang.retention.membership.contracts import LevelSpec
from yutang.retention.membership.models import Member, OrderReward, PointLot
from yutang.revenue.orders.contracts import DraftLine, DraftOrder
from yutang.revenue.orders.events import OrderPaid

ORDERS = int(os.environ.get("YUTANG_BENCH_REWARDS", "100000"))
CUSTOMERS = 20_000
DISTRIBUTORS = 200
STEP = 1_000
WANTED = ("keep_commissions", "keep_membership")


def run(progress: Callable[..., None]) -> dict[str, Any]:
    for name in outbox.reactions():
        if name not in WANTED:
            registry.forget(name)
    random = Random(7)
    _stage(progress)
    _publish(random, progress)
    while relay_once():
        pass
    nothing = _read_only()
    progress("reactions")
    cpu, began = time.process_time(), time.perf_counter()
    runner = Runner()
    while runner.run_once():
        pass
    runner.flush()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {
        "orders": ORDERS,
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "orders_per_s": round(ORDERS / seconds),
        "yardstick_read_only_seconds": round(nothing, 1),
        "ratio": round(seconds / nothing, 1),
        "commissions": Commission.objects.count(),
        "rewards": OrderReward.objects.count(),
        "lots": PointLot.objects.count(),
        "risen": Member.objects.filter(level__gt=0).count(),
        "parked": Parked.objects.count(),
        "findings": sum(
            len(list(check()))
            for check in (checks.points_agree, checks.growth_adds_up, commission_checks.ledger_agrees)
        ),
    }


def _stage(progress: Callable[..., None]) -> None:
    progress("customers and distributors")
    now = clock.now()
    names = range(1, CUSTOMERS + 1)
    with transaction.atomic():
        insert_columns(
            Customer,
            id=list(names),
            no=[f"M{n:07d}" for n in names],
            nickname=[""] * CUSTOMERS,
            avatar=[""] * CUSTOMERS,
            phone_masked=[""] * CUSTOMERS,
            price_group=[""] * CUSTOMERS,
            marketing_ok=[False] * CUSTOMERS,
            token_epoch=[0] * CUSTOMERS,
            imported_from=[""] * CUSTOMERS,
            created_at=[now] * CUSTOMERS,
            last_seen_at=[now] * CUSTOMERS,
        )
    affiliates.set_policy(actor="bench", mode="automatic")
    for number in range(1, DISTRIBUTORS + 1):
        affiliates.apply(customer_id=number, name="王小明")
    set_policy(actor="bench", first_order_points=50, member_day_kind="month", member_day=31)
    set_levels(
        [
            LevelSpec(0, "青柠会员", 0),
            LevelSpec(1, "金桔会员", 300, points_bp=12_000),
            LevelSpec(2, "蜜瓜会员", 3_000, points_bp=15_000),
        ],
        actor="bench",
    )


def _publish(random: Random, progress: Callable[..., None]) -> None:
    for start in range(1, ORDERS + 1, STEP):
        drafts = [_draft(number, random) for number in range(start, start + STEP)]
        with transaction.atomic():
            publish_many(
                [
                    _paid(draft, snapshot)
                    for draft, snapshot in zip(drafts, freeze_commissions(drafts), strict=True)
                ]
            )
        if start % 20_000 == 1:
            progress(f"{start:,} orders paid")


def _draft(number: int, random: Random) -> DraftOrder:
    buyer = DISTRIBUTORS + 1 + random.randrange(CUSTOMERS - DISTRIBUTORS)
    lines = tuple(
        DraftLine(random.randrange(1, 500), random.randrange(1, 200), 1, random.randint(500, 9_000))
        for _ in range(2)
    )
    distributor = 1 + random.randrange(DISTRIBUTORS) if random.random() < 0.5 else None
    total = sum(line.paid_fen for line in lines)
    return DraftOrder(number, buyer, None, lines, total, distributor, None, clock.now())


def _paid(draft: DraftOrder, snapshot: dict[str, Any]) -> OrderPaid:
    return OrderPaid(
        order_id=draft.order_id,
        order_no=f"D{draft.order_id:018d}",
        customer_id=draft.customer_id,
        store_id=None,
        paid_fen=draft.paid_fen,
        shipping_fen=0,
        is_first_order=draft.order_id <= CUSTOMERS,
        lines=tuple(
            {
                "line_id": draft.order_id * 10 + place,
                "sku_id": line.sku_id,
                "product_id": line.product_id,
                "name": "金桔",
                "quantity": 1,
                "paid_fen": line.paid_fen,
            }
            for place, line in enumerate(draft.lines)
        ),
        snapshots={"commission": snapshot} if snapshot else {},
    )


def _read_only() -> float:
    """Read the whole log as the runner does, decode it, and do nothing with it."""
    seen = 0
    began = time.perf_counter()
    rows = Event.objects.filter(name=OrderPaid.name).order_by("id").values_list("payload", flat=True)
    for payload in rows.iterator(chunk_size=4_000):
        seen += len(decode(OrderPaid.name, "", payload).lines)
    assert seen
    return time.perf_counter() - began
