"""Money for top-ups and gift cards arrives: in time, late, or twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel import audit, clock, outbox
from yutang.kernel.ids import random_code
from yutang.kernel.money import yuan
from yutang.revenue.payments.api import (
    book_payments,
    close_at_provider,
    close_payments,
    mark_succeeded,
    orders_of_payments,
    reserve_refund,
)
from yutang.revenue.payments.contracts import Confirmation, Notification, RefundRequest
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import GIFT_DAYS, CardStatus, Parts, PurchaseKind, PurchaseStatus
from yutang.revenue.wallet.events import GiftCardBought, WalletToppedUp
from yutang.revenue.wallet.models import GiftCard, Purchase
from yutang.revenue.wallet.selectors.gifts import code_digest
from yutang.revenue.wallet.selectors.policy import current_policy
from yutang.revenue.wallet.selectors.wallets import parts_of
from yutang.revenue.wallet.services.lock_wallets import lock_wallets
from yutang.revenue.wallet.services.moves import Act, into_wallet

CLAIM_CODE_LENGTH = 20
TAKEABLE = (PurchaseStatus.OPEN, PurchaseStatus.CLOSED)


@transaction.atomic
def settle_purchases(notifications: Sequence[Notification]) -> list[str]:
    """Turn verified notifications into money in wallets and gift cards; one outcome each, in order.

    paid · revived (late, and the wallet can still hold it) · refunded (a second payment, or the wallet is full by now: it goes
    back by itself) · repeated · failed · parked · unknown. Harmless to repeat.
    """
    numbers = set(orders_of_payments([n.payment_no for n in notifications]).values())
    owners = Purchase.objects.filter(no__in=numbers).values_list("customer_id", flat=True)
    lock_wallets(owners)
    rows = Purchase.objects.select_for_update().filter(no__in=numbers).order_by("pk")
    purchases = {row.no: row for row in rows}
    confirmations = mark_succeeded(notifications)
    held = {customer: parts.total for customer, parts in parts_of(owners).items()}
    most, now = current_policy().max_balance_fen, clock.now()
    outcomes: list[str] = []
    taken: list[tuple[Purchase, str]] = []
    for confirmation in confirmations:
        row = purchases.get(confirmation.order_no)
        if confirmation.outcome != "confirmed" or row is None:
            outcomes.append(confirmation.outcome)
        elif _fits(row, held, most):
            held[row.customer_id] += _into_wallet_fen(row)
            outcomes.append("paid" if row.status == PurchaseStatus.OPEN else "revived")
            row.status, row.payment_no, row.paid_at = PurchaseStatus.PAID, confirmation.payment_no, now
            taken.append((row, confirmation.payment_no))
        else:
            _send_back(row, confirmation)
            outcomes.append("refunded")
    book_payments(confirmations)
    _credit([row for row, _ in taken], now)
    return outcomes


def _into_wallet_fen(row: Purchase) -> int:
    return row.pay_fen + row.bonus_fen if row.kind == PurchaseKind.TOP_UP else 0


def _fits(row: Purchase, held: dict[int, int], most: int) -> bool:
    return row.status in TAKEABLE and held[row.customer_id] + _into_wallet_fen(row) <= most


def _send_back(row: Purchase, confirmation: Confirmation) -> None:
    second = row.status == PurchaseStatus.PAID
    reserve_refund(
        RefundRequest(
            order_no=row.no,
            amount_fen=confirmation.amount_fen,
            key=f"late:{confirmation.payment_no}",
            reason="重复支付，款项原路退回" if second else "余额已达上限，款项原路退回",
            payment_no=confirmation.payment_no,
        )
    )
    if row.status in TAKEABLE:
        row.status = PurchaseStatus.RETURNED
        row.save(update_fields=["status"])
    change = {"payment_no": confirmation.payment_no, "amount_fen": confirmation.amount_fen}
    audit.record(
        actor="system", action="wallet.payment_returned", subject=f"wallet:{row.customer_id}", change=change
    )


def _credit(rows: Sequence[Purchase], now: datetime) -> None:
    specs: list[TransferSpec] = []
    for row in rows:
        row.save(update_fields=["status", "payment_no", "paid_at"])
        if row.kind == PurchaseKind.TOP_UP:
            specs += top_up_specs(row)
        else:
            specs.append(_card_spec(row, _card_of(row, now)))
    if specs:
        post_transfers(specs)
    for row in rows:
        if row.kind == PurchaseKind.TOP_UP:
            outbox.publish(WalletToppedUp(row.customer_id, row.no, row.pay_fen, row.bonus_fen))
        else:
            outbox.publish(GiftCardBought(row.customer_id, row.no, row.card.pk, row.pay_fen))


def top_up_specs(row: Purchase) -> list[TransferSpec]:
    """The transfers that a paid top-up stands for."""
    bonus = f"，赠送 ¥{yuan(row.bonus_fen)}" if row.bonus_fen else ""
    act = Act(
        customer_id=row.customer_id,
        key=f"wallet-purchase:{row.no}",
        code="wallet_top_up",
        memo=f"充值 ¥{yuan(row.pay_fen)}{bonus}（{row.no}）",
    )
    others = (accounts.CARDS_SOLD, accounts.PAID_IN, accounts.BONUS_COST)
    return into_wallet(act, Parts(principal=row.pay_fen, bonus=row.bonus_fen), others)


def _card_of(row: Purchase, now: datetime) -> GiftCard:
    code = random_code(CLAIM_CODE_LENGTH)
    return GiftCard.objects.create(
        serial=row.no,
        purchase=row,
        face_fen=row.pay_fen,
        code_digest=code_digest(code),
        sealed_code=code,
        status=CardStatus.ACTIVE,
        created_at=now,
        activated_at=now,
        expires_at=now + timedelta(days=GIFT_DAYS),
    )


def _card_spec(row: Purchase, card: GiftCard) -> TransferSpec:
    return TransferSpec(
        key=f"wallet-purchase:{row.no}",
        code="gift_card_sold",
        asset="CNY",
        amount=row.pay_fen,
        debit=accounts.PAID_IN,
        credit=accounts.card(card.pk),
        subject=f"gift_card:{card.pk}",
        memo=f"购买电子礼品卡 {row.no}",
    )


def close_overdue_purchases(*, limit: int = 200) -> int:
    """Close purchases whose 30 minutes are over, here and at the cashier. Returns how many."""
    with transaction.atomic():
        rows = Purchase.objects.select_for_update(skip_locked=True).filter(
            status=PurchaseStatus.OPEN, pay_before__lte=clock.now()
        )
        numbers = list(rows.order_by("pk").values_list("no", flat=True)[:limit])
        Purchase.objects.filter(no__in=numbers).update(status=PurchaseStatus.CLOSED)
        close_payments(numbers)
    if numbers:
        close_at_provider(numbers)
    return len(numbers)
