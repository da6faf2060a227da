"""Ask the lake: sealed blocks and the tail of the log, as fresh as the last relayed event."""

import threading
from collections.abc import Mapping
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection as database

from yutang.insight.warehouse.contracts import BLOCK_SIZE, StoredEvent
from yutang.insight.warehouse.gateways import duck
from yutang.insight.warehouse.rules import FACTS
from yutang.insight.warehouse.selectors.sealed_blocks import fact_file, intact_blocks
from yutang.insight.warehouse.selectors.stored_events import log_high_water, stored_events


class Lake:
    """The lake of one database in this process. The tail grows by what is new, so asking again costs little."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._root: tuple[str, str] = ("", "")
        self._connection: Any = None
        self._sealed_to = 0
        self._digests: tuple[str, ...] = ()
        self._seen_to = 0
        self._last_seen: StoredEvent | None = None

    def refresh(self) -> int:
        """Take in new blocks and new events; returns the last position that figures now include."""
        with self._lock:
            if not self._is_continued():
                self._start()
            self._adopt_blocks()
            self._read_tail()
            return self._seen_to

    def query(self, sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of one SELECT over the facts; `refresh` first for the latest events."""
        with self._lock:
            cursor = self._connection.cursor()
        with cursor:
            return duck.rows(cursor.execute(sql, dict(parameters)))

    def _is_continued(self) -> bool:
        """Whether the database is the one that was read before and has not been put back since."""
        if self._connection is None or self._root != _place():
            return False
        if self._last_seen is None:
            return self._sealed_to == 0 or bool(intact_blocks())
        return next(stored_events(self._seen_to, self._seen_to), None) == self._last_seen

    def _start(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = duck.connect(Path(settings.WAREHOUSE_DIR) / "spill")
        self._root, self._sealed_to, self._seen_to, self._last_seen = _place(), -1, 0, None
        self._digests = ()
        duck.make_tail(self._connection)

    def _adopt_blocks(self) -> None:
        blocks = intact_blocks()
        digests = tuple(block.digest for block in blocks)
        if self._sealed_to >= 0 and digests == self._digests:
            return
        sealed_to = blocks[-1].last_position if blocks else 0
        files = {
            fact: [fact_file(fact, block) for block in blocks if block.counts.get(fact)] for fact in FACTS
        }
        if self._seen_to < sealed_to:
            self._seen_to = sealed_to
            self._last_seen = next(stored_events(sealed_to, sealed_to), None)
        duck.cut_tail(self._connection, sealed_to)
        duck.show_facts(self._connection, files)
        self._sealed_to, self._digests = sealed_to, digests

    def _read_tail(self) -> None:
        high_water = log_high_water()
        if high_water <= self._seen_to:
            return
        for events in batched(stored_events(self._seen_to + 1, high_water), BLOCK_SIZE):
            duck.append_tail(self._connection, events)
            self._seen_to, self._last_seen = events[-1].position, events[-1]


def _place() -> tuple[str, str]:
    return str(database.settings_dict["NAME"]), str(settings.WAREHOUSE_DIR)


lake = Lake()


def refresh_lake() -> int:
    """Bring this process's lake up to the log; returns the last position included."""
    return lake.refresh()


def query_lake(sql: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of one SELECT over the facts as of the last `refresh_lake`."""
    return lake.query(sql, parameters)
