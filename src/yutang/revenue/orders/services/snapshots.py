"""What other modules freeze on an order when it is placed."""

from collections.abc import Sequence
from typing import Any

from yutang.revenue.orders.contracts import DraftOrder, SnapshotProvider

_providers: dict[str, SnapshotProvider] = {}


def register_snapshot(name: str, provider: SnapshotProvider) -> None:
    """Ask `provider` about every order that is placed and keep its answer under `name` in the order's snapshots.

    The provider runs inside the transaction and must answer one JSON-safe dict per draft with a constant number of
    statements. The last one registered under a name wins.
    """
    _providers[name] = provider


def take_snapshots(drafts: Sequence[DraftOrder]) -> list[dict[str, Any]]:
    """Return the frozen facts of each draft, by provider name; empty answers are left out."""
    found: list[dict[str, Any]] = [{} for _ in drafts]
    for name, provider in _providers.items():
        answers = provider(drafts)
        if len(answers) != len(drafts):
            raise ValueError(f"snapshot provider {name!r} answered {len(answers)} of {len(drafts)} drafts")
        for snapshot, answer in zip(found, answers, strict=True):
            if answer:
                snapshot[name] = answer
    return found
