"""Paid cards: opening, using, giving back."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.retention.membership.fixtures import NOON, AnOrder, doctor_is_content
from yutang.kernel import clock
from yutang.retention.membership.api import cards_of, end_cards, keep_membership, open_cards
from yutang.retention.membership.contracts import CardStatus
from yutang.retention.membership.models import BenefitUse, CardType, MemberCard
from yutang.retention.membership.selectors.terms import member_terms
from yutang.retention.membership.services.end_cards import card_refund_limits
from yutang.retention.membership.services.take_claims import take_claims
from yutang.revenue.orders.contracts import ClaimWant, RefundLimitWant
from yutang.revenue.pricing.contracts import BenefitUse as Use

pytestmark = pytest.mark.django_db


@pytest.fixture
def card_type() -> CardType:
    return CardType.objects.create(
        name="包邮卡",
        sku_id=10,
        product_id=1,
        price_fen=2990,
        days=90,
        month_free_shipping=2,
        total_free_shipping=3,
        created_at=NOON,
    )


@pytest.fixture
def card(card_type: CardType) -> MemberCard:
    with clock.frozen(NOON):
        open_cards([AnOrder(buyer=7, amounts=(2990,), sku_ids=(10,)).paid()])
    return MemberCard.objects.get()


def wants(card: MemberCard, *numbers: int, customer_id: int = 7) -> list[ClaimWant]:
    use = Use("free_shipping", card.no, "包邮卡", 600)
    return [ClaimWant(f"D{number}", customer_id, 0, (use,), None) for number in numbers]  # type: ignore[arg-type]


def test_a_bought_card_begins_and_the_next_one_waits_for_it(card_type: CardType) -> None:
    with clock.frozen(NOON):
        paid = AnOrder(buyer=7, amounts=(5980,), sku_ids=(10,), quantities=(2,)).paid()
        assert open_cards([paid, paid]) == 2
        assert open_cards([paid]) == 0
        first, second = cards_of(7)

    assert (first.starts_at, first.ends_at) == (NOON, NOON + timedelta(days=90))
    assert (second.starts_at, second.status_text) == (NOON + timedelta(days=90), "未开始")
    assert (first.paid_fen, first.month_left, first.total_left) == (2990, 2, 3)


def test_other_goods_open_nothing(card_type: CardType) -> None:
    assert open_cards([AnOrder(buyer=7, amounts=(2990,), sku_ids=(11,)).paid()]) == 0
    assert not MemberCard.objects.exists()


def test_free_shipping_is_counted_and_capped_by_month_and_in_all(card: MemberCard) -> None:
    with clock.frozen(NOON):
        answers = take_claims(wants(card, 1, 2, 3))
        assert [answer.code if answer else None for answer in answers] == [None, None, "benefit_used_up"]
        assert member_terms([7], NOON)[7].free_shipping_left == 0
    with clock.frozen(datetime(2026, 12, 1, tzinfo=UTC)):
        assert member_terms([7], clock.now())[7].free_shipping_left == 1
        assert take_claims(wants(card, 4)) == [None]
        (refused,) = take_claims(wants(card, 5))
        assert refused is not None
        assert refused.status == 409

    (facts,) = cards_of(7)
    assert (facts.total_used, facts.saved_fen) == (3, 1800)
    assert doctor_is_content()


def test_somebody_elses_card_and_an_old_card_give_nothing(card: MemberCard) -> None:
    with clock.frozen(NOON):
        assert take_claims(wants(card, 1, customer_id=8))[0] is not None
    with clock.frozen(NOON + timedelta(days=90)):
        assert take_claims(wants(card, 1))[0] is not None
        assert end_cards() == 1
        assert cards_of(7)[0].status == CardStatus.ENDED
    assert not BenefitUse.objects.exists()


def test_a_cancelled_order_gives_its_benefit_back_once(card: MemberCard) -> None:
    order = AnOrder(buyer=7, amounts=(1000,))
    with clock.frozen(NOON):
        take_claims(wants(card, order.number))
        gone = order.cancelled(benefits=({"kind": "free_shipping"},))
        keep_membership([gone, gone])
        keep_membership([gone])

        (facts,) = cards_of(7)
    assert (facts.month_left, facts.total_used, facts.saved_fen) == (2, 0, 0)
    assert doctor_is_content()


def test_a_card_given_back_is_worth_its_days_left_less_what_it_saved(card: MemberCard) -> None:
    want = RefundLimitWant("D1", 7, card.line_id, 10, 1, 1, 2990, 0, 0, 1)
    with clock.frozen(NOON):
        take_claims(wants(card, 1))
    with clock.frozen(NOON + timedelta(days=30)):
        looked = card_refund_limits([want], False)[card.line_id]
        assert (looked.quantity, looked.fen) == (1, 2990 * 60 // 90 - 600)
        card_refund_limits([want], True)

        assert cards_of(7)[0].status == CardStatus.REFUNDED
        assert card_refund_limits([want], True)[card.line_id].quantity == 0
        assert member_terms([7], clock.now())[7].free_shipping_card == ""
