"""A level's period is over: it is kept, or the member falls by one."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Sum

from yutang.kernel import clock
from yutang.retention.membership.contracts import Reason
from yutang.retention.membership.models import GrowthEntry, Member
from yutang.retention.membership.rules import growth_after_period
from yutang.retention.membership.selectors.levels import level_table
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.growth_book import GrowthBook, GrowthWords
from yutang.retention.membership.services.members import lock_members

BATCH = 500


def renew_levels(*, limit: int = 10_000) -> int:
    """Look again at every level whose period has ended, in batches; returns how many members were looked at."""
    done = 0
    while done < limit:
        count = _batch()
        done += count
        if count < BATCH:
            break
    return done


@transaction.atomic
def _batch() -> int:
    """Who earned enough growth in the period begins a new one; who did not falls one level (see the rule)."""
    at, policy, table = clock.now(), current_policy(), level_table()
    due = Member.objects.filter(level_until__lte=at).order_by("level_until")
    wanted = list(due.values_list("customer_id", flat=True)[:BATCH])
    if not wanted:
        return 0
    members = lock_members(wanted, at=at)
    entries = GrowthEntry.objects.filter(
        customer_id__in=wanted, created_at__gt=at - timedelta(days=policy.level_days)
    ).exclude(reason=Reason.YEARLY)
    earned = dict(entries.order_by().values_list("customer_id").annotate(total=Sum("delta")))
    book = GrowthBook(members, table, policy)
    for pk, member in members.items():
        if member.level_until is None or member.level_until > at:
            continue
        target = growth_after_period(table, growth=member.growth, earned=earned.get(pk, 0))
        words = GrowthWords(Reason.YEARLY, f"{book.level_of(pk).name}有效期内成长值未达标", "yearly")
        key = f"yearly:{pk}:{clock.business_date(member.level_until)}"
        if not book.add(pk, target - member.growth, key=key, words=words, at=at):
            book.renew(member, at=at)
    book.write()
    return len(wanted)
