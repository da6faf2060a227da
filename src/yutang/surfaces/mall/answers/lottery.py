"""Lotteries."""

from dataclasses import asdict

from yutang.kernel.money import yuan
from yutang.retention.lottery import api as lottery
from yutang.retention.lottery.contracts import DrawFacts, DrawWish, LotteryFacts, PrizeKind
from yutang.retention.membership.api import points_of
from yutang.surfaces.mall.limits import Limit
from yutang.surfaces.mall.schemas.lottery import (
    DrawOut,
    DrawsOut,
    LotteriesOut,
    LotteryCardOut,
    LotteryOut,
    LotteryPrizeOut,
)

DRAWS = Limit("lottery-draw", most=60, seconds=60)
PAGE = 20


def lotteries() -> LotteriesOut:
    """What runs now."""
    return LotteriesOut(
        items=[
            LotteryCardOut(
                no=one.no, title=one.title, status="published", starts_at=one.starts_at, ends_at=one.ends_at
            )
            for one in lottery.open_lotteries()
        ]
    )


def lottery_out(customer_id: int | None, no: str) -> LotteryOut:
    """One lottery, with what I may still do."""
    facts = lottery.lottery_of(no)
    mine = lottery.chances_of(customer_id, facts.lottery_id) if customer_id else None
    return LotteryOut(
        no=facts.no,
        title=facts.title,
        status="over" if facts.status == "over" else "soon" if facts.status == "soon" else "published",
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        points_cost=facts.points_cost,
        chance_on_check_in=facts.chance_on_check_in,
        chance_order_fen=facts.chance_order_fen,
        per_person=facts.per_person,
        per_person_day=facts.per_person_day,
        rules=_rules(facts),
        prizes=[
            LotteryPrizeOut(
                id=prize.prize_id,
                title=prize.title,
                kind=PrizeKind(prize.kind).value,
                odds_ppm=prize.weight_ppm,
                now_ppm=prize.now_ppm,
                worth_fen=prize.value_fen,
                stock=prize.stock,
                left=prize.left,
                daily_cap=prize.daily_cap,
            )
            for prize in facts.prizes
        ],
        seed_hash=facts.seed_hash,
        seed=facts.seed,
        draws=facts.draws,
        signed_in=customer_id is not None,
        chances=mine.chances if mine else 0,
        left_today=mine.left_today if mine else 0,
        left=mine.left if mine else 0,
        my_points=points_of([customer_id])[customer_id].available if customer_id else 0,
    )


def _rules(facts: LotteryFacts) -> list[str]:
    ways = []
    if facts.points_cost:
        ways.append(f"每次用 {facts.points_cost} 积分")
    if facts.chance_on_check_in:
        ways.append("每天签到送 1 次")
    if facts.chance_order_fen:
        ways.append(f"下单满 ¥{yuan(facts.chance_order_fen)} 送 1 次")
    return [
        f"参与方式：{'；'.join(ways)}。不需要分享。",
        f"每人每天最多 {facts.per_person_day} 次，共 {facts.per_person} 次。",
        "中奖概率如上所示；奖品抽完或当日抽完后，抽中它按“谢谢参与”处理，概率随即更新。",
        "积分、优惠券、余额立即到账；实物请填写收货地址，由商家寄出。",
        *[line.strip() for line in facts.rules_text.splitlines() if line.strip()],
    ]


def draw(customer_id: int, no: str, pay_with: str, *, key: str) -> DrawOut:
    """Draw once."""
    DRAWS.count(str(customer_id))
    return _draw(lottery.draw(DrawWish(customer_id, no, key, pay_with)))


def draws(customer_id: int, no: str, *, only_won: bool, before: int | None) -> DrawsOut:
    """My draws in one lottery or in all."""
    found = lottery.draws_of(customer_id, lottery_no=no, only_won=only_won, limit=PAGE + 1, before=before)
    shown = found[:PAGE]
    return DrawsOut(
        items=[_draw(one) for one in shown], next_before=shown[-1].draw_id if len(found) > PAGE else None
    )


def give_address(customer_id: int, draw_id: int, address_id: int) -> DrawOut:
    """Say where my prize goes."""
    return _draw(lottery.give_address(customer_id=customer_id, draw_id=draw_id, address_id=address_id))


def _draw(facts: DrawFacts) -> DrawOut:
    values = {name: value for name, value in asdict(facts).items() if name in DrawOut.model_fields}
    return DrawOut(id=facts.draw_id, **values)
