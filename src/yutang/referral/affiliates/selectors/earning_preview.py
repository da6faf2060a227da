"""What sharing would earn."""

from collections.abc import Collection

from yutang.foundation.catalog.api import product_cards
from yutang.kernel.money import yuan
from yutang.referral.affiliates.contracts import AffiliateStatus, EarningPreview
from yutang.referral.affiliates.models import Affiliate
from yutang.referral.affiliates.rules import rate_text, share_fen
from yutang.referral.affiliates.selectors.policy import current_policy, product_rates
from yutang.revenue.pricing.api import price_tags


def earning_preview(customer_id: int, product_id: int) -> EarningPreview | None:
    """Return what one piece bought by a friend earns; None for people who earn nothing by it."""
    return earning_previews(customer_id, [product_id]).get(product_id)


def earning_previews(customer_id: int, product_ids: Collection[int]) -> dict[int, EarningPreview]:
    """Return the previews of several products, reckoned on the price that a friend pays now."""
    if not Affiliate.objects.filter(customer_id=customer_id, status=AffiliateStatus.ACTIVE).exists():
        return {}
    policy = current_policy()
    own = product_rates(product_ids)
    cards = [card for card in product_cards(product_ids) if card.sku_id is not None]
    tags = price_tags([card.sku_id for card in cards if card.sku_id is not None])
    prices = {card.product_id: tags[card.sku_id].price_fen for card in cards if card.sku_id in tags}
    previews = {}
    for product_id, base_fen in prices.items():
        rate_bp = own.get(product_id, (policy.rate1_bp, policy.rate2_bp))[0]
        earning_fen = share_fen(base_fen, rate_bp)
        if earning_fen > 0:
            formula = f"好友实付 ¥{yuan(base_fen)} × {rate_text(rate_bp)}"
            previews[product_id] = EarningPreview(product_id, base_fen, rate_bp, earning_fen, formula)
    return previews
