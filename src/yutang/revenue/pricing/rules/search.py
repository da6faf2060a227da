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
# Parts of more than so many rules times lines are left as the moves have made them.
TOO_WIDE = 60
# Of more rules than this only those that could bring most are weighed.
MOST_RULES = 12
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


def allocate(
    items: Sequence[Item],
    rules_of: Sequence[Sequence[CartRule]],
    budget: Budget,
    known: dict[int, dict[int, int]],
) -> Allocation:
    """Return the promotions to use and the lines (item.index) of each; `rules_of[i]` is what items[i] may join.

    `known` keeps what was worked out for the same lines at the same money, by promotion and set of lines.
    """
    first = rules_of[0] if rules_of else ()
    if len(first) == 1 and all(allowed == first for allowed in rules_of):
        return [(first[0], tuple([item.index for item in items]))]
    may: dict[int, int] = {}
    rules: dict[int, CartRule] = {}
    for item, allowed in zip(items, rules_of, strict=True):
        for rule in allowed:
            may[rule.promotion_id] = may.get(rule.promotion_id, 0) | 1 << item.index
            rules[rule.promotion_id] = rule
    if not rules:
        return []
    order = sorted(rules)
    whole = _Part(
        {item.index: item for item in items},
        [rules[i] for i in order],
        [may[i] for i in order],
        budget,
        [known.setdefault(i, {}) for i in order],
    )
    worths = [(whole.value(n, mask), n) for n, mask in enumerate(whole.may)]
    useful = sorted(
        [n for brings, n in sorted(worths, key=lambda one: (-one[0], one[1])) if brings > 0][:MOST_RULES]
    )
    found: Allocation = []
    for part in _parts(whole, useful):
        masks = [part.may[0]] if len(part.rules) == 1 else _branch(part, _improve(part, _greedy(part)))
        for n, mask in enumerate(masks):
            if mask and part.value(n, mask):
                found.append((part.rules[n], tuple(bits(mask))))
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


def _greedy(part: _Part) -> list[int]:
    """Again and again the rule that brings most with the lines still free, without the lines it does not need."""
    masks = [0] * len(part.rules)
    free = 0
    for mask in part.may:
        free |= mask
    left = set(range(len(part.rules)))
    while free and left:
        worths = {rule: part.value(rule, part.may[rule] & free) for rule in left}
        left = {rule for rule, brings in worths.items() if brings > 0}
        if not left:
            break
        best = min(left, key=lambda rule: (-worths[rule], rule))
        left.discard(best)
        masks[best] = _trimmed(part, best, part.may[best] & free)
        free &= ~masks[best]
    return masks


def _trimmed(part: _Part, rule: int, mask: int) -> int:
    """Return the lines without those that bring nothing here and could bring something elsewhere."""
    if part.budget.left <= 0:
        return mask
    brings, wanted = part.value(rule, mask), 0
    for other, may in enumerate(part.may):
        if other != rule:
            wanted |= may
    for line in bits(mask & wanted):
        less = mask & ~(1 << line)
        if less and part.value(rule, less) == brings:
            mask = less
    return mask


def _improve(part: _Part, masks: list[int]) -> list[int]:
    """Open promotions at the others' cost, and move single lines, as long as it helps and the budget lasts."""
    better = True
    while better and part.budget.left > 0:
        better = False
        for rule in range(len(part.rules)):
            opened = _opened(part, masks, rule)
            if opened is not None:
                masks, better = opened, True
        for rule, may in enumerate(part.may):
            for line in bits(may & ~masks[rule]):
                better = _moved(part, masks, rule, 1 << line) or better
                if part.budget.left <= 0:
                    return masks
    return masks


def _opened(part: _Part, masks: list[int], rule: int) -> list[int] | None:
    """Give one rule every line it may have and the lines it does not need back; None when that is not better."""
    may = part.may[rule]
    if masks[rule] == may or part.budget.left <= 0:
        return None
    part.budget.left -= 1
    loss = sum(
        [part.value(o, m) - part.value(o, m & ~may) for o, m in enumerate(masks) if o != rule and m & may]
    )
    if part.value(rule, may) - part.value(rule, masks[rule]) <= loss:
        return None
    opened = [mask & ~may for mask in masks]
    opened[rule] = kept = _trimmed(part, rule, may)
    spare = may & ~kept
    for other, mask in enumerate(masks):
        if other != rule and mask & spare:
            opened[other] |= mask & spare
            spare &= ~mask
    return opened


def _moved(part: _Part, masks: list[int], rule: int, line: int) -> bool:
    """Move one line to a rule if that brings more; a rule that is not used yet counts with this line alone."""
    part.budget.left -= 1
    owner = next((o for o, mask in enumerate(masks) if mask & line), None)
    gain = part.value(rule, masks[rule] | line) - part.value(rule, masks[rule])
    loss = 0 if owner is None else part.value(owner, masks[owner]) - part.value(owner, masks[owner] & ~line)
    if gain <= loss:
        return False
    masks[rule] |= line
    if owner is not None:
        masks[owner] &= ~line
    return True


def _branch(part: _Part, masks: list[int]) -> list[int]:
    """Decide line by line; give up a branch that cannot beat the best answer even if every rule had every line left."""
    lines = 0
    for may in part.may:
        lines |= may
    if len(part.rules) * lines.bit_count() > TOO_WIDE:
        return masks
    weight = {line: part.items[line].fen for line in bits(lines)}
    order = sorted(weight, key=lambda line: (-weight[line], line))
    best, best_total = masks, part.total(masks)
    stack = [(0, [0] * len(part.rules), lines)]
    while stack and part.budget.left > 0:
        depth, state, open_lines = stack.pop()
        part.budget.left -= 1
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
