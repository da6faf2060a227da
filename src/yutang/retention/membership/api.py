"""The door of membership."""

from yutang.retention.membership.selectors.points import frozen_points, points_entries, points_of
from yutang.retention.membership.selectors.policy import current_policy
from yutang.retention.membership.services.expire_points import expire_points, thaw_points
from yutang.retention.membership.services.grant_points import grant_points
from yutang.retention.membership.services.spend_points import give_back_points, spend_points

__all__ = [
    "current_policy",
    "expire_points",
    "frozen_points",
    "give_back_points",
    "grant_points",
    "points_entries",
    "points_of",
    "spend_points",
    "thaw_points",
]
