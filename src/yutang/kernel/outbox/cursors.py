"""How far each reaction has read, per shard: in memory while running, in rows for the next start.

A cursor that moves over events nobody wants moves in memory only and is written from time to time: reading
those events again after a crash costs nothing and repeats no effect. One that moves over delivered events is
written in the transaction of their effects.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from yutang.kernel import prepared
from yutang.kernel.models import Cursor
from yutang.kernel.outbox.publish import SHARDS
from yutang.kernel.outbox.registry import Reaction
from yutang.kernel.queries import Given, Many, Query

_LOCKED = Query(
    lambda: (
        Cursor.objects.select_for_update()
        .filter(reaction=Given("reaction"), shard__among=Many("shards"))
        .order_by("shard")
        .values_list("shard", "position")
    )
)
_STORE = "UPDATE kernel_cursor SET position = %s WHERE reaction = %s AND shard = ANY (%s::smallint[])"


class Cursors:
    """The positions of all reactions for the shards of one runner."""

    def __init__(self, shards: Sequence[int]) -> None:
        self.shards = tuple(shards)
        self._at: dict[str, dict[int, int]] = {}
        self._stored: dict[str, dict[int, int]] = {}

    def load(self, reactions: Iterable[Reaction], *, head: int) -> None:
        """Read all positions; reactions that are new here get rows."""
        names = [reaction.name for reaction in reactions]
        rows = list(Cursor.objects.values_list("reaction", "shard", "position"))
        known = {name for name, _, _ in rows}
        missing = [name for name in names if name not in known]
        if missing:
            # In a fresh installation everything is new and starts at the beginning; later additions start
            # with new events, lest they greet every customer of the past.
            start = head if known else 0
            new = [(name, shard, start) for name in missing for shard in range(SHARDS)]
            Cursor.objects.bulk_create(
                [Cursor(reaction=name, shard=shard, position=at) for name, shard, at in new],
                ignore_conflicts=True,
            )
            rows = list(Cursor.objects.values_list("reaction", "shard", "position"))
        self._at = {name: {} for name in names}
        for name, shard, position in rows:
            if name in self._at and shard in self.shards:
                self._at[name][shard] = position
        self._stored = {name: dict(found) for name, found in self._at.items()}

    def floor(self, reaction: str) -> int:
        """Return the position up to which every shard of the reaction is done."""
        return min(self._at[reaction].values())

    def positions(self, reaction: str) -> dict[int, int]:
        """Return how far each shard is done."""
        return self._at[reaction]

    def pass_over(self, reaction: str, position: int) -> None:
        """Move all shards to ``position`` in memory: nothing up to there is left to deliver."""
        found = self._at[reaction]
        for shard, at in found.items():
            if at < position:
                found[shard] = position

    def lock(self, reaction: str, shards: Iterable[int]) -> bool:
        """Lock the rows in a transaction; False when another runner moved them (then load again)."""
        wanted = sorted(set(shards))
        stored: dict[int, int] = dict(_LOCKED.rows(reaction=reaction, shards=wanted))
        return stored == {shard: self._stored[reaction][shard] for shard in wanted}

    def store(self, reaction: str, shards: Iterable[int], position: int) -> None:
        """Write the position of these shards (inside the transaction of the effects)."""
        if connection.vendor == "postgresql":
            prepared.run(_STORE, [position, reaction, prepared.array_literal(sorted(set(shards)))])
            return
        Cursor.objects.filter(reaction=reaction, shard__in=sorted(set(shards))).update(position=position)

    def confirm(self, reaction: str, shards: Iterable[int], position: int) -> None:
        """Remember, after the commit, what ``store`` wrote."""
        for shard in shards:
            self._at[reaction][shard] = max(self._at[reaction][shard], position)
            self._stored[reaction][shard] = position

    def is_dirty(self) -> bool:
        """Say whether positions in memory are ahead of the rows."""
        return self._at != self._stored

    def flush(self) -> None:
        """Write what moved in memory only, without overtaking another runner."""
        with transaction.atomic():
            for reaction, found in self._at.items():
                ahead: dict[tuple[int, int], list[int]] = {}
                for shard, at in found.items():
                    if at != self._stored[reaction][shard]:
                        ahead.setdefault((self._stored[reaction][shard], at), []).append(shard)
                for (stored, at), shards in ahead.items():
                    rows = Cursor.objects.filter(reaction=reaction, shard__in=shards, position=stored)
                    rows.update(position=at)
        self._stored = {reaction: dict(found) for reaction, found in self._at.items()}
