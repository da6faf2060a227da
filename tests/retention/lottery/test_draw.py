"""Lotteries: what may be published, what a lot wins, and that nobody wins what is not there."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.revenue.builders import Buyer, at_once, buyer
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.retention.lottery import api as lottery
from yutang.retention.lottery.contracts import (
    ChanceGrant,
    DrawFacts,
    DrawWish,
    LotteryFacts,
    LotterySpec,
    PayWith,
    PrizeKind,
    PrizeSpec,
)
from yutang.retention.lottery.models import Draw, Lottery, Prize
from yutang.retention.lottery.rules import Slot, commitment, odds_now, outcome, roll
from yutang.retention.membership.api import grant_points, points_of
from yutang.retention.membership.contracts import PointsGrant, Reason
from yutang.revenue.pricing.api import coupons_of, create_coupon_template
from yutang.revenue.pricing.contracts import CouponTemplateSpec
from yutang.revenue.wallet.api import parts_of
from yutang.revenue.wallet.contracts import Parts

THANKS = PrizeSpec("谢谢参与", PrizeKind.THANKS, 500_000)
POINTS = PrizeSpec("20 积分", PrizeKind.POINTS, 500_000, value_fen=20, points=20)


@pytest.fixture
def su(db: None) -> Buyer:
    """A customer with 1,000 points."""
    return rich(buyer())


def rich(who: Buyer, points: int = 1_000) -> Buyer:
    """Points to play with."""
    grant_points([PointsGrant(who.customer_id, points, Reason.GIFT, f"rich:{who.customer_id}")])
    return who


def spec(*prizes: PrizeSpec, **more: Any) -> LotterySpec:
    """A lottery of a week that costs 10 points."""
    now = clock.now()
    values: dict[str, Any] = {"points_cost": 10, "per_person": 1_000, "per_person_day": 1_000, **more}
    return LotterySpec("丰收抽奖", now - timedelta(hours=1), now + timedelta(days=7), prizes, **values)


def running(*prizes: PrizeSpec, **more: Any) -> str:
    """A published lottery."""
    no = lottery.create_lottery(spec(*prizes, **more), actor="staff:1")
    lottery.publish_lottery(no, actor="staff:1")
    return no


def play(who: Buyer, no: str, times: int, *, key: str = "k") -> list[DrawFacts]:
    """Draw for points."""
    wishes = [DrawWish(who.customer_id, no, f"{key}-{n}", PayWith.POINTS) for n in range(times)]
    answers = lottery.draw_many(wishes)
    assert all(isinstance(answer, DrawFacts) for answer in answers), answers
    return answers  # type: ignore[return-value]


def all_is_well() -> None:
    """The doctor finds nothing."""
    for result in run_checks():
        if any(word in result.name for word in ("奖", "积分", "账本")):
            assert result.is_clean, (result.name, result.findings, result.error)


def lottery_seen(no: str) -> LotteryFacts:
    """The lottery as everybody sees it."""
    return lottery.lottery_of(no)


def test_a_draw_costs_points_and_is_the_same_for_the_same_key(su: Buyer) -> None:
    no = running(POINTS, THANKS)
    wish = DrawWish(su.customer_id, no, "tap-1", PayWith.POINTS)

    first, again = lottery.draw(wish), lottery.draw(wish)

    assert (again.draw_id, again.repeated, first.repeated) == (first.draw_id, True, False)
    assert points_of([su.customer_id])[su.customer_id].available == 990
    assert Draw.objects.count() == 1
    all_is_well()


def test_every_lot_follows_from_the_seed_that_was_published_before(su: Buyer) -> None:
    no = running(POINTS, THANKS)
    digest = lottery_seen(no).seed_hash
    draws = play(su, no, 20)
    assert lottery_seen(no).seed == ""

    lottery.stop_lottery(no, actor="staff:1", reason="测试结束")

    seed = lottery_seen(no).seed
    assert commitment(seed) == digest
    assert [roll(seed, no, one.number, one.nonce) for one in draws] == [one.roll for one in draws]
    assert [one.won for one in draws] == [one.roll < 500_000 for one in draws]
    all_is_well()


def test_what_is_won_is_handed_out_once(su: Buyer) -> None:
    create_coupon_template(CouponTemplateSpec("WIN5", "5 元券", 500, valid_days=7, total=3))
    no = running(
        PrizeSpec("20 积分", PrizeKind.POINTS, 300_000, value_fen=20, points=20),
        PrizeSpec("5 元券", PrizeKind.COUPON, 300_000, value_fen=500, template_code="WIN5"),
        PrizeSpec("1 元余额", PrizeKind.BONUS, 300_000, value_fen=100, amount_fen=100),
        PrizeSpec("谢谢参与", PrizeKind.THANKS, 100_000),
    )
    won = Counter(one.kind for one in play(su, no, 12) if one.won)

    for _ in range(2):
        lottery.hand_out(list(Draw.objects.values_list("pk", flat=True)))

    assert points_of([su.customer_id])[su.customer_id].available == 1_000 - 120 + 20 * won["points"]
    assert parts_of([su.customer_id])[su.customer_id] == Parts(bonus=100 * won["bonus"])
    assert len(coupons_of(su.customer_id)) == min(won["coupon"], 3)
    assert Draw.objects.filter(status="waits").count() == max(won["coupon"] - 3, 0)
    all_is_well()


def test_goods_wait_for_an_address_and_then_for_a_parcel(su: Buyer) -> None:
    no = running(
        PrizeSpec("车厘子礼盒", PrizeKind.GOODS, 999_999, value_fen=16_800, stock=5),
        PrizeSpec("谢谢参与", PrizeKind.THANKS, 1),
    )
    (one,) = play(su, no, 1)
    assert (one.status, one.kind) == ("needs_address", "goods")
    with pytest.raises(DomainError, match="draw_state"):
        lottery.ship_prize(draw_id=one.draw_id, carrier="顺丰", waybill_no="SF1", actor="staff:1")
    with pytest.raises(DomainError, match="draw_unknown"):
        lottery.give_address(customer_id=buyer().customer_id, draw_id=one.draw_id, address_id=su.address_id)

    told = lottery.give_address(customer_id=su.customer_id, draw_id=one.draw_id, address_id=su.address_id)
    lottery.ship_prize(draw_id=one.draw_id, carrier="顺丰", waybill_no="SF1", actor="staff:1")

    assert told.status == "to_ship"
    row = Draw.objects.get()
    assert (row.status, row.waybill_no) == ("shipped", "SF1")
    assert "文三路 259 号" in row.receiver
    assert lottery.forget_receivers([su.customer_id]) == 1


def test_a_prize_that_is_gone_brings_thanks_and_the_odds_say_so(su: Buyer) -> None:
    no = running(
        PrizeSpec("礼盒", PrizeKind.GOODS, 999_999, value_fen=16_800, stock=2),
        PrizeSpec("谢谢参与", PrizeKind.THANKS, 1),
    )
    draws = play(su, no, 5)

    assert sum(one.won for one in draws) == 2
    odds = [(prize.title, prize.weight_ppm, prize.now_ppm, prize.left) for prize in lottery_seen(no).prizes]
    assert odds == [("礼盒", 999_999, 0, 0), ("谢谢参与", 1, 1_000_000, None)]
    assert Draw.objects.filter(missed__isnull=False).count() == 3
    all_is_well()


def test_a_daily_cap_opens_again_the_next_day(su: Buyer) -> None:
    no = running(
        PrizeSpec("礼盒", PrizeKind.GOODS, 999_999, value_fen=100, stock=9, daily_cap=1),
        PrizeSpec("谢谢参与", PrizeKind.THANKS, 1),
    )
    today = play(su, no, 3)
    with clock.frozen(clock.now() + timedelta(days=1)):
        tomorrow = play(su, no, 3, key="next")

    assert [sum(one.won for one in day) for day in (today, tomorrow)] == [1, 1]


def test_the_budget_is_never_passed(su: Buyer) -> None:
    no = running(
        PrizeSpec("礼盒", PrizeKind.GOODS, 999_999, value_fen=1_000, stock=99),
        PrizeSpec("谢谢参与", PrizeKind.THANKS, 1),
        budget_fen=2_500,
    )
    draws = play(su, no, 6)

    assert sum(one.won for one in draws) == 2
    assert Lottery.objects.get().spent_fen == 2_000
    all_is_well()


def test_limits_per_person_and_day(su: Buyer) -> None:
    no = running(POINTS, THANKS, per_person=3, per_person_day=2)
    wishes = [DrawWish(su.customer_id, no, f"k{n}", PayWith.POINTS) for n in range(3)]

    answers = lottery.draw_many(wishes)
    with clock.frozen(clock.now() + timedelta(days=1)):
        later = lottery.draw_many([DrawWish(su.customer_id, no, f"m{n}", PayWith.POINTS) for n in range(2)])

    codes = [getattr(answer, "code", "ok") for answer in [*answers, *later]]
    assert codes == ["ok", "ok", "draw_limit", "ok", "draw_limit"]
    assert points_of([su.customer_id])[su.customer_id].available == 970


def test_chances_come_from_orders_and_check_ins_and_go_with_a_refund(su: Buyer) -> None:
    no = running(POINTS, THANKS, points_cost=0, chance_on_check_in=True, chance_order_fen=5_000)
    facts = lottery_seen(no)
    for _ in range(2):
        lottery.grant_chances(
            [
                ChanceGrant(su.customer_id, "check_in", "check-in:1"),
                ChanceGrant(su.customer_id, "order", "order:1", paid_fen=5_000),
                ChanceGrant(su.customer_id, "order", "order:2", paid_fen=4_999),
            ]
        )
    assert lottery.chances_of(su.customer_id, facts.lottery_id).chances == 2

    assert lottery.revoke_chances(["order:1"]) == 1
    one = lottery.draw(DrawWish(su.customer_id, no, "tap-1"))

    assert one.number == 1
    with pytest.raises(DomainError, match="no_chance"):
        lottery.draw(DrawWish(su.customer_id, no, "tap-2"))
    with pytest.raises(DomainError, match="lottery_closed"):
        lottery.draw(DrawWish(su.customer_id, no, "tap-3", PayWith.POINTS))


def test_too_few_points_draw_nothing(db: None) -> None:
    poor = rich(buyer(), 9)
    no = running(POINTS, THANKS)

    with pytest.raises(DomainError) as refusal:
        lottery.draw(DrawWish(poor.customer_id, no, "k", PayWith.POINTS))

    assert refusal.value.code == "points_short"
    assert (Draw.objects.count(), Lottery.objects.get().next_number) == (0, 1)


def test_before_and_after_nobody_draws(su: Buyer) -> None:
    no = running(POINTS, THANKS)
    for days, code in ((-1, "lottery_closed"), (8, "lottery_closed")):
        with clock.frozen(clock.now() + timedelta(days=days)), pytest.raises(DomainError, match=code):
            lottery.draw(DrawWish(su.customer_id, no, f"k{days}", PayWith.POINTS))


@pytest.mark.parametrize(
    ("prizes", "word"),
    [
        ((POINTS,), "2 到 8 项"),
        ((POINTS, POINTS), "谢谢参与"),
        ((PrizeSpec("x", PrizeKind.POINTS, 400_000, points=1), THANKS), "100%"),
        ((PrizeSpec("汽车", PrizeKind.GOODS, 500_000, value_fen=5_000_001, stock=1), THANKS), "50000.00"),
        ((PrizeSpec("礼盒", PrizeKind.GOODS, 500_000, value_fen=100), THANKS), "实物须有数量"),
        ((PrizeSpec("券", PrizeKind.COUPON, 500_000), THANKS), "券模板"),
    ],
)
def test_what_may_not_be_published(db: None, prizes: tuple[PrizeSpec, ...], word: str) -> None:
    with pytest.raises(DomainError) as refusal:
        lottery.create_lottery(spec(*prizes), actor="staff:1")
    assert refusal.value.code == "lottery_invalid"
    assert word in refusal.value.message


def test_published_odds_hold_over_many_lots() -> None:
    weights = (10_000, 90_000, 200_000, 700_000)
    slots = [Slot(n, "points" if n < 3 else "thanks", w, 0, None, None) for n, w in enumerate(weights)]
    lots = 40_000

    hits = Counter(
        outcome(slots, roll("seed-of-the-test", "L1", n, f"nonce{n}"), None)[1].prize_id for n in range(lots)
    )

    chi2 = sum((hits[n] - lots * w / 1_000_000) ** 2 / (lots * w / 1_000_000) for n, w in enumerate(weights))
    assert chi2 < 16.27  # 3 degrees of freedom, one in a thousand
    assert odds_now(slots, None) == dict(enumerate(weights))


@pytest.mark.django_db(transaction=True)
def test_the_last_prize_is_won_once(postgres_only: None) -> None:
    no = running(
        PrizeSpec("礼盒", PrizeKind.GOODS, 999_999, value_fen=100, stock=1),
        PrizeSpec("谢谢参与", PrizeKind.THANKS, 1),
    )
    players = [rich(buyer()) for _ in range(8)]

    answers = at_once(
        *[lambda pk=who.customer_id: lottery.draw(DrawWish(pk, no, "tap", PayWith.POINTS)) for who in players]
    )

    assert all(isinstance(answer, DrawFacts) for answer in answers), answers
    assert sum(answer.won for answer in answers) == 1  # type: ignore[attr-defined]
    assert Prize.objects.get(title="礼盒").taken == 1
    assert sorted(Draw.objects.values_list("number", flat=True)) == list(range(1, 9))
    all_is_well()


@pytest.mark.django_db(transaction=True)
def test_one_person_at_once_stays_within_his_limit(postgres_only: None) -> None:
    no = running(POINTS, THANKS, per_person=3, per_person_day=3)
    who = rich(buyer())

    answers = at_once(
        *[
            lambda n=n: lottery.draw(DrawWish(who.customer_id, no, f"tap-{n}", PayWith.POINTS))
            for n in range(8)
        ]
    )

    assert sum(isinstance(answer, DrawFacts) for answer in answers) == 3
    assert points_of([who.customer_id])[who.customer_id].available == 970
    all_is_well()
