"""A gift card comes into a wallet, once."""

from django.db import transaction
from django.db.models import F

from yutang.foundation.ledger.api import post_transfers
from yutang.kernel import clock, outbox
from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import (
    MOST_PIN_TRIES,
    CardStatus,
    Claimed,
    Parts,
    card_locked,
    card_state,
    card_unknown,
    gift_unknown,
    over_limit,
    wallet_frozen,
)
from yutang.revenue.wallet.events import GiftCardClaimed
from yutang.revenue.wallet.models import GiftCard
from yutang.revenue.wallet.selectors.gifts import code_digest, pin_digest
from yutang.revenue.wallet.selectors.policy import current_policy
from yutang.revenue.wallet.selectors.wallets import parts_of
from yutang.revenue.wallet.services.lock_wallets import lock_wallets
from yutang.revenue.wallet.services.moves import Act, into_wallet


def redeem_card(*, customer_id: int, code: str, pin: str) -> Claimed:
    """Put a printed card into a customer's wallet: code and pin must fit, and nobody was earlier.

    A wrong pin is counted on the card; after five the card is locked until the merchant unlocks it. Raises
    NotFound("gift_card_unknown"), Conflict("gift_card_state" | "gift_card_locked" | "wallet_over_limit" | "wallet_frozen").
    """
    answer = _redeem(customer_id, code, pin)
    # A refusal must not undo the count of wrong pins, so it leaves the transaction as a value.
    if isinstance(answer, DomainError):
        raise answer
    return answer


@transaction.atomic
def _redeem(customer_id: int, code: str, pin: str) -> Claimed | DomainError:
    lock_wallets([customer_id])
    card = GiftCard.objects.select_for_update(of=("self",)).filter(code_digest=code_digest(code)).first()
    if card is None or card.purchase_id is not None:
        return card_unknown()
    if card.pin_tries >= MOST_PIN_TRIES:
        return card_locked()
    if card.pin_digest != pin_digest(code, pin):
        GiftCard.objects.filter(pk=card.pk).update(pin_tries=F("pin_tries") + 1)
        return card_unknown()
    with transaction.atomic():
        return _take(card, customer_id, None)


@transaction.atomic
def claim_gift(*, customer_id: int, code: str) -> Claimed:
    """Put an electronic gift card into the wallet of whoever opened its link first; the buyer may keep it himself.

    Claiming again one's own claimed gift answers the same. Raises NotFound("gift_unknown"), Conflict("gift_card_state" |
    "wallet_over_limit" | "wallet_frozen").
    """
    lock_wallets([customer_id])
    card = (
        GiftCard.objects.select_for_update(of=("self",))
        .select_related("purchase")
        .filter(code_digest=code_digest(code), purchase__isnull=False)
        .first()
    )
    if card is None or card.purchase is None:
        raise gift_unknown()
    if card.status == CardStatus.CLAIMED and card.claimed_by == customer_id:
        return Claimed(card.face_fen, parts_of([customer_id])[customer_id].total)
    return _take(card, customer_id, card.purchase.customer_id)


def _take(card: GiftCard, customer_id: int, buyer_id: int | None) -> Claimed:
    now = clock.now()
    if card.status == CardStatus.ACTIVE and card.expires_at is not None and card.expires_at <= now:
        raise card_state(CardStatus.EXPIRED)
    if card.status != CardStatus.ACTIVE:
        raise card_state(card.status)
    if lock_wallets([customer_id])[customer_id].is_frozen:
        raise wallet_frozen()
    held, most = parts_of([customer_id])[customer_id].total, current_policy().max_balance_fen
    if held + card.face_fen > most:
        raise over_limit(most, field="code")
    taken = GiftCard.objects.filter(pk=card.pk, status=CardStatus.ACTIVE).update(
        status=CardStatus.CLAIMED, claimed_by=customer_id, claimed_at=now, pin_tries=0, sealed_code=""
    )
    if not taken:
        raise card_state(CardStatus.CLAIMED)
    account = accounts.card(card.pk)
    act = Act(
        customer_id=customer_id,
        key=f"gift-card:{card.pk}:claimed",
        code="gift_card_claim",
        memo=f"礼品卡 ¥{yuan(card.face_fen)} 存入（{card.serial}）",
    )
    post_transfers(into_wallet(act, Parts(gift=card.face_fen), (account, account, account)))
    outbox.publish(GiftCardClaimed(customer_id, card.pk, card.face_fen, buyer_id))
    return Claimed(card.face_fen, held + card.face_fen)
