"""What little more would bring."""

from yutang.kernel.money import yuan
from yutang.revenue.pricing.contracts import Hint
from yutang.revenue.pricing.rules.kinds.base import CartRule, Item
from yutang.revenue.pricing.rules.plan import Basket, Outcome

MOST = 6


def hints_of(basket: Basket, outcome: Outcome) -> tuple[Hint, ...]:
    """Return what is missing for free delivery and for the next step of each promotion, the nearest first."""
    found: list[Hint] = []
    missing = outcome.fee.missing_fen
    if outcome.fee_fen and missing > 0:
        found.append(Hint("free_shipping", f"再买 ¥{yuan(missing)} 包邮", missing))
    lines = basket.lines
    items: dict[int, list[Item]] = {}
    rules: dict[int, CartRule] = {}
    for i, (line, at) in enumerate(zip(lines, outcome.prices, strict=True)):
        unit = line.prices[at]
        if unit.is_exclusive:
            continue
        for rule in line.rules:
            rules[rule.promotion_id] = rule
            item = Item(i, line.sku, line.quantity, unit.fen * line.quantity)
            items.setdefault(rule.promotion_id, []).append(item)
    texts: set[str] = set()
    for promotion_id in sorted(rules):
        hint = rules[promotion_id].hint(items[promotion_id])
        if hint is not None and hint.text not in texts:
            texts.add(hint.text)
            found.append(hint)
    found.sort(key=lambda hint: hint.missing_fen)
    return tuple(found[:MOST])
