"""Hand out the rights of paid orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from yutang.kernel import clock, outbox
from yutang.kernel.batches import insert_columns
from yutang.kernel.ids import random_code
from yutang.kernel.outbox import Received
from yutang.revenue.orders.api import deliver_virtual
from yutang.revenue.orders.contracts import VirtualDelivery
from yutang.revenue.orders.events import OrderPaid
from yutang.revenue.vouchers.contracts import DEFAULT_VALID_DAYS, REFUND_AFTER_END, SNAPSHOT, VoucherStatus
from yutang.revenue.vouchers.events import VouchersIssued
from yutang.revenue.vouchers.models import Voucher
from yutang.revenue.vouchers.rules import expand_pack, with_check
from yutang.revenue.vouchers.rules.codes import LENGTH
from yutang.revenue.vouchers.rules.issuing import NewVoucher
from yutang.revenue.vouchers.services.limit_refunds import void_refunded


@dataclass(frozen=True, slots=True)
class _Issue:
    event: OrderPaid
    line: Mapping[str, Any]
    vouchers: Sequence[NewVoucher]


@transaction.atomic
def issue_vouchers(paid: Sequence[Received[OrderPaid]]) -> int:
    """Issue what paid orders of packs promised and complete these orders; returns how many vouchers are new.

    Idempotent by order line: what was issued stays. A pack without listed rights is one use of the product itself.
    Money can be asked back until a week after the last of an order's vouchers ends. Statements do not grow with the batch.
    """
    events = [received.event for received in paid if SNAPSHOT in received.event.snapshots]
    if not events:
        return 0
    known = set(
        Voucher.objects.filter(line_id__in=[line["line_id"] for e in events for line in e.lines])
        .values_list("line_id", flat=True)
        .distinct()
    )
    issues = [_issue(event, line) for event in events for line in event.lines if line["line_id"] not in known]
    _insert(issues)
    deliveries, told = [], []
    for event in events:
        mine = [v for issue in issues if issue.event is event for v in issue.vouchers]
        if mine:
            last = max(voucher.valid_until for voucher in mine)
            deliveries.append(VirtualDelivery(event.order_id, last + REFUND_AFTER_END))
            told.append(_told(event, mine))
    deliver_virtual(deliveries)
    void_refunded([delivery.order_id for delivery in deliveries])
    outbox.publish_many(told)
    return sum(len(issue.vouchers) for issue in issues)


def _issue(event: OrderPaid, line: Mapping[str, Any]) -> _Issue:
    rights = event.snapshots[SNAPSHOT]["rights"].get(str(line["product_id"])) or [_itself(line)]
    paid_at = datetime.fromisoformat(event.paid_at)
    return _Issue(
        event, line, expand_pack(rights, packs=line["quantity"], paid_at=paid_at, zone=clock.SHANGHAI)
    )


def _itself(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": str(line["name"])[:60],
        "note": "",
        "worth_fen": max(line["paid_fen"] // line["quantity"], 1),
        "uses": 1,
        "store_ids": [],
        "valid_days": DEFAULT_VALID_DAYS,
        "valid_from": None,
        "valid_until": None,
    }


def _told(event: OrderPaid, vouchers: Sequence[NewVoucher]) -> VouchersIssued:
    first = min(voucher.valid_until for voucher in vouchers)
    return VouchersIssued(
        order_id=event.order_id,
        order_no=event.order_no,
        customer_id=event.customer_id,
        title=str(event.lines[0]["name"]),
        vouchers=len(vouchers),
        ends_on=clock.business_date(first - timedelta(microseconds=1)).isoformat(),
    )


def _insert(issues: Sequence[_Issue]) -> None:
    rows = [(issue.event, issue.line, voucher) for issue in issues for voucher in issue.vouchers]
    now = clock.now()
    insert_columns(
        Voucher,
        code=[with_check(random_code(LENGTH - 1)) for _ in rows],
        order_id=[event.order_id for event, _, _ in rows],
        order_no=[event.order_no for event, _, _ in rows],
        line_id=[line["line_id"] for _, line, _ in rows],
        pack_no=[voucher.pack_no for *_, voucher in rows],
        right_no=[voucher.right_no for *_, voucher in rows],
        product_id=[line["product_id"] for _, line, _ in rows],
        customer_id=[event.customer_id for event, _, _ in rows],
        name=[voucher.name for *_, voucher in rows],
        note=[voucher.note for *_, voucher in rows],
        worth_fen=[voucher.worth_fen for *_, voucher in rows],
        store_ids=[voucher.store_ids for *_, voucher in rows],
        uses_total=[voucher.uses for *_, voucher in rows],
        uses_left=[voucher.uses for *_, voucher in rows],
        uses_voided=[0] * len(rows),
        status=[VoucherStatus.ACTIVE.value] * len(rows),
        is_refunded=[False] * len(rows),
        valid_from=[voucher.valid_from for *_, voucher in rows],
        valid_until=[voucher.valid_until for *_, voucher in rows],
        issued_at=[now] * len(rows),
    )
