"""Levels, points, check-ins and cards of one member."""

from yutang.kernel.money import yuan
from yutang.retention.membership import api as membership
from yutang.retention.membership.contracts import (
    CardFacts,
    CardStatus,
    CardTypeFacts,
    CheckInFacts,
    ExpiryKind,
    LevelFacts,
    MemberDayKind,
    PointsFacts,
    PolicyFacts,
    StreakReward,
    UseStatus,
)
from yutang.surfaces.mall.schemas.membership import (
    BenefitOut,
    CardOut,
    CardsOut,
    CardTypeOut,
    CardUseOut,
    CardUsesOut,
    CheckedInOut,
    CheckInDayOut,
    CheckInOut,
    FrozenPointsListOut,
    FrozenPointsOut,
    GrowthLineOut,
    GrowthLinesOut,
    LevelOut,
    MemberCentreOut,
    PointsEntriesOut,
    PointsEntryOut,
    PointsOut,
    StreakRewardOut,
)

PAGE = 20
REFUND_RULE = "未到期可退：按剩余天数折算卡价，再扣除已省下的金额，退款原路返回。"
WEEKDAYS = "一二三四五六日"


def centre(customer_id: int) -> MemberCentreOut:
    """Everything of the first screen."""
    facts, policy = membership.member_of(customer_id), membership.current_policy()
    table = membership.levels()
    mine = membership.cards_of(customer_id)
    card = next((one for one in mine if one.status == CardStatus.ACTIVE), None)
    return MemberCentreOut(
        level=_level(facts.level, facts.level.level),
        levels=[_level(one, facts.level.level) for one in table],
        growth=facts.growth,
        level_until=facts.level_until,
        next_name=facts.next_level.name if facts.next_level else "",
        next_threshold=facts.next_level.threshold if facts.next_level else facts.level.threshold,
        missing_growth=facts.missing_growth,
        missing_fen=facts.missing_fen,
        keep_growth=facts.level.keep_growth,
        keep_missing=facts.keep_missing,
        growth_rule=f"每实付 ¥{yuan(policy.fen_per_growth).removesuffix('.00')} 得 1 成长值，退款扣回",
        member_day=_member_day(policy),
        benefits=_centre_benefits(facts.level, table),
        points=_points(facts.points, policy),
        check_in=_check_in(membership.check_in_calendar(customer_id)),
        card=_card(card) if card else None,
        has_cards_on_sale=bool(membership.card_types()),
    )


def growth(customer_id: int, before: int | None) -> GrowthLinesOut:
    """One page of changes."""
    rows = membership.growth_lines(customer_id, limit=PAGE + 1, before_id=before)
    items = [
        GrowthLineOut(id=row.entry_id, delta=row.delta, title=row.title, memo=row.memo, at=row.at)
        for row in rows[:PAGE]
    ]
    return GrowthLinesOut(items=items, next_page=items[-1].id if len(rows) > PAGE else None)


def points(customer_id: int) -> PointsOut:
    """What I have."""
    return _points(membership.points_of([customer_id])[customer_id], membership.current_policy())


def points_entries(customer_id: int, before: int | None) -> PointsEntriesOut:
    """One page of changes."""
    rows = membership.points_entries(customer_id, limit=PAGE + 1, before_id=before)
    items = [
        PointsEntryOut(id=row.entry_id, points=row.points, title=row.title, memo=row.memo, at=row.at)
        for row in rows[:PAGE]
    ]
    return PointsEntriesOut(items=items, next_page=items[-1].id if len(rows) > PAGE else None)


def frozen(customer_id: int) -> FrozenPointsListOut:
    """Everything on its way."""
    return FrozenPointsListOut(
        items=[
            FrozenPointsOut(points=row.points, title=row.title, memo=row.memo, until=row.until, at=row.at)
            for row in membership.frozen_points(customer_id)
        ]
    )


def calendar(customer_id: int) -> CheckInOut:
    """Where I stand."""
    return _check_in(membership.check_in_calendar(customer_id))


def check_in(customer_id: int) -> CheckedInOut:
    """Check in."""
    done = membership.check_in(customer_id=customer_id)
    return CheckedInOut(
        is_new=done.is_new,
        streak=done.streak,
        points=done.points,
        reward_points=done.reward_points,
        reward_coupon=done.reward_coupon,
        calendar=calendar(customer_id),
    )


def cards(customer_id: int) -> CardsOut:
    """Cards for sale and mine."""
    return CardsOut(
        types=[
            CardTypeOut(
                id=kind.card_type_id,
                name=kind.name,
                product_id=kind.product_id,
                sku_id=kind.sku_id,
                price_fen=kind.price_fen,
                days=kind.days,
                intro=kind.intro,
                colour=kind.colour,
                icon=kind.icon,
                benefits=_card_benefits(kind),
            )
            for kind in membership.card_types()
        ],
        mine=[_card(card) for card in membership.cards_of(customer_id)],
        refund_rule=REFUND_RULE,
    )


def card_uses(customer_id: int, card_no: str) -> CardUsesOut:
    """What a card of mine was used for."""
    return CardUsesOut(
        items=[
            CardUseOut(
                title=use.title,
                order_no=use.order_no,
                saved_fen=use.saved_fen,
                is_returned=use.status == UseStatus.RETURNED,
                at=use.at,
            )
            for use in membership.benefit_uses(customer_id=customer_id, card_no=card_no)
        ]
    )


def _level(facts: LevelFacts, mine: int) -> LevelOut:
    return LevelOut(
        level=facts.level,
        name=facts.name,
        threshold=facts.threshold,
        colour=facts.colour,
        icon=facts.icon,
        points_times=f"{facts.points_bp / 10_000:g}",
        discount_text=_discount(facts.discount_bp),
        benefits=[_benefit(one, is_open=facts.level <= mine) for one in facts.benefits],
    )


def _benefit(one: dict[str, str], *, is_open: bool, unlocked_by: str = "") -> BenefitOut:
    return BenefitOut(
        icon=one.get("icon") or "star",
        title=one["title"],
        text=one.get("text", ""),
        is_open=is_open,
        unlocked_by=unlocked_by,
    )


def _centre_benefits(level: LevelFacts, table: tuple[LevelFacts, ...]) -> list[BenefitOut]:
    """Mine, then what the levels above bring on top."""
    found = [_benefit(one, is_open=True) for one in level.benefits]
    known = {one.title for one in found}
    for higher in (one for one in table if one.level > level.level):
        for one in higher.benefits:
            if one["title"] not in known:
                known.add(one["title"])
                found.append(_benefit(one, is_open=False, unlocked_by=higher.name))
    return found


def _points(facts: PointsFacts, policy: PolicyFacts) -> PointsOut:
    return PointsOut(
        available=facts.available,
        frozen=facts.frozen,
        owed=facts.owed,
        expiring=facts.expiring,
        expires_at=facts.expires_at,
        worth_fen=facts.available * 100 // policy.points_per_yuan if policy.is_money else 0,
        is_money=policy.is_money,
        points_per_yuan=policy.points_per_yuan,
        rules=_rules(policy),
    )


def _rules(policy: PolicyFacts) -> list[str]:
    rules = []
    if policy.is_earning:
        rules.append(
            f"每实付 ¥{yuan(policy.fen_per_point).removesuffix('.00')} 得 1 积分，等级、生日月、会员日可翻倍"
        )
        rules.append("下单所得积分在售后期结束后入账；退款按比例扣回，已用掉的从以后的积分里抵扣")
    if policy.is_money:
        cap = f"{policy.money_cap_bp / 100:g}"
        rules.append(f"下单时 {policy.points_per_yuan} 积分抵 ¥1，最多抵商品金额的 {cap}%")
    ends = {
        ExpiryKind.NEVER: "积分长期有效",
        ExpiryKind.YEAR_END: "积分在获得的次年年底到期，先到期的先用",
        ExpiryKind.MONTHS: f"积分自获得起 {policy.expiry_months} 个月有效，先到期的先用",
    }
    return [*rules, ends[ExpiryKind(policy.expiry)]]


def _check_in(facts: CheckInFacts) -> CheckInOut:
    cycle = max((one.days for one in facts.rewards), default=1)
    place = (facts.streak - 1) % cycle + 1 if facts.streak else 0
    rewards = [_reward(one, place) for one in facts.rewards]
    return CheckInOut(
        today=facts.today,
        is_on=facts.is_on,
        is_done=facts.is_done,
        streak=facts.streak,
        points_today=facts.points_today,
        days_to_reward=facts.days_to_reward,
        next_reward=_reward(facts.next_reward, 0) if facts.next_reward else None,
        rewards=rewards,
        week=[
            CheckInDayOut(
                day=one.day,
                is_done=one.is_done,
                is_today=one.day == facts.today,
                points=one.points,
                reward_points=one.reward_points,
                reward_coupon=one.reward_coupon,
            )
            for one in facts.week
        ],
        month_done=list(facts.month_done),
        total_points=facts.total_points,
    )


def _reward(reward: StreakReward, place: int) -> StreakRewardOut:
    return StreakRewardOut(
        days=reward.days, points=reward.points, coupon=reward.coupon, is_reached=place >= reward.days
    )


def _card(card: CardFacts) -> CardOut:
    kind = card.card_type
    return CardOut(
        no=card.no,
        name=kind.name,
        colour=kind.colour,
        icon=kind.icon,
        status=card.status,
        status_text=card.status_text,
        order_no=card.order_no,
        product_id=kind.product_id,
        paid_fen=card.paid_fen,
        starts_at=card.starts_at,
        ends_at=card.ends_at,
        month_left=card.month_left,
        month_used=card.month_used,
        month_cap=kind.month_free_shipping,
        total_left=card.total_left,
        total_used=card.total_used,
        saved_fen=card.saved_fen,
        refundable_fen=card.refundable_fen,
        benefits=_card_benefits(kind),
    )


def _card_benefits(kind: CardTypeFacts) -> list[str]:
    words = []
    if kind.total_free_shipping:
        words.append(f"每月免运费 {kind.month_free_shipping} 次，全期最多 {kind.total_free_shipping} 次")
    if kind.discount_bp < 10_000:
        words.append(f"全场{_discount(kind.discount_bp)}")
    if kind.price_group:
        words.append(f"享{kind.price_group}价")
    coupons = sum(one["count"] for one in kind.month_coupons)
    if coupons:
        words.append(f"每月送 {coupons} 张券")
    return words


def _discount(bp: int) -> str:
    return f"{bp / 1000:g} 折" if bp < 10_000 else ""


def _member_day(policy: PolicyFacts) -> str:
    if policy.member_day_kind == MemberDayKind.WEEK:
        return f"每周{WEEKDAYS[policy.member_day - 1]}"
    return f"每月 {policy.member_day} 日" if policy.member_day_kind == MemberDayKind.MONTH else ""
