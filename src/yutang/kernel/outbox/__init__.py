"""One log: publish inside the transaction that made it true; reactions read it in order, at least once.

Delivery is at least once, in order per subject. A reaction writes its effects in the same transaction as its
progress, so an effect in our database happens exactly once; anything else needs ``Received.id`` as its key.
"""

from yutang.kernel.outbox.events import DomainEvent, Received, UnknownEvent, event_class
from yutang.kernel.outbox.parking import ParkedEvent, parked, replay
from yutang.kernel.outbox.publish import publish, publish_many
from yutang.kernel.outbox.reading import Row, read_events, read_rows
from yutang.kernel.outbox.registry import Reaction, reactions, reacts_to, reacts_to_all
from yutang.kernel.outbox.relay import head_position, relay_once
from yutang.kernel.outbox.runner import Runner, drain, run_reactions_once

__all__ = [
    "DomainEvent",
    "ParkedEvent",
    "Reaction",
    "Received",
    "Row",
    "Runner",
    "UnknownEvent",
    "drain",
    "event_class",
    "head_position",
    "parked",
    "publish",
    "publish_many",
    "reactions",
    "reacts_to",
    "reacts_to_all",
    "read_events",
    "read_rows",
    "relay_once",
    "replay",
    "run_reactions_once",
]
