"""Write the table of levels, and put every member where his growth belongs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import pairwise

from django.db import transaction
from django.db.models import Q

from yutang.kernel import audit
from yutang.kernel.clock import now
from yutang.retention.membership.contracts import LevelSpec, level_invalid
from yutang.retention.membership.models import Level, Member
from yutang.retention.membership.selectors import levels as table
from yutang.retention.membership.selectors.policy import current_policy

MOST_LEVELS = 10


@transaction.atomic
def set_levels(specs: Sequence[LevelSpec], *, actor: str) -> int:
    """Replace the table, audited; members rise or fall silently with it. Returns how many changed their level.

    Raises level_invalid: levels count from 0, the lowest begins at growth 0, thresholds rise, keeping a level never asks
    for more than reaching it did.
    """
    rows = sorted(specs, key=lambda spec: spec.level)
    _check(rows)
    at = now()
    before = list(Level.objects.order_by("level").values_list("name", "threshold"))
    Level.objects.filter(level__gte=len(rows)).delete()
    for spec in rows:
        values = asdict(spec) | {"benefits": list(spec.benefits), "updated_at": at}
        Level.objects.update_or_create(level=values.pop("level"), defaults=values)
    changed = _move_members(rows)
    audit.record(
        actor=actor,
        action="membership.set_levels",
        subject="membership_levels",
        change={
            "before": [list(row) for row in before],
            "after": [[spec.name, spec.threshold] for spec in rows],
            "members": changed,
        },
    )
    transaction.on_commit(table.remembered.forget)
    return changed


def _move_members(rows: Sequence[LevelSpec]) -> int:
    at = now()
    until = at + timedelta(days=current_policy().level_days)
    changed = 0
    for spec, above in zip(rows, [*rows[1:], None], strict=True):
        here = Q(growth__gte=spec.threshold)
        if above is not None:
            here &= Q(growth__lt=above.threshold)
        moving = Member.objects.filter(here).exclude(level=spec.level)
        changed += moving.update(level=spec.level, level_since=at, level_until=until if spec.level else None)
    return changed


def _check(rows: Sequence[LevelSpec]) -> None:
    if not 1 <= len(rows) <= MOST_LEVELS:
        raise level_invalid("levels", f"等级须为 1 到 {MOST_LEVELS} 级")
    if [row.level for row in rows] != list(range(len(rows))):
        raise level_invalid("level", "等级须从 0 起连续编号")
    if rows[0].threshold != 0:
        raise level_invalid("threshold", "最低等级的门槛须为 0")
    for lower, upper in pairwise(rows):
        if upper.threshold <= lower.threshold:
            raise level_invalid("threshold", f"“{upper.name}”的门槛须高于“{lower.name}”")
    for row in rows:
        _check_row(row)


def _check_row(row: LevelSpec) -> None:
    if not row.name.strip() or len(row.name) > 20:
        raise level_invalid("name", "等级名称须为 1 到 20 个字")
    if not 0 <= row.keep_growth <= row.threshold:
        raise level_invalid("keep_growth", f"“{row.name}”的保级成长值不能高于门槛")
    if not 0 <= row.points_bp <= 100_000:
        raise level_invalid("points_bp", "积分倍数须在 0 到 10 倍之间")
    if not 1000 <= row.discount_bp <= 10_000:
        raise level_invalid("discount_bp", "等级折扣须在 1 折到不打折之间")
    for benefit in row.benefits:
        if not isinstance(benefit, Mapping) or not benefit.get("title"):
            raise level_invalid("benefits", "每项权益都要有名称")
