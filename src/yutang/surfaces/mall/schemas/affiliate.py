"""The distributor's centre: every fen explains itself."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.products import ProductCard
from yutang.surfaces.mall.schemas.shared import In, Moment, Out, Text

AffiliateState = Literal["none", "pending", "active", "rejected", "suspended"]


class SoonestOut(Out):
    """The frozen amount that becomes available next."""

    amount_fen: int
    at: Moment


class CentreOut(Out):
    """Sums of the centre; all zero for somebody who is no distributor yet."""

    status: AffiliateState
    can_apply: bool
    apply_mode: str
    apply_text: str
    available_fen: int
    today_fen: int
    frozen_fen: int
    withdrawn_fen: int
    debt_fen: int
    min_withdraw_fen: int
    explanation: str
    soonest: SoonestOut | None
    rate1_bp: int
    rate2_bp: int
    team1_count: int
    team2_count: int
    commission_count: int
    rules: list[str]
    invited_by: str


class ApplyIn(In):
    """Ask to become a distributor."""

    name: Annotated[Text, Field(min_length=1, max_length=20)]
    agree_rules: bool
    reason: Annotated[Text, Field(max_length=200)] = ""


class CommissionOut(Out):
    """One amount: who bought what, rate × base, and what has become of it."""

    id: int
    order_no: str
    level: Literal[1, 2]
    title: str
    formula: str
    amount_fen: int
    clawed_fen: int
    net_fen: int
    status: Literal["frozen", "released", "void"]
    status_text: str
    at: Moment
    release_at: Moment | None


class CommissionsOut(Out):
    """One page of commissions, the newest first."""

    items: list[CommissionOut]
    total: int
    next_page: int | None


class FactOut(Out):
    """One fact of an explanation."""

    label: str
    value: str


class LedgerEntryOut(Out):
    """One ledger entry behind an amount."""

    at: Moment
    title: str
    amount_fen: int


class CommissionDetailOut(CommissionOut):
    """The whole story of one amount: link, rule, order line and ledger entries."""

    facts: list[FactOut]
    entries: list[LedgerEntryOut]


class MemberOut(Out):
    """A member of the team and what he brought."""

    name: str
    avatar: str
    level: Literal[1, 2]
    orders_this_month: int
    invited_count: int
    earned_fen: int
    joined_at: Moment
    last_active_text: str


class TeamOut(Out):
    """The team: two levels and never more."""

    team1_count: int
    team2_count: int
    rate1_bp: int
    rate2_bp: int
    items: list[MemberOut]
    next_page: int | None


class WithdrawIn(In):
    """Take money out."""

    amount_fen: Annotated[int, Field(ge=1, le=10**10)]


class WithdrawalOut(Out):
    """One withdrawal and where it stands."""

    no: str
    amount_fen: int
    fee_fen: int
    status: str
    status_text: str
    at: Moment


class WithdrawalsOut(Out):
    """One page of withdrawals, the newest first."""

    items: list[WithdrawalOut]
    next_page: int | None


class PromotableOut(Out):
    """A product worth sharing today and what it earns."""

    product: ProductCard
    earning_fen: int
    formula: str
    reason: str


class PromotablesOut(Out):
    """Products worth sharing."""

    items: list[PromotableOut]
    next_page: int | None
