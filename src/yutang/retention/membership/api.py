"""The door of membership."""

from yutang.retention.membership.selectors.cards import benefit_uses, card_types, cards_of
from yutang.retention.membership.selectors.check_ins import check_in_calendar
from yutang.retention.membership.selectors.members import growth_lines, level_name, levels, member_of
from yutang.retention.membership.selectors.points import frozen_points, points_entries, points_of
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.adjust_points import adjust_points
from yutang.retention.membership.services.card_coupons import issue_card_coupons, issue_due_coupons
from yutang.retention.membership.services.card_types import set_card_sale, set_card_type
from yutang.retention.membership.services.check_in import check_in
from yutang.retention.membership.services.end_cards import end_cards
from yutang.retention.membership.services.expire_points import expire_points, thaw_points
from yutang.retention.membership.services.grant_points import grant_points
from yutang.retention.membership.services.keep_membership import keep_membership
from yutang.retention.membership.services.open_cards import open_cards
from yutang.retention.membership.services.renew_levels import renew_levels
from yutang.retention.membership.services.set_levels import set_levels
from yutang.retention.membership.services.set_policy import set_policy
from yutang.retention.membership.services.spend_points import give_back_points, spend_points

__all__ = [
    "adjust_points",
    "benefit_uses",
    "card_types",
    "cards_of",
    "check_in",
    "check_in_calendar",
    "current_policy",
    "end_cards",
    "expire_points",
    "frozen_points",
    "give_back_points",
    "grant_points",
    "growth_lines",
    "issue_card_coupons",
    "issue_due_coupons",
    "keep_membership",
    "level_name",
    "levels",
    "member_of",
    "open_cards",
    "points_entries",
    "points_of",
    "renew_levels",
    "set_card_sale",
    "set_card_type",
    "set_levels",
    "set_policy",
    "spend_points",
    "thaw_points",
]
