"""A bought gift card that nobody claimed goes back to its buyer."""

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel import audit, clock
from yutang.revenue.payments.api import reserve_refund
from yutang.revenue.payments.contracts import RefundRequest
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import CardStatus, PurchaseStatus, card_state, gift_unknown
from yutang.revenue.wallet.models import GiftCard, Purchase


@transaction.atomic
def refund_gift(*, customer_id: int, no: str) -> None:
    """Give a buyer the money of an unclaimed gift back, the way it came; from then on its link is worth nothing.

    Raises NotFound("gift_unknown"), Conflict("gift_card_state") when somebody claimed it. Asking again changes nothing.
    """
    card = (
        GiftCard.objects.select_for_update(of=("self",))
        .select_related("purchase")
        .filter(purchase__no=no, purchase__customer_id=customer_id)
        .first()
    )
    if card is None:
        raise gift_unknown()
    if card.purchase and card.purchase.status == PurchaseStatus.REFUNDED:
        return
    if card.status != CardStatus.ACTIVE:
        raise card_state(card.status)
    _give_back(card, CardStatus.VOID, actor=f"customer:{customer_id}", reason="购买人退卡")


def expire_gifts(*, limit: int = 200) -> int:
    """Send the money of gifts that nobody claimed in time back to their buyers; returns how many."""
    with transaction.atomic():
        rows = GiftCard.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            status=CardStatus.ACTIVE, purchase__isnull=False, expires_at__lte=clock.now()
        )
        cards = list(rows.select_related("purchase").order_by("pk")[:limit])
        for card in cards:
            _give_back(card, CardStatus.EXPIRED, actor="system", reason="礼品卡逾期未领取")
    return len(cards)


def _give_back(card: GiftCard, status: str, *, actor: str, reason: str) -> None:
    purchase = card.purchase
    if purchase is None:
        raise gift_unknown()
    GiftCard.objects.filter(pk=card.pk).update(status=status, ended_at=clock.now(), sealed_code="")
    Purchase.objects.filter(pk=purchase.pk).update(status=PurchaseStatus.REFUNDED)
    reserve_refund(
        RefundRequest(purchase.no, card.face_fen, f"gift-refund:{purchase.no}", reason, purchase.payment_no)
    )
    post_transfers(
        [
            TransferSpec(
                key=f"gift-card:{card.pk}:refunded",
                code="gift_card_refund",
                asset="CNY",
                amount=card.face_fen,
                debit=accounts.card(card.pk),
                credit=accounts.PAID_IN,
                subject=f"gift_card:{card.pk}",
                memo=f"{reason} {purchase.no}",
            )
        ]
    )
    audit.record(
        actor=actor,
        action="wallet.refund_gift",
        subject=f"gift_card:{card.pk}",
        change={"face_fen": card.face_fen, "reason": reason},
    )
