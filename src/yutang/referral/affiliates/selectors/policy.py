"""The rules in force."""

from collections.abc import Collection

from yutang.kernel.queries import Many, Query
from yutang.referral.affiliates.contracts import JoinMode, PolicyFacts
from yutang.referral.affiliates.models import AffiliatePolicy, ProductRate

_NEWEST = Query(lambda: AffiliatePolicy.objects.order_by("-id")[:1])
_RATES = Query(
    lambda: (
        ProductRate.objects.filter(product_id__among=Many("products"))
        .order_by()
        .values_list("product_id", "rate1_bp", "rate2_bp")
    )
)

_BEFORE_ANY = PolicyFacts(
    version=0,
    mode=JoinMode.APPLY,
    spend_threshold_fen=0,
    rate1_bp=1000,
    rate2_bp=300,
    freeze_days=0,
    min_withdraw_fen=100,
    max_withdraw_fen=2_000_000,
    review_above_fen=50_000,
    withdraw_fee_bp=0,
    self_buy=False,
)


def current_policy() -> PolicyFacts:
    """Return the newest version; until somebody sets one it is 10 % and 3 %, on application."""
    rows = _NEWEST.objects()
    return facts_of(rows[0]) if rows else _BEFORE_ANY


def facts_of(row: AffiliatePolicy) -> PolicyFacts:
    """Return the row as a contract."""
    return PolicyFacts(
        version=row.pk,
        mode=row.mode,
        spend_threshold_fen=row.spend_threshold_fen,
        rate1_bp=row.rate1_bp,
        rate2_bp=row.rate2_bp,
        freeze_days=row.freeze_days,
        min_withdraw_fen=row.min_withdraw_fen,
        max_withdraw_fen=row.max_withdraw_fen,
        review_above_fen=row.review_above_fen,
        withdraw_fee_bp=row.withdraw_fee_bp,
        self_buy=row.self_buy,
    )


def product_rates(product_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return the two rates of the products that have rates of their own."""
    return {product_id: (one, two) for product_id, one, two in _RATES.rows(products=product_ids)}
