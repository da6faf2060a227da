"""The runner delivers the log to reactions: read once for all, effects and cursor in one commit."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import InterfaceError, OperationalError, transaction

from yutang.kernel.models import Head
from yutang.kernel.outbox.cursors import Cursors
from yutang.kernel.outbox.parking import describe, park, parked_subjects
from yutang.kernel.outbox.publish import SHARDS
from yutang.kernel.outbox.reading import Decoded, Row, read_block
from yutang.kernel.outbox.registry import Reaction, reactions
from yutang.kernel.outbox.relay import relay_once
from yutang.kernel.queries import Query

log = logging.getLogger(__name__)
BLOCK = 4000
BATCH = 1000
FLUSH_SECONDS = 1.0
_HEAD = Query(lambda: Head.objects.filter(pk=1).order_by().values_list("last", "epoch"))
_LONGEST_WAIT = 5.0


@dataclass
class _Block:
    """A stretch of the log that several reactions read together."""

    rows: list[Row]
    until: int
    decoded: Decoded = field(default_factory=Decoded)


class Runner:
    """Delivers to all reactions; keeps positions in memory between passes. One per process; more are safe."""

    def __init__(self, shards: Sequence[int] = range(SHARDS)) -> None:
        self._cursors = Cursors(shards)
        self._epoch: int | None = None
        self._names: frozenset[str] = frozenset()
        self._head = 0
        self._flushed_at = time.monotonic()
        self._waits: dict[str, tuple[float, float]] = {}

    def run_once(self) -> int:
        """Deliver at most one block to each group of reactions; returns how far they moved in all (0: quiet)."""
        head = _HEAD.rows()
        last, epoch = head[0] if head else (0, 0)
        self._head = last
        known = reactions()
        if epoch != self._epoch or self._names != frozenset(known):
            self._cursors.load(known.values(), head=last)
            self._epoch, self._names = epoch, frozenset(known)
        behind = [reaction for reaction in known.values() if self._cursors.floor(reaction.name) < last]
        if not behind:
            self._flush_sometimes()
            return 0
        waiting = parked_subjects()
        before = self._total()
        for group in self._groups(behind):
            after = min(self._cursors.floor(reaction.name) for reaction in group)
            block = _Block(*read_block(after=after, limit=BLOCK))
            for reaction in group:
                self._deliver_block(reaction, block, waiting.setdefault(reaction.name, set()))
        self._flush_sometimes()
        return self._total() - before

    def flush(self) -> None:
        """Write all positions (call it when stopping)."""
        if self._epoch is not None and self._cursors.is_dirty():
            self._cursors.flush()
        self._flushed_at = time.monotonic()

    def is_behind(self) -> bool:
        """Say whether a reaction has not reached the last event."""
        head = Head.objects.filter(pk=1).values_list("last", flat=True).first() or 0
        return self._epoch is None or any(self._cursors.floor(name) < head for name in self._names)

    def lag(self) -> int:
        """Return how many events the slowest reaction was behind the head that the last pass saw."""
        return self._head - min((self._cursors.floor(name) for name in self._names), default=self._head)

    def _total(self) -> int:
        return sum(self._cursors.floor(name) for name in self._names)

    def _groups(self, behind: list[Reaction]) -> list[list[Reaction]]:
        """Put reactions that can share a block together, the most advanced first: a rewound one delays nobody."""
        groups: list[list[Reaction]] = []
        ahead = 0
        for reaction in sorted(behind, key=lambda found: -self._cursors.floor(found.name)):
            floor = self._cursors.floor(reaction.name)
            if groups and ahead - floor < BLOCK // 2:
                groups[-1].append(reaction)
            else:
                groups.append([reaction])
                ahead = floor
        return groups

    def _deliver_block(self, reaction: Reaction, block: _Block, waiting: set[str]) -> None:
        """Deliver what this reaction wants of a block; an error of the database makes it wait, not the others."""
        name = reaction.name
        if time.monotonic() < self._waits.get(name, (0.0, 0.0))[0]:
            return
        done = self._cursors.positions(name)
        wanted = [
            row
            for row in block.rows
            if reaction.wants(row.name) and row.shard in done and row.position > done[row.shard]
        ]
        try:
            for start in range(0, len(wanted), BATCH):
                if not self._deliver_batch(reaction, wanted[start : start + BATCH], block.decoded, waiting):
                    self._epoch = None  # another runner was here: read the positions again
                    return
        except Exception as error:  # noqa: BLE001 - whatever it is, the other reactions go on
            self._back_off(name, error)
            return
        self._waits.pop(name, None)
        self._cursors.pass_over(name, block.until)

    def _deliver_batch(
        self, reaction: Reaction, batch: list[Row], decoded: Decoded, waiting: set[str]
    ) -> bool:
        """Deliver one batch and move the cursor of its shards, in one transaction."""
        shards = {row.shard for row in batch}
        until = batch[-1].position
        with transaction.atomic():
            if not self._cursors.lock(reaction.name, shards):
                return False
            failed = [(row, "") for row in batch if row.subject in waiting]
            free = [row for row in batch if row.subject not in waiting] if failed else batch
            failed += deliver(reaction, free, decoded)
            if failed:
                park(reaction.name, failed)
            self._cursors.store(reaction.name, shards, until)
        waiting.update(row.subject for row, _ in failed)
        self._cursors.confirm(reaction.name, shards, until)
        return True

    def _back_off(self, name: str, error: Exception) -> None:
        _, wait = self._waits.get(name, (0.0, 0.0))
        wait = min(max(wait * 2, 0.05), _LONGEST_WAIT)
        self._waits[name] = (time.monotonic() + wait, wait)
        self._epoch = None
        log.error("reaction %s waits %.2f s: %s", name, wait, describe(error))

    def _flush_sometimes(self) -> None:
        if time.monotonic() - self._flushed_at >= FLUSH_SECONDS:
            self.flush()


def deliver(reaction: Reaction, batch: list[Row], decoded: Decoded) -> list[tuple[Row, str]]:
    """Hand a batch to the reaction; on failure halve until the poison stands alone. Returns what to park.

    Later events of a failed subject are not delivered: they come back with an empty error. A refusal of the
    database itself (lost connection, lock timeout) is raised: the event is not to blame.
    """
    if not batch:
        return []
    try:
        with transaction.atomic():
            reaction.handle(decoded.received(batch))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(batch) == 1:
            log.exception(
                "reaction %s cannot take event %d (%s)", reaction.name, batch[0].id, batch[0].subject
            )
            return [(batch[0], describe(error))]
    else:
        return []
    middle = len(batch) // 2
    failed = deliver(reaction, batch[:middle], decoded)
    stopped = {row.subject for row, _ in failed}
    failed += [(row, "") for row in batch[middle:] if row.subject in stopped]
    return failed + deliver(reaction, [row for row in batch[middle:] if row.subject not in stopped], decoded)


def run_reactions_once() -> int:
    """Deliver one block with positions read fresh from the rows; returns how far the reactions moved."""
    runner = Runner()
    moved = runner.run_once()
    runner.flush()
    return moved


def drain(timeout: float = 600.0) -> int:
    """Relay and deliver until everything published so far, and what follows from it, is done.

    For imports, the demo and tests; returns how many events were relayed. Beside a running worker both share
    the work. Raises TimeoutError when a reaction stays behind.
    """
    runner, relayed, until = Runner(), 0, time.monotonic() + timeout
    while True:
        count = relay_once()
        relayed += count
        if not count and not runner.run_once():
            if not runner.is_behind():
                runner.flush()
                return relayed
            time.sleep(0.02)
        if time.monotonic() > until:
            raise TimeoutError("reactions stay behind the log")
