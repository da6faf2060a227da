"""Places in promotions that count their uses: taken by orders, given back when they are cancelled."""

from collections import defaultdict
from collections.abc import Sequence

from yutang.kernel import clock
from yutang.kernel.batches import insert_columns
from yutang.revenue.pricing.contracts import PromotionUseWant
from yutang.revenue.pricing.models import PromotionUse
from yutang.revenue.pricing.selectors.rule_rows import price_book
from yutang.revenue.pricing.selectors.used_promotions import newcomer_key


def take_promotion_uses(wants: Sequence[PromotionUseWant]) -> list[bool]:
    """Take a place for each order inside the caller's transaction; False where none is left.

    A customer has per_person places in a promotion, and one in all promotions for newcomers together. Two transactions
    that take the same place at once: the later one fails with IntegrityError and is to be tried again.
    """
    if not wants:
        return []
    book = price_book(clock.now())
    customers = {want.customer_id for want in wants}
    taken: dict[int, set[str]] = defaultdict(set)
    for customer_id, key in PromotionUse.objects.filter(customer_id__in=customers).values_list(
        "customer_id", "key"
    ):
        taken[customer_id].add(key)
    answers: list[bool] = []
    rows: list[tuple[str, PromotionUseWant]] = []
    for want in wants:
        free = _free_key(
            want, taken[want.customer_id], book.counted.get(want.promotion_id), book.newcomer_ids
        )
        answers.append(free is not None)
        if free is not None:
            taken[want.customer_id].add(free)
            rows.append((free, want))
    insert_columns(
        PromotionUse,
        key=[key for key, _ in rows],
        promotion_id=[want.promotion_id for _, want in rows],
        customer_id=[want.customer_id for _, want in rows],
        order_no=[want.order_no for _, want in rows],
        used_at=[clock.now()] * len(rows),
    )
    return answers


def _free_key(
    want: PromotionUseWant, taken: set[str], most: int | None, newcomers: frozenset[int]
) -> str | None:
    if want.promotion_id in newcomers:
        keys = [newcomer_key(want.customer_id)]
    else:
        keys = [f"{want.promotion_id}:{want.customer_id}:{place}" for place in range(most or 0)]
    return next((key for key in keys if key not in taken), None)


def release_promotion_uses(order_nos: Sequence[str]) -> int:
    """Give the places of cancelled orders back. Returns how many."""
    deleted, _ = PromotionUse.objects.filter(order_no__in=list(order_nos)).delete()
    return deleted
