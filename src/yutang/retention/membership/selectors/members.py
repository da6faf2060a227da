"""Members as their centre shows them."""

from datetime import timedelta

from django.db.models import Sum

from yutang.kernel import clock
from yutang.retention.membership.contracts import REASON_TEXT, GrowthLine, LevelFacts, MemberFacts, Reason
from yutang.retention.membership.models import GrowthEntry, Member
from yutang.retention.membership.rules import level_of, next_level
from yutang.retention.membership.selectors.levels import level_table, recent_levels
from yutang.retention.membership.selectors.points import points_of
from yutang.retention.membership.selectors.policy import current_policy


def member_of(customer_id: int) -> MemberFacts:
    """The customer as a member; somebody without a row is at the lowest level with nothing."""
    row = Member.objects.filter(customer_id=customer_id).first() or Member(customer_id=customer_id)
    table, policy = level_table(), current_policy()
    level = level_of(table, row.growth)
    above = next_level(table, level.level)
    missing = above.threshold - row.growth if above else 0
    earned = _earned(customer_id, policy.level_days)
    return MemberFacts(
        customer_id=customer_id,
        growth=row.growth,
        level=level,
        level_until=row.level_until,
        next_level=above,
        missing_growth=missing,
        missing_fen=missing * policy.fen_per_growth,
        keep_missing=max(level.keep_growth - earned, 0),
        earned_in_period=earned,
        points=points_of([customer_id])[customer_id],
    )


def level_name(customer_id: int) -> str:
    """The name of the customer's level; empty while the brand has no table of levels."""
    table = recent_levels()
    if len(table) < 2:
        return ""
    growth = Member.objects.filter(customer_id=customer_id).values_list("growth", flat=True).first()
    return level_of(table, growth or 0).name


def levels() -> tuple[LevelFacts, ...]:
    """All levels, lowest first."""
    return level_table()


def growth_lines(customer_id: int, *, limit: int = 30, before_id: int | None = None) -> list[GrowthLine]:
    """The newest changes of a member's growth, newest first; `before_id` turns the page."""
    rows = GrowthEntry.objects.filter(customer_id=customer_id)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [
        GrowthLine(row.pk, row.delta, REASON_TEXT.get(row.reason, "成长值变动"), row.memo, row.created_at)
        for row in rows.order_by("-pk")[:limit]
    ]


def _earned(customer_id: int, days: int) -> int:
    rows = GrowthEntry.objects.filter(
        customer_id=customer_id, created_at__gt=clock.now() - timedelta(days=days)
    ).exclude(reason=Reason.YEARLY)
    return rows.aggregate(total=Sum("delta"))["total"] or 0
