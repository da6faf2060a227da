"""The door of affiliates."""

from yutang.referral.affiliates.selectors.affiliates import affiliate_of, affiliates_by_ids
from yutang.referral.affiliates.selectors.commission_explanation import commission_explanation
from yutang.referral.affiliates.selectors.commissions import commissions_of, commissions_of_order
from yutang.referral.affiliates.selectors.earning_preview import earning_preview, earning_previews
from yutang.referral.affiliates.selectors.my_centre import my_centre
from yutang.referral.affiliates.selectors.policy import current_policy
from yutang.referral.affiliates.selectors.team import team_of
from yutang.referral.affiliates.selectors.withdrawals import withdrawals_of
from yutang.referral.affiliates.services.accrue_commissions import accrue_commissions
from yutang.referral.affiliates.services.apply import apply, join_by_spend
from yutang.referral.affiliates.services.claw_back_commissions import claw_back_commissions
from yutang.referral.affiliates.services.decide import approve, reinstate, reject, suspend
from yutang.referral.affiliates.services.note_release_dates import note_release_dates
from yutang.referral.affiliates.services.poster_png import poster_png
from yutang.referral.affiliates.services.release_commissions import release_commissions, release_due
from yutang.referral.affiliates.services.request_withdrawal import request_withdrawal
from yutang.referral.affiliates.services.review_withdrawal import approve_withdrawal, reject_withdrawal
from yutang.referral.affiliates.services.set_policy import set_policy, set_product_rates
from yutang.referral.affiliates.services.settle_payouts import settle_payouts, settle_withdrawals
from yutang.referral.affiliates.services.share_link import share_link

__all__ = [
    "accrue_commissions",
    "affiliate_of",
    "affiliates_by_ids",
    "apply",
    "approve",
    "approve_withdrawal",
    "claw_back_commissions",
    "commission_explanation",
    "commissions_of",
    "commissions_of_order",
    "current_policy",
    "earning_preview",
    "earning_previews",
    "join_by_spend",
    "my_centre",
    "note_release_dates",
    "poster_png",
    "reinstate",
    "reject",
    "reject_withdrawal",
    "release_commissions",
    "release_due",
    "request_withdrawal",
    "set_policy",
    "set_product_rates",
    "settle_payouts",
    "settle_withdrawals",
    "share_link",
    "suspend",
    "team_of",
    "withdrawals_of",
]
