"""Which lines join which promotion of one group, so that most is taken off: exact where small, bounded otherwise.

Lines and promotions that have nothing to do with each other are decided apart. A part is searched by branch and bound,
started from a greedy answer that is improved move by move; when the budget is spent the best answer so far counts.
Everything depends on the order of lines and promotions only, which the caller keeps the same for the same basket.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yutang.revenue.pricing.rules.kinds.base import CartRule, Item

# Money decides; of answers that cost the same the one with more gifts.
MONEY = 10_000
type Allocation = list[tuple[CartRule, tuple[int, ...]]]


class Budget:
    """How many more savings may be worked out; shared by everything one quote tries."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


@dataclass(slots=True)
class _Part:
    """Rules that share lines, directly or through others. Sets of lines are bit masks."""

    items: Mapping[int, Item]
    rules: list[CartRule]
    may: list[int]
    budget: Budget
    known: list[dict[int, int]]

    def value(self, rule: int, mask: int) -> int:
        """Return what a rule brings with these lines."""
        if not mask:
            return 0
        found = self.known[rule].get(mask)
        if found is None:
            lines = [self.items[i] for i in bits(mask)]
            self.budget.left -= 1 + len(lines) // 8
            one = self.rules[rule]
            found = self.known[rule][mask] = one.saving(lines) * MONEY + min(one.worth(lines), MONEY - 1)
        return found

    def total(self, masks: Sequence[int]) -> int:
        """Return what all rules bring together."""
        return sum([self.value(rule, mask) for rule, mask in enumerate(masks) if mask])


def bits(mask: int) -> list[int]:
    """Return the positions in a bit mask, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def allocate(items: Sequence[Item], rules_of: Sequence[Sequence[CartRule]], budget: Budget) -> Allocation:
    """Return the promotions to use and the positions of their lines; `rules_of[i]` is what items[i] may join."""
    may: dict[int, int] = {}
    rules: dict[int, CartRule] = {}
    for position, allowed in enumerate(rules_of):
        for rule in allowed:
            may[rule.promotion_id] = may.get(rule.promotion_id, 0) | 1 << position
            rules[rule.promotion_id] = rule
    if not rules:
        return []
    by_position = dict(enumerate(items))
    order = sorted(rules)
    everything = _Part(
        by_position, [rules[i] for i in order], [may[i] for i in order], budget, [{} for _ in order]
    )
    useful = [n for n, mask in enumerate(everything.may) if everything.value(n, mask) > 0]
    found: Allocation = []
    for part in _parts(everything, useful):
        masks = [part.may[0]] if len(part.rules) == 1 else _solve(part)
        for rule, mask in enumerate(masks):
            if mask and part.value(rule, mask):
                found.append((part.rules[rule], tuple(bits(mask))))
    return found


def _parts(whole: _Part, useful: list[int]) -> list[_Part]:
    parts: list[tuple[int, list[int]]] = []
    for rule in useful:
        mask, members = whole.may[rule], [rule]
        apart = []
        for other_mask, others in parts:
            if other_mask & mask:
                mask |= other_mask
                members = others + members
            else:
                apart.append((other_mask, others))
        parts = [*apart, (mask, members)]
    return [
        _Part(
            whole.items,
            [whole.rules[n] for n in members],
            [whole.may[n] for n in members],
            whole.budget,
            [whole.known[n] for n in members],
        )
        for _, members in parts
    ]


def _solve(part: _Part) -> list[int]:
    masks = _improve(part, _greedy(part))
    return _branch(part, masks)


def _greedy(part: _Part) -> list[int]:
    """Again and again the rule that brings most with the lines still free, without the lines it does not need."""
    masks = [0] * len(part.rules)
    free = 0
    for mask in part.may:
        free |= mask
    while free:
        best, brings = -1, 0
        for rule, may in enumerate(part.may):
            if not masks[rule] and part.value(rule, may & free) > brings:
                best, brings = rule, part.value(rule, may & free)
        if best < 0:
            break
        masks[best] = _trimmed(part, best, part.may[best] & free)
        free &= ~masks[best]
    return masks


def _trimmed(part: _Part, rule: int, mask: int) -> int:
    """Return the lines without those that bring nothing here and could bring something elsewhere."""
    if part.budget.left <= 0:
        return mask
    brings = part.value(rule, mask)
    for line in bits(mask):
        less = mask & ~(1 << line)
        if less and part.value(rule, less) == brings and _is_wanted(part, rule, line):
            mask = less
    return mask


def _is_wanted(part: _Part, rule: int, line: int) -> bool:
    return any(may >> line & 1 for other, may in enumerate(part.may) if other != rule)


def _improve(part: _Part, masks: list[int]) -> list[int]:
    """Move lines, and open promotions at the others' cost, as long as it helps and the budget lasts."""
    best = part.total(masks)
    better = True
    while better and part.budget.left > 0:
        better = False
        for candidate in (*_openings(part, masks), *_moves(part, masks)):
            if part.budget.left <= 0:
                break
            total = part.total(candidate)
            if total > best:
                masks, best, better = _filled(part, candidate), total, True
                best = part.total(masks)
                break
    return masks


def _openings(part: _Part, masks: list[int]) -> list[list[int]]:
    """Give one rule every line it may have; the others keep the rest."""
    found = []
    for rule, may in enumerate(part.may):
        if masks[rule] == may:
            continue
        opened = [mask & ~may for mask in masks]
        opened[rule] = may
        found.append(opened)
        alone = list(opened)
        for other, mask in enumerate(opened):
            if other != rule and mask and not part.value(other, mask):
                alone[other] = 0
        if alone != opened:
            found.append(_filled(part, alone))
    return found


def _moves(part: _Part, masks: list[int]) -> list[list[int]]:
    """Move one line to another rule."""
    found = []
    for rule, may in enumerate(part.may):
        for line in bits(may & ~masks[rule]):
            moved = [mask & ~(1 << line) for mask in masks]
            moved[rule] |= 1 << line
            found.append(moved)
    return found


def _filled(part: _Part, masks: list[int]) -> list[int]:
    """Give lines that nobody has to the rules that gain most by them."""
    taken = 0
    for mask in masks:
        taken |= mask
    filled = list(masks)
    for rule, may in enumerate(part.may):
        free = may & ~taken
        if free and part.value(rule, filled[rule] | free) > part.value(rule, filled[rule]):
            filled[rule] |= free
            taken |= free
    return filled


def _branch(part: _Part, masks: list[int]) -> list[int]:
    """Decide line by line; give up a branch that cannot beat the best answer even if every rule had every line left."""
    lines = 0
    for may in part.may:
        lines |= may
    weight = {line: part.items[line].fen for line in bits(lines)}
    order = sorted(weight, key=lambda line: (-weight[line], line))
    best, best_total = masks, part.total(masks)
    stack = [(0, [0] * len(part.rules), lines)]
    while stack and part.budget.left > 0:
        depth, state, open_lines = stack.pop()
        hope = sum([part.value(r, state[r] | (may & open_lines)) for r, may in enumerate(part.may)])
        if hope <= best_total:
            continue
        if depth == len(order):
            best, best_total = state, hope
            continue
        line = order[depth]
        left = open_lines & ~(1 << line)
        stack.append((depth + 1, state, left))
        for rule, may in enumerate(part.may):
            if may >> line & 1:
                joined = list(state)
                joined[rule] |= 1 << line
                stack.append((depth + 1, joined, left))
    return best
