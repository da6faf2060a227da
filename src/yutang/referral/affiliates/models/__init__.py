"""Rows of affiliates."""

from yutang.referral.affiliates.models.affiliate import Affiliate
from yutang.referral.affiliates.models.commission import Commission
from yutang.referral.affiliates.models.order_standing import OrderStanding
from yutang.referral.affiliates.models.policy import AffiliatePolicy, ProductRate
from yutang.referral.affiliates.models.withdrawal import Withdrawal

__all__ = ["Affiliate", "AffiliatePolicy", "Commission", "OrderStanding", "ProductRate", "Withdrawal"]
