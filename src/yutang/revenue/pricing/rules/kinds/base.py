"""What a promotion that looks at the whole basket is made of."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.kernel.money import apportion
from yutang.revenue.pricing.contracts import Hint, PromotionFacts, Scope
from yutang.revenue.pricing.rules.scopes import in_scope

FULL_BP = 10_000


class Item(NamedTuple):
    """A line as a promotion sees it: `fen` is its money before this promotion, all pieces together."""

    index: int  # type: ignore[assignment]  # nobody searches in an item
    sku: SkuFacts
    quantity: int
    fen: int

    @property
    def unit_fen(self) -> int:
        """What one piece costs; a fraction counts for the customer only once all pieces are taken together."""
        return self.fen // self.quantity


class Taken(NamedTuple):
    """What a promotion takes off: a share for each item, in their order, and the words for it."""

    off_fen: int
    shares: Sequence[int]
    label: str
    detail: str
    gifts: tuple[tuple[int, int], ...] = ()


NOTHING = Taken(0, (), "", "")


class CartRule(ABC):
    """One promotion, read once and asked often. Savings never shrink when lines or money are added."""

    kind: ClassVar[str]
    title: ClassVar[str]
    # Rules of lower rank see the money first where groups stand beside each other.
    rank: ClassVar[int] = 50

    def __init__(self, facts: PromotionFacts) -> None:
        self.facts = facts
        self.config: dict[str, Any] = facts.config
        self.promotion_id = facts.promotion_id

    @property
    def scope(self) -> Scope:
        """Which goods it is about; some kinds name them in their config."""
        return self.facts.scope

    def is_about(self, sku: SkuFacts) -> bool:
        """Whether a line with this SKU may join."""
        return in_scope(self.scope, sku)

    @abstractmethod
    def take(self, items: Sequence[Item]) -> Taken:
        """Return what it takes off these lines; off_fen 0 and no gifts when it does not apply."""

    def saving(self, items: Sequence[Item]) -> int:
        """Return what it takes off, without the words: asked many times while the best combination is sought."""
        return self.take(items).off_fen

    def worth(self, _items: Sequence[Item]) -> int:
        """Return how many gifts it brings: decides between combinations that cost the same."""
        return 0

    def jumps(self, _items: Sequence[Item], _extra_fen: int, *, others: bool) -> bool:  # noqa: ARG002
        """Whether `extra_fen` more on these lines could reach a threshold that they miss now.

        others: more promotions want the lines, so that a part of them may miss what all of them reach.
        """
        return False

    @abstractmethod
    def text(self) -> str:
        """Return the rule in the few words that stand beside a product."""

    def hint(self, _items: Sequence[Item]) -> Hint | None:
        """Return what little more would bring, for the lines of the basket it is about."""
        return None


def spread(off_fen: int, items: Sequence[Item]) -> list[int]:
    """Split by the items' money with the largest remainder."""
    if len(items) == 1:
        return [off_fen]
    return apportion(off_fen, [item.fen for item in items])


def pieces_of(items: Sequence[Item]) -> list[tuple[int, int, int]]:
    """Return runs of equal pieces as (unit price, how many, position in items), the dearest first."""
    runs = [(item.unit_fen, item.quantity, position) for position, item in enumerate(items)]
    runs.sort(key=lambda run: (-run[0], run[2]))
    return runs


def count(items: Sequence[Item]) -> int:
    """Return how many pieces there are."""
    return sum([item.quantity for item in items])


def money(items: Sequence[Item]) -> int:
    """Return what they cost together."""
    return sum([item.fen for item in items])
