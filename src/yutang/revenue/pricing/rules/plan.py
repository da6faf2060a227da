"""The best allowed combination for a basket: which price each line has, which promotions it joins, which coupons are used.

Most baskets are decided in one pass: every line at its lowest price, promotions allocated per group, then coupons. Where
the parts pull against each other (a price that stands alone, a coupon that does not stack, a threshold that a lower price
misses) a few more passes are compared, all of them where there are few.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import NO_TERMS, CustomerTerms
from yutang.revenue.pricing.rules.book import PriceBook, UnitPrice
from yutang.revenue.pricing.rules.coupon_pick import CouponBook, Use, saved
from yutang.revenue.pricing.rules.coupons import CouponLine
from yutang.revenue.pricing.rules.fees import NO_FEE, ShippingFee, shipping_fee
from yutang.revenue.pricing.rules.kinds.base import NOTHING, CartRule, Item, Taken
from yutang.revenue.pricing.rules.search import Allocation, Budget, allocate

SAVINGS = 300
EXACT_SPACE = 64
MOST_PASSES = 14


class CartLine(NamedTuple):
    """A line that can be bought: its prices, the lowest first, and the promotions it may join."""

    sku: SkuFacts
    quantity: int
    prices: tuple[UnitPrice, ...]
    rules: tuple[CartRule, ...]


@dataclass(slots=True)
class Basket:
    """All that decides a price."""

    lines: Sequence[CartLine]
    book: PriceBook
    coupons: CouponBook | None = None
    wanted: frozenset[str] | None = None
    is_sent: bool = True
    region: str = ""
    terms: CustomerTerms = NO_TERMS
    budget: Budget = field(default_factory=lambda: Budget(SAVINGS))
    known: dict[tuple[str, tuple[int, ...]], dict[int, dict[int, int]]] = field(default_factory=dict)
    groups: dict[str, dict[int, list[CartRule]]] | None = None


class Applied(NamedTuple):
    """A promotion that was used, on which lines, and what it took off each."""

    rule: CartRule
    positions: tuple[int, ...]
    taken: Taken


@dataclass(slots=True)
class Outcome:
    """One way to price the basket."""

    prices: tuple[int, ...]
    money: list[int]
    applied: list[Applied]
    fee: ShippingFee
    has_card: bool
    uses: tuple[Use, ...]
    total_fen: int

    @property
    def fee_fen(self) -> int:
        """What delivery costs before coupons."""
        return 0 if self.has_card else self.fee.fee_fen

    @property
    def order(self) -> tuple[int, int, int, int]:
        """The lower, the better: money, then more gifts, then fewer coupons, then fewer promotions."""
        gifts = sum([sum([n for _, n in one.taken.gifts]) for one in self.applied])
        return self.total_fen, -gifts, len(self.uses), len(self.applied)


def best_outcome(basket: Basket) -> Outcome:
    """Return the cheapest way to price the basket that the rules allow."""
    if _is_plain(basket):
        return _plain_price(basket)
    zeros = (0,) * len(basket.lines)
    best = price(basket, zeros)
    if not _pulls_apart(basket, best):
        return best
    ways = _every_way(basket) if _space(basket) <= EXACT_SPACE else _some_ways(basket, best)
    for passes, outcome in enumerate(ways):
        if outcome.order < best.order:
            best = outcome
        if passes >= EXACT_SPACE or (basket.budget.left <= 0 and len(basket.lines) > 5):
            break
    return best


def _is_plain(basket: Basket) -> bool:
    """Whether nothing has to be weighed: no coupons, one price for each line, and one promotion at most, for all of them."""
    if basket.coupons is not None or not basket.lines:
        return False
    rules = basket.lines[0].rules
    return len(rules) < 2 and all(line.rules == rules and len(line.prices) == 1 for line in basket.lines)


def _plain_price(basket: Basket) -> Outcome:
    """Price a plain basket; most orders are one."""
    lines = basket.lines
    money = [line.prices[0].member_fen * line.quantity for line in lines]
    fee, total = NO_FEE, sum(money)
    if basket.is_sent:
        fee = shipping_fee(basket.book, [line.sku for line in lines], money, basket.region)
    has_card = fee.fee_fen > 0 and basket.terms.free_shipping_left > 0
    applied: list[Applied] = []
    for rule in lines[0].rules:
        joined = [i for i, line in enumerate(lines) if money[i] > 0 and not line.prices[0].is_exclusive]
        items = [Item(i, lines[i].sku, lines[i].quantity, money[i]) for i in joined]
        taken = rule.take(items) if items else NOTHING
        if taken.off_fen or taken.gifts:
            for i, off in zip(joined, taken.shares, strict=True):
                money[i] -= off
            applied.append(Applied(rule, tuple(joined), taken))
            total -= taken.off_fen
    return Outcome((0,) * len(lines), money, applied, fee, has_card, (), total + (not has_card) * fee.fee_fen)


def price(
    basket: Basket,
    prices: tuple[int, ...],
    *,
    barred: frozenset[int] = frozenset(),
    no_solo: bool = False,
    chosen: Mapping[str, Allocation] | None = None,
) -> Outcome:
    """Price the basket with these unit prices.

    `barred` lines join no promotion; no_solo leaves out promotions that stand alone; `chosen` fixes who joins what.
    """
    lines = basket.lines
    basket.budget.left -= 2 * len(lines)
    money = [line.prices[at].fen * line.quantity for line, at in zip(lines, prices, strict=True)]
    fee = NO_FEE
    if basket.is_sent:
        # Promotions and coupons never cost a customer his free delivery: it is asked before them.
        fee = shipping_fee(basket.book, [line.sku for line in lines], money, basket.region)
    has_card = fee.fee_fen > 0 and basket.terms.free_shipping_left > 0
    applied: list[Applied] = []
    if any(line.rules for line in lines):
        applied = _join(basket, prices, money, barred=barred, no_solo=no_solo, chosen=chosen)
    uses: tuple[Use, ...] = ()
    fee_fen = 0 if has_card else fee.fee_fen
    if basket.coupons is not None:
        reduced = {
            i for one in applied for i, off in zip(one.positions, one.taken.shares, strict=True) if off
        }
        goods_left = [
            CouponLine(line.sku, fen, line.quantity, i in reduced)
            for i, (line, fen) in enumerate(zip(lines, money, strict=True))
        ]
        uses = basket.coupons.best(goods_left, fee_fen, basket.wanted)
    total = sum(money) + fee_fen - saved(uses)
    return Outcome(prices, money, applied, fee, has_card, uses, total)


def _join(
    basket: Basket,
    prices: tuple[int, ...],
    money: list[int],
    *,
    barred: frozenset[int],
    no_solo: bool,
    chosen: Mapping[str, Allocation] | None,
) -> list[Applied]:
    """Let lines join promotions, group after group; takes the savings out of `money`."""
    applied: list[Applied] = []
    alone: set[int] = set()
    touched: set[int] = set()
    if basket.groups is None:
        basket.groups = _groups(basket)
    closed = barred | {i for i, line in enumerate(basket.lines) if line.prices[prices[i]].is_exclusive}
    for turn, (group, rules_of) in enumerate(basket.groups.items()):
        if chosen is not None:
            allocation = chosen.get(group, [])
        else:
            # The first group sees the money as the prices make it: what was worked out for it stays true.
            known = basket.known.setdefault((group, prices), {}) if turn == 0 else {}
            free = {
                i: allowed
                for i, allowed in rules_of.items()
                if i not in alone and i not in closed and money[i] > 0
            }
            allocation = _allocated(basket, free, money, touched, no_solo=no_solo, known=known)
        for rule, positions in allocation:
            items = [Item(i, basket.lines[i].sku, basket.lines[i].quantity, money[i]) for i in positions]
            taken = rule.take(items)
            if not taken.off_fen and not taken.gifts:
                continue
            for i, off in zip(positions, taken.shares, strict=True):
                money[i] -= off
            applied.append(Applied(rule, positions, taken))
            touched.update(positions)
            if not rule.facts.stacks:
                alone.update(positions)
    return applied


def _allocated(
    basket: Basket,
    rules_of: Mapping[int, list[CartRule]],
    money: list[int],
    touched: set[int],
    *,
    no_solo: bool,
    known: dict[int, dict[int, int]],
) -> Allocation:
    items = [Item(i, basket.lines[i].sku, basket.lines[i].quantity, money[i]) for i in rules_of]
    allowed: list[Sequence[CartRule]] = [
        [rule for rule in mine if rule.facts.stacks] if no_solo or i in touched else mine
        for i, mine in rules_of.items()
    ]
    return allocate(items, allowed, basket.budget, known)


def _groups(basket: Basket) -> dict[str, dict[int, list[CartRule]]]:
    """Return what each line may join, by group; groups that look at pieces come before those that look at sums."""
    found: dict[str, dict[int, list[CartRule]]] = {}
    rank: dict[str, int] = {}
    for i, line in enumerate(basket.lines):
        for rule in line.rules:
            group = rule.facts.exclusive_group
            found.setdefault(group, {}).setdefault(i, []).append(rule)
            rank[group] = min(rank.get(group, rule.rank), rule.rank)
    if len(found) < 2:
        return found
    return {group: found[group] for group in sorted(found, key=lambda name: (rank[name], name))}


def _pulls_apart(basket: Basket, first: Outcome) -> bool:
    """Whether another way could be cheaper than the one in which every part is the best by itself."""
    lines = basket.lines
    has_coupons = basket.coupons is not None and bool(basket.coupons.seen)
    has_rules = any(line.rules for line in lines)
    if any(len(line.prices) > 1 for line in lines):
        return has_rules or has_coupons or first.fee_fen > 0
    if not has_rules:
        return False
    if has_coupons and first.applied:
        return True
    alone = lines[0].rules
    if len(alone) == 1 and all(line.rules is alone or line.rules == alone for line in lines):
        return False
    return len({rule.facts.exclusive_group for line in lines for rule in line.rules}) > 1


def _space(basket: Basket) -> int:
    """Return how many ways there are, as far as it matters."""
    ways = 1
    for line in basket.lines:
        ways *= len(_line_ways(line))
        if ways > EXACT_SPACE:
            break
    return ways


type _Way = tuple[int, tuple[CartRule, ...]]


def _line_ways(line: CartLine) -> list[_Way]:
    """Return every price of a line with every set of promotions it may join there."""
    groups: dict[str, list[CartRule | None]] = {}
    for rule in line.rules:
        groups.setdefault(rule.facts.exclusive_group, [None]).append(rule)
    found: list[_Way] = []
    for at, unit in enumerate(line.prices):
        sets = [()] if unit.is_exclusive else product(*groups.values())
        for chosen in sets:
            joined = tuple(rule for rule in chosen if rule is not None)
            if len(joined) > 1 and not all(rule.facts.stacks for rule in joined):
                continue
            found.append((at, joined))
            if len(found) > EXACT_SPACE:
                return found
    return found


def _every_way(basket: Basket) -> Iterator[Outcome]:
    for ways in product(*(_line_ways(line) for line in basket.lines)):
        chosen: dict[str, dict[CartRule, list[int]]] = {}
        for i, (_, joined) in enumerate(ways):
            for rule in joined:
                chosen.setdefault(rule.facts.exclusive_group, {}).setdefault(rule, []).append(i)
        allocation: dict[str, Allocation] = {
            group: [(rule, tuple(positions)) for rule, positions in members.items()]
            for group, members in chosen.items()
        }
        yield price(basket, tuple([at for at, _ in ways]), chosen=allocation)


def _some_ways(basket: Basket, first: Outcome) -> Iterator[Outcome]:
    """Other prices, then lines kept out of promotions for a coupon's sake, then promotions that do not stand alone."""
    best = first
    for prices in _price_choices(basket):
        outcome = price(basket, prices)
        if outcome.order < best.order:
            best = outcome
            yield outcome
    if any(not one.rule.facts.stacks for one in best.applied):
        yield price(basket, best.prices, no_solo=True)
    for barred in _bars(basket, best):
        yield price(basket, best.prices, barred=barred)


def _price_choices(basket: Basket) -> Iterator[tuple[int, ...]]:
    """All choices where there are few; otherwise every line by itself, and all of them together."""
    free = [i for i, line in enumerate(basket.lines) if len(line.prices) > 1]
    if len(free) <= 3:
        for picks in product(*(range(len(basket.lines[i].prices)) for i in free)):
            yield _with(basket, dict(zip(free, picks, strict=True)))
        return
    for depth in range(1, max(len(basket.lines[i].prices) for i in free)):
        yield _with(basket, {i: min(depth, len(basket.lines[i].prices) - 1) for i in free})
    for i in free[:MOST_PASSES]:
        yield _with(basket, {i: len(basket.lines[i].prices) - 1})


def _with(basket: Basket, picks: Mapping[int, int]) -> tuple[int, ...]:
    return tuple([picks.get(i, 0) for i in range(len(basket.lines))])


def _bars(basket: Basket, best: Outcome) -> Iterator[frozenset[int]]:
    """Return the lines of coupons that would save more if no promotion touched them, the most promising first."""
    if basket.coupons is None or not best.applied:
        return
    bare = [
        CouponLine(line.sku, line.prices[at].fen * line.quantity, line.quantity)
        for line, at in zip(basket.lines, best.prices, strict=True)
    ]
    now_saved = saved(best.uses)
    seen: set[frozenset[int]] = set()
    for fen, _, positions in basket.coupons.hopes(bare, best.fee_fen):
        barred = frozenset(positions)
        if fen <= now_saved or len(seen) >= MOST_PASSES:
            return
        if barred not in seen:
            seen.add(barred)
            yield barred
    for one in best.applied:
        barred = frozenset(one.positions)
        if barred not in seen and len(seen) < MOST_PASSES:
            seen.add(barred)
            yield barred
