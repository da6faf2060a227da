"""What the unused part of a pack is worth, to the fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Right:
    """One voucher of a pack as far as money is concerned."""

    worth_fen: int
    uses_total: int
    uses_redeemed: int


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack of an order line: its number from 1, its rights, and whether its money went back already."""

    pack_no: int
    rights: tuple[Right, ...]
    is_refunded: bool = False

    @property
    def used(self) -> Fraction:
        """How much of the pack's worth was redeemed, from 0 to 1."""
        whole = sum(right.worth_fen for right in self.rights)
        used = sum(Fraction(r.worth_fen * r.uses_redeemed, r.uses_total) for r in self.rights)
        return Fraction(used) / whole


@dataclass(frozen=True, slots=True)
class Unused:
    """What of a line can still be refunded: so many packs, and for those asked about their numbers and their money."""

    packs: int
    asked: tuple[int, ...]
    fen: int


def unused_share(packs: Sequence[Pack], *, paid_fen: int, refunded_fen: int, asked: int) -> Unused:
    """Return what can come back for `asked` packs: least used first, the last one among equals.

    Each pack carries its exact part of the line's money; what was redeemed of it stays with the shop, rounded down to
    the fen. A pack nobody touched comes back whole, one used up not at all, and the last refund leaves exactly what
    the shop has earned.
    """
    kept = {pack.pack_no: int(_part(pack.pack_no, len(packs), paid_fen) * pack.used) for pack in packs}
    open_packs = sorted(
        (pack for pack in packs if not pack.is_refunded and pack.used < 1),
        key=lambda pack: (pack.used, -pack.pack_no),
    )
    later = sum(_part(p.pack_no, len(packs), paid_fen) - kept[p.pack_no] for p in open_packs[asked:])
    return Unused(
        packs=len(open_packs),
        asked=tuple(pack.pack_no for pack in open_packs[:asked]),
        fen=max(paid_fen - sum(kept.values()) - refunded_fen - later, 0) if open_packs else 0,
    )


def _part(pack_no: int, count: int, paid_fen: int) -> int:
    return paid_fen * pack_no // count - paid_fen * (pack_no - 1) // count
