"""The one place that moves growth: entries, sums and levels of locked members."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns
from yutang.kernel.outbox import DomainEvent, publish_many
from yutang.retention.membership.contracts import LevelFacts, PolicyFacts
from yutang.retention.membership.events import LevelChanged
from yutang.retention.membership.models import GrowthEntry, Member
from yutang.retention.membership.rules import level_of


@dataclass(frozen=True, slots=True)
class GrowthWords:
    """Why growth changes: reason and memo for the member, `why` for the log."""

    reason: str
    memo: str
    why: str


@dataclass
class GrowthBook:
    """Growth of members that the caller holds locked; a member's level always is what his growth is worth."""

    members: dict[int, Member]
    table: Sequence[LevelFacts]
    policy: PolicyFacts
    _entries: list[tuple[str, int, int, GrowthWords, datetime]] = field(default_factory=list)
    _moved: set[int] = field(default_factory=set)
    _events: list[DomainEvent] = field(default_factory=list)

    def level_of(self, customer_id: int) -> LevelFacts:
        """The member's level as it stands in this transaction."""
        return level_of(self.table, self.members[customer_id].growth)

    def add(self, customer_id: int, delta: int, *, key: str, words: GrowthWords, at: datetime) -> int:
        """Change a member's growth, never below zero; returns the change made."""
        member = self.members[customer_id]
        delta = max(delta, -member.growth)
        if delta == 0:
            return 0
        self._entries.append((key, customer_id, delta, words, at))
        member.growth += delta
        self.settle(customer_id, why=words.why, at=at)
        return delta

    def settle(self, customer_id: int, *, why: str, at: datetime) -> None:
        """Give the member the level of his growth; a new level is good for a whole period."""
        member = self.members[customer_id]
        self._moved.add(customer_id)
        level = level_of(self.table, member.growth)
        if level.level == member.level:
            return
        self._events.append(
            LevelChanged(customer_id, member.level, level.level, level.name, member.growth, why)
        )
        member.level, member.level_since = level.level, at
        self.renew(member, at=at)

    def renew(self, member: Member, *, at: datetime) -> None:
        """Begin a new period of the level; the lowest level has no end."""
        self._moved.add(member.pk)
        member.level_until = at + timedelta(days=self.policy.level_days) if member.level else None

    def write(self) -> None:
        """Store entries and members, tell the log."""
        rows = self._entries
        insert_columns(
            GrowthEntry,
            key=[key for key, *_ in rows],
            customer_id=[customer_id for _, customer_id, *_ in rows],
            delta=[delta for _, _, delta, *_ in rows],
            reason=[str(words.reason) for *_, words, _ in rows],
            memo=[words.memo[:200] for *_, words, _ in rows],
            created_at=[at for *_, at in rows],
        )
        moved = [self.members[pk] for pk in sorted(self._moved)]
        update_columns(
            Member,
            by="customer_id",
            keys=[one.pk for one in moved],
            growth=[one.growth for one in moved],
            level=[one.level for one in moved],
            level_since=[one.level_since for one in moved],
            level_until=[one.level_until for one in moved],
        )
        publish_many(self._events)
        self._entries, self._events, self._moved = [], [], set()
