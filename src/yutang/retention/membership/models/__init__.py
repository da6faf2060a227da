"""Tables of membership."""

from yutang.retention.membership.models.adjustment import Adjustment, AdjustQuota
from yutang.retention.membership.models.card import BenefitUse, CardType, MemberCard
from yutang.retention.membership.models.check_in import CheckIn
from yutang.retention.membership.models.growth import GrowthEntry
from yutang.retention.membership.models.level import Level
from yutang.retention.membership.models.member import Member
from yutang.retention.membership.models.points import OrderReward, PointLot, PointSpend
from yutang.retention.membership.models.policy import MembershipPolicy

__all__ = [
    "AdjustQuota",
    "Adjustment",
    "BenefitUse",
    "CardType",
    "CheckIn",
    "GrowthEntry",
    "Level",
    "Member",
    "MemberCard",
    "MembershipPolicy",
    "OrderReward",
    "PointLot",
    "PointSpend",
]
