"""Money came in: who earns sees it at once."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.clock import now
from yutang.kernel.outbox import Received, publish_many
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import CommissionStatus
from yutang.referral.affiliates.events import CommissionAccrued
from yutang.referral.affiliates.models import Commission, OrderStanding
from yutang.referral.affiliates.rules import CommissionDraft, drafts_of
from yutang.referral.affiliates.services.bring_up_to_date import bring_up_to_date, lock_standings
from yutang.revenue.orders.events import OrderPaid

SNAPSHOT = "commission"


@transaction.atomic
def accrue_commissions(batch: Sequence[Received[OrderPaid]]) -> int:
    """Write the commissions that the orders' snapshots promise, frozen; returns how many are new.

    Idempotent per order line and level. Imported history earns nothing. A refund heard before the payment is
    honoured here.
    """
    drafts = [draft for received in batch if not received.event.imported for draft in _drafts(received.event)]
    if not drafts:
        return 0
    standings = lock_standings({draft.order_id for draft in drafts})
    known = set(
        Commission.objects.filter(key__in=[draft.key for draft in drafts]).values_list("key", flat=True)
    )
    fresh = list({draft.key: draft for draft in drafts if draft.key not in known}.values())
    if not fresh:
        return 0
    ids = _insert(fresh)
    OrderStanding.objects.filter(order_id__in=standings, has_commission=False).update(has_commission=True)
    _freeze_money(ids, fresh)
    publish_many([_event(pk, draft) for pk, draft in zip(ids, fresh, strict=True)])
    told = {order_id: row for order_id, row in standings.items() if row.refunds or row.closed_at}
    if told:
        bring_up_to_date(told, at=now())
    return len(fresh)


def _drafts(event: OrderPaid) -> list[CommissionDraft]:
    return drafts_of(
        order_id=event.order_id,
        order_no=event.order_no,
        buyer_customer_id=event.customer_id,
        lines=event.lines,
        snapshot=event.snapshots.get(SNAPSHOT, {}),
    )


def _insert(fresh: Sequence[CommissionDraft]) -> list[int]:
    ids = next_ids(Commission, len(fresh))
    count = len(fresh)
    insert_columns(
        Commission,
        id=ids,
        key=[draft.key for draft in fresh],
        order_id=[draft.order_id for draft in fresh],
        order_no=[draft.order_no for draft in fresh],
        line_id=[draft.line_id for draft in fresh],
        level=[draft.level for draft in fresh],
        affiliate_id=[draft.affiliate_id for draft in fresh],
        buyer_customer_id=[draft.buyer_customer_id for draft in fresh],
        via_customer_id=[draft.via_customer_id for draft in fresh],
        base_fen=[draft.base_fen for draft in fresh],
        rate_bp=[draft.rate_bp for draft in fresh],
        amount_fen=[draft.amount_fen for draft in fresh],
        refunded_fen=[0] * count,
        clawed_fen=[0] * count,
        status=[CommissionStatus.FROZEN.value] * count,
        explanation=[draft.explanation for draft in fresh],
        accrued_at=[now()] * count,
    )
    return ids


def _freeze_money(ids: Sequence[int], fresh: Sequence[CommissionDraft]) -> None:
    post_transfers(
        [
            TransferSpec(
                key=f"commission:{pk}:accrue",
                code=accounts.CODE_ACCRUE,
                asset="CNY",
                amount=draft.amount_fen,
                debit=accounts.EXPENSE,
                credit=accounts.frozen(draft.affiliate_id),
                subject=f"commission:{pk}",
                memo=f"订单 {draft.order_no} 佣金",
                debit_floor=None,
            )
            for pk, draft in zip(ids, fresh, strict=True)
            if draft.amount_fen > 0
        ]
    )


def _event(pk: int, draft: CommissionDraft) -> CommissionAccrued:
    return CommissionAccrued(
        commission_id=pk,
        affiliate_id=draft.affiliate_id,
        customer_id=draft.customer_id,
        buyer_customer_id=draft.buyer_customer_id,
        order_id=draft.order_id,
        order_no=draft.order_no,
        line_id=draft.line_id,
        level=draft.level,
        base_fen=draft.base_fen,
        rate_bp=draft.rate_bp,
        amount_fen=draft.amount_fen,
    )
