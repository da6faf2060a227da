"""Words of the warehouse: what a block is and what sealing reports."""

from dataclasses import dataclass

BLOCK_SIZE = 20_000
"""Positions per sealed block: about 30 MB of order events, a second of work."""

FACTS_VERSION = 1
"""Raised when the shape of a typed fact changes; older files are then left alone and blocks sealed anew."""


@dataclass(frozen=True)
class StoredEvent:
    """One event of the log as text: what sealing and the tail read."""

    position: int
    name: str
    occurred_at: str
    payload: str


@dataclass(frozen=True)
class SealReport:
    """What one run of sealing did."""

    blocks: int
    events: int
    last_position: int
