"""Gift cards: printed and bought, claimed once."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, at_once, buyer
from tests.revenue.wallet.world import all_is_well, offer, parts, pay
from yutang.foundation.ledger.api import balance
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.models import AuditEntry
from yutang.revenue.payments.models import Refund
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import BatchSpec, Parts, PrintedCard
from yutang.revenue.wallet.models import GiftCard


def batch(quantity: int = 3, face_fen: int = 10_000, *, active: bool = True) -> tuple[int, list[PrintedCard]]:
    """An exported batch."""
    pk = wallet.create_batch(BatchSpec("中秋卡", quantity, face_fen), actor="staff:1")
    printed = wallet.export_batch(pk, actor="staff:1")
    if active:
        wallet.activate_cards(pk, first=1, last=quantity, actor="staff:1")
    return pk, printed


def a_gift(who: Buyer, face_fen: int = 10_000) -> str:
    """A bought electronic card; returns its code."""
    assert (
        pay(wallet.start_gift(customer_id=who.customer_id, face_fen=face_fen, message="生日快乐")) == "paid"
    )
    return wallet.gifts_of(who.customer_id)[0].code


def test_codes_are_shown_once_and_kept_as_digests(db: None) -> None:
    pk, printed = batch()

    assert len({card.code for card in printed}) == 3
    assert {len(card.code) for card in printed} == {16}
    rows = GiftCard.objects.filter(batch_id=pk)
    assert not [row for row in rows for card in printed if card.code in (row.code_digest, row.sealed_code)]
    with pytest.raises(DomainError, match="gift_batch_exported"):
        wallet.export_batch(pk, actor="staff:1")
    assert AuditEntry.objects.filter(action="wallet.export_batch").count() == 1


def test_a_card_is_worth_something_once_it_is_activated(su: Buyer) -> None:
    pk, printed = batch(active=False)
    first = printed[0]
    with pytest.raises(DomainError, match="gift_card_state"):
        wallet.redeem_card(customer_id=su.customer_id, code=first.code, pin=first.pin)

    assert wallet.activate_cards(pk, first=1, last=2, actor="staff:1") == 2
    assert wallet.activate_cards(pk, first=1, last=3, actor="staff:1") == 1
    # as people type it
    typed = f" {first.code[:4].upper()}-{first.code[4:8]}-{first.code[8:]} "
    claimed = wallet.redeem_card(customer_id=su.customer_id, code=typed, pin=first.pin)

    assert claimed.face_fen == 10_000
    assert parts(su) == Parts(gift=10_000)
    assert balance("house:gift_cards:sold") == -30_000
    all_is_well()


def test_a_card_is_claimed_once(su: Buyer) -> None:
    _, (card, *_) = batch()
    wallet.redeem_card(customer_id=su.customer_id, code=card.code, pin=card.pin)

    with pytest.raises(DomainError, match="gift_card_state"):
        wallet.redeem_card(customer_id=buyer().customer_id, code=card.code, pin=card.pin)
    assert parts(su) == Parts(gift=10_000)


def test_five_wrong_pins_lock_a_card_until_the_merchant_opens_it(su: Buyer) -> None:
    _, (card, *_) = batch()
    wrong = f"{(int(card.pin) + 1) % 1_000_000:06d}"
    for _ in range(5):
        with pytest.raises(DomainError, match="gift_card_unknown"):
            wallet.redeem_card(customer_id=su.customer_id, code=card.code, pin=wrong)

    with pytest.raises(DomainError, match="gift_card_locked"):
        wallet.redeem_card(customer_id=su.customer_id, code=card.code, pin=card.pin)
    wallet.unlock_card(GiftCard.objects.get(serial=card.serial).pk, actor="staff:1")

    assert wallet.redeem_card(customer_id=su.customer_id, code=card.code, pin=card.pin).total_fen == 10_000


def test_an_unknown_code_is_not_told_from_a_wrong_pin(su: Buyer) -> None:
    with pytest.raises(DomainError) as refusal:
        wallet.redeem_card(customer_id=su.customer_id, code="0" * 16, pin="000000")
    assert (refusal.value.code, refusal.value.status) == ("gift_card_unknown", 404)


def test_void_and_expired_cards_are_worth_nothing(su: Buyer) -> None:
    pk, printed = batch()
    ids = list(GiftCard.objects.filter(batch_id=pk).order_by("pk").values_list("pk", flat=True))

    assert wallet.void_cards(ids[:1], actor="staff:1", reason="遗失") == 1
    with clock.frozen(clock.now() + timedelta(days=1_096)):
        with pytest.raises(DomainError, match="gift_card_state"):
            wallet.redeem_card(customer_id=su.customer_id, code=printed[1].code, pin=printed[1].pin)
        assert wallet.expire_printed_cards() == 2
        assert wallet.expire_printed_cards() == 0

    assert balance("house:gift_cards:lapsed") == 30_000
    all_is_well()


def test_a_card_that_would_fill_a_wallet_too_much_stays_unclaimed(su: Buyer) -> None:
    for _ in range(5):
        assert pay(wallet.start_topup(customer_id=su.customer_id, offer_id=offer(100_000, 0))) == "paid"
    _, (card, *_) = batch()

    with pytest.raises(DomainError, match="wallet_over_limit"):
        wallet.redeem_card(customer_id=su.customer_id, code=card.code, pin=card.pin)
    assert GiftCard.objects.get(serial=card.serial).status == "active"


def test_a_gift_is_bought_given_and_claimed(su: Buyer) -> None:
    friend = buyer()
    code = a_gift(su)
    seen = wallet.gift_by_code(code, customer_id=friend.customer_id)
    assert (seen.face_fen, seen.message, seen.from_name, seen.code) == (10_000, "生日快乐", "苏晚晴", "")

    claimed = wallet.claim_gift(customer_id=friend.customer_id, code=code)
    again = wallet.claim_gift(customer_id=friend.customer_id, code=code)

    assert claimed == again
    assert parts(friend) == Parts(gift=10_000)
    assert parts(su).total == 0
    (mine,) = wallet.gifts_of(su.customer_id)
    assert (mine.status, mine.claimed_by, mine.code) == ("claimed", "苏晚晴", "")
    with pytest.raises(DomainError, match="gift_card_state"):
        wallet.claim_gift(customer_id=su.customer_id, code=code)
    all_is_well()


def test_an_unclaimed_gift_is_refunded_and_its_link_is_dead(su: Buyer) -> None:
    code = a_gift(su)
    (gift,) = wallet.gifts_of(su.customer_id)

    wallet.refund_gift(customer_id=su.customer_id, no=gift.no)
    wallet.refund_gift(customer_id=su.customer_id, no=gift.no)

    assert Refund.objects.get().amount_fen == 10_000
    with pytest.raises(DomainError, match="gift_card_state"):
        wallet.claim_gift(customer_id=buyer().customer_id, code=code)
    all_is_well()


def test_a_claimed_gift_is_not_refunded(su: Buyer) -> None:
    code = a_gift(su)
    wallet.claim_gift(customer_id=buyer().customer_id, code=code)

    with pytest.raises(DomainError, match="gift_card_state"):
        wallet.refund_gift(customer_id=su.customer_id, no=wallet.gifts_of(su.customer_id)[0].no)
    assert not Refund.objects.exists()


def test_a_gift_that_nobody_claims_in_a_year_goes_back(su: Buyer) -> None:
    a_gift(su)
    with clock.frozen(clock.now() + timedelta(days=366)):
        assert wallet.expire_gifts() == 1

    (gift,) = wallet.gifts_of(su.customer_id)
    assert (gift.status, gift.status_text) == ("expired", "已退款")
    assert Refund.objects.get().amount_fen == 10_000
    all_is_well()


@pytest.mark.parametrize("face_fen", [0, 1, 10_001, -10_000])
def test_only_offered_faces_are_sold(su: Buyer, face_fen: int) -> None:
    with pytest.raises(DomainError, match="gift_face_invalid"):
        wallet.start_gift(customer_id=su.customer_id, face_fen=face_fen)


@pytest.mark.django_db(transaction=True)
def test_eight_friends_at_once_one_gets_the_gift(postgres_only: None) -> None:
    giver, friends = buyer(), [buyer() for _ in range(8)]
    code = a_gift(giver)

    answers = at_once(
        *[lambda pk=friend.customer_id: wallet.claim_gift(customer_id=pk, code=code) for friend in friends]
    )

    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert sum(parts(friend).total for friend in friends) == 10_000
    all_is_well()


@pytest.mark.django_db(transaction=True)
def test_a_gift_is_claimed_or_refunded_never_both(postgres_only: None) -> None:
    for _ in range(4):
        giver, friend = buyer(), buyer()
        code = a_gift(giver)
        no = wallet.gifts_of(giver.customer_id)[0].no

        claimed, refunded = at_once(
            lambda who=friend.customer_id, code=code: wallet.claim_gift(customer_id=who, code=code),
            lambda who=giver.customer_id, no=no: wallet.refund_gift(customer_id=who, no=no),
        )

        assert isinstance(claimed, Exception) != isinstance(refunded, Exception)
        assert parts(friend).total == (0 if isinstance(claimed, Exception) else 10_000)
    all_is_well()
