"""Paying money in: offers, limits, once, late, twice."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, at_once, buyer
from tests.revenue.wallet.world import all_is_well, offer, parts, pay, payment_of_purchase, told, topped_up
from yutang.foundation.ledger.api import balance
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.payments.api import settle_notifications
from yutang.revenue.payments.models import Payment, Refund
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import OfferSpec, Parts
from yutang.revenue.wallet.models import Purchase


def test_what_is_paid_in_and_what_is_given_on_top_lie_apart(su: Buyer) -> None:
    topped_up(su, 20_000, 2_000)

    assert parts(su) == Parts(gift=0, principal=20_000, bonus=2_000)
    assert balance("house:wallet:paid_in") == 0
    assert balance("house:wallet:bonus") == -2_000
    assert balance("house:receivable:sandbox") == -20_000
    assert balance("house:sales") == 0
    all_is_well()


def test_the_same_notification_credits_once(su: Buyer) -> None:
    purchase = wallet.start_topup(customer_id=su.customer_id, offer_id=offer())
    number = payment_of_purchase(purchase)

    outcomes = [settle_notifications([told(number, 20_000)])[0] for _ in range(3)]

    assert outcomes == ["paid", "repeated", "repeated"]
    assert parts(su) == Parts(principal=20_000, bonus=2_000)
    all_is_well()


def test_late_money_revives_a_closed_top_up(su: Buyer) -> None:
    purchase = wallet.start_topup(customer_id=su.customer_id, offer_id=offer())
    number = payment_of_purchase(purchase)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        assert wallet.close_overdue_purchases() == 1

        assert settle_notifications([told(number, 20_000)]) == ["revived"]

    assert parts(su).total == 22_000
    assert Purchase.objects.get().status == "paid"
    all_is_well()


def test_a_second_payment_of_one_top_up_goes_back(su: Buyer) -> None:
    purchase = wallet.start_topup(customer_id=su.customer_id, offer_id=offer())
    first = payment_of_purchase(purchase)
    Payment.objects.filter(no=first).update(status="closed")
    second = payment_of_purchase(purchase)

    assert settle_notifications([told(second, 20_000)]) == ["paid"]
    assert settle_notifications([told(first, 20_000)]) == ["refunded"]

    assert parts(su).total == 22_000
    assert Refund.objects.get().amount_fen == 20_000
    assert balance("house:wallet:paid_in") == 20_000
    all_is_well()


def test_a_wrong_amount_is_parked(su: Buyer) -> None:
    purchase = wallet.start_topup(customer_id=su.customer_id, offer_id=offer())

    assert settle_notifications([told(payment_of_purchase(purchase), 1)]) == ["parked"]
    assert parts(su).total == 0


def test_a_wallet_holds_at_most_five_thousand_yuan(su: Buyer) -> None:
    most = offer(100_000, 0)
    for _ in range(5):
        purchase = wallet.start_topup(customer_id=su.customer_id, offer_id=most)
        assert pay(purchase) == "paid"

    with pytest.raises(DomainError) as refusal:
        wallet.start_topup(customer_id=su.customer_id, offer_id=offer(100, 0))

    assert refusal.value.code == "wallet_over_limit"
    assert parts(su).total == 500_000


def test_two_top_ups_on_their_way_count_together(su: Buyer) -> None:
    most = offer(100_000, 0)
    waiting = [wallet.start_topup(customer_id=su.customer_id, offer_id=most) for _ in range(5)]

    with pytest.raises(DomainError, match="wallet_over_limit"):
        wallet.start_topup(customer_id=su.customer_id, offer_id=most)
    assert len(waiting) == 5


def test_money_that_no_longer_fits_goes_back_by_itself(su: Buyer) -> None:
    most = offer(100_000, 0)
    early = wallet.start_topup(customer_id=su.customer_id, offer_id=most)
    number = payment_of_purchase(early)
    with clock.frozen(clock.now() + timedelta(minutes=31)):
        wallet.close_overdue_purchases()
        for _ in range(5):
            assert pay(wallet.start_topup(customer_id=su.customer_id, offer_id=most)) == "paid"

        assert settle_notifications([told(number, 100_000)]) == ["refunded"]

    assert parts(su).total == 500_000
    assert Purchase.objects.get(no=early.no).status == "returned"
    all_is_well()


@pytest.mark.parametrize(
    ("pay_fen", "bonus_fen", "field"),
    [(0, 0, "pay_fen"), (100_001, 0, "pay_fen"), (1_000, 1_001, "bonus_fen"), (1_000, -1, "bonus_fen")],
)
def test_offers_stay_within_the_rules(db: None, pay_fen: int, bonus_fen: int, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        wallet.create_offer(OfferSpec(pay_fen, bonus_fen), actor="staff:1")
    assert refusal.value.details["field"] == field


def test_limits_are_settings_and_are_audited(su: Buyer) -> None:
    wallet.set_policy(max_balance_fen=30_000, max_topup_fen=20_000, actor="staff:1")

    facts = wallet.wallet_of(su.customer_id)
    with pytest.raises(DomainError, match="wallet_policy_invalid"):
        wallet.create_offer(OfferSpec(20_001, 0), actor="staff:1")

    assert (facts.max_balance_fen, facts.max_topup_fen) == (30_000, 20_000)


def test_bonus_for_a_prize_comes_once(su: Buyer) -> None:
    grant = [wallet_grant(su, "prize-1", 500)]

    assert [wallet.grant_bonus(grant), wallet.grant_bonus(grant)] == [1, 0]
    assert parts(su) == Parts(bonus=500)


def wallet_grant(who: Buyer, key: str, amount: int):  # type: ignore[no-untyped-def]
    from yutang.revenue.wallet.contracts import BonusGrant

    return BonusGrant(who.customer_id, amount, key, "抽奖奖品")


@pytest.mark.django_db(transaction=True)
def test_eight_notifications_at_once_credit_once(postgres_only: None) -> None:
    who = buyer()
    purchase = wallet.start_topup(customer_id=who.customer_id, offer_id=offer())
    number = payment_of_purchase(purchase)

    answers = at_once(*[lambda: settle_notifications([told(number, 20_000)]) for _ in range(8)])

    assert sorted(map(str, answers)) == ["['paid']"] + ["['repeated']"] * 7
    assert parts(who).total == 22_000
    all_is_well()
