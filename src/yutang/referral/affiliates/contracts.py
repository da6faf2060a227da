"""What crosses the border of affiliates: standing, policy, commission, withdrawal and their explanations."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import Conflict, DomainError, Forbidden, NotFound

MAX_LEVEL = 2
"""Two levels at most: the law, the schema and this number agree."""


class JoinMode(StrEnum):
    """How somebody becomes a distributor. None of them costs money."""

    APPLY = "apply"
    AUTOMATIC = "automatic"
    BY_SPEND = "by_spend"


class AffiliateStatus(StrEnum):
    """Where somebody stands; only the active earn and withdraw."""

    PENDING = "pending"
    ACTIVE = "active"
    REJECTED = "rejected"
    SUSPENDED = "suspended"


class CommissionStatus(StrEnum):
    """frozen → released; void when every fen was clawed back."""

    FROZEN = "frozen"
    RELEASED = "released"
    VOID = "void"


class WithdrawalStatus(StrEnum):
    """reviewing → paying → paid | failed, or reviewing → rejected; the last two give it back."""

    REVIEWING = "reviewing"
    PAYING = "paying"
    PAID = "paid"
    FAILED = "failed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The rules in force. Every change makes a new version; orders remember theirs."""

    version: int
    mode: str
    spend_threshold_fen: int
    rate1_bp: int
    rate2_bp: int
    freeze_days: int
    min_withdraw_fen: int
    max_withdraw_fen: int
    review_above_fen: int
    withdraw_fee_bp: int
    self_buy: bool


@dataclass(frozen=True, slots=True)
class AffiliateFacts:
    """One distributor. parent_id is the distributor who brought him, if any."""

    affiliate_id: int
    customer_id: int
    status: str
    parent_id: int | None
    applied_at: datetime
    joined_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class CommissionFacts:
    """One amount as the distributor reads it."""

    commission_id: int
    order_id: int
    order_no: str
    line_id: int
    level: int
    title: str
    formula: str
    base_fen: int
    rate_bp: int
    amount_fen: int
    clawed_fen: int
    status: str
    status_text: str
    accrued_at: datetime
    release_at: datetime | None

    @property
    def net_fen(self) -> int:
        """What is left of it."""
        return self.amount_fen - self.clawed_fen


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled fact of an explanation."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One ledger entry behind an amount; positive is money for the distributor."""

    at: datetime
    title: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class CommissionExplanation:
    """The whole story of one amount: which link, which rule, which order line, which ledger entries."""

    commission: CommissionFacts
    facts: tuple[Fact, ...]
    entries: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class CommissionPage:
    """One page of commissions; total counts all pages."""

    items: tuple[CommissionFacts, ...]
    total: int
    next_page: int | None


@dataclass(frozen=True, slots=True)
class Soonest:
    """The frozen amount that becomes available next."""

    amount_fen: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Centre:
    """The distributor's own page; all sums are zero for somebody who never applied (status "none")."""

    status: str
    can_apply: bool
    apply_mode: str
    apply_text: str
    available_fen: int
    frozen_fen: int
    debt_fen: int
    paying_fen: int
    withdrawn_fen: int
    today_fen: int
    month_fen: int
    min_withdraw_fen: int
    explanation: str
    soonest: Soonest | None
    rate1_bp: int
    rate2_bp: int
    team1_count: int
    team2_count: int
    commission_count: int
    rules: tuple[str, ...]
    invited_by: str


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A customer of the team and what he brought. No third level exists."""

    customer_id: int
    name: str
    avatar: str
    level: int
    orders_this_month: int
    invited_count: int
    earned_fen: int
    joined_at: datetime
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamPage:
    """One page of one level of the team, with the size of both."""

    team1_count: int
    team2_count: int
    rate1_bp: int
    rate2_bp: int
    items: tuple[TeamMember, ...]
    next_page: int | None


@dataclass(frozen=True, slots=True)
class WithdrawalFacts:
    """One withdrawal."""

    no: str
    affiliate_id: int
    amount_fen: int
    fee_fen: int
    status: str
    status_text: str
    requested_at: datetime
    settled_at: datetime | None
    payout_no: str


@dataclass(frozen=True, slots=True)
class WithdrawalPage:
    """One page of withdrawals."""

    items: tuple[WithdrawalFacts, ...]
    next_page: int | None


@dataclass(frozen=True, slots=True)
class EarningPreview:
    """What sharing a product would earn when a friend buys one, and how that is reckoned."""

    product_id: int
    base_fen: int
    rate_bp: int
    earning_fen: int
    formula: str


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link made for a sharer; earning is None for people who earn nothing by it."""

    link_id: int
    code: str
    url: str
    path: str
    earning: EarningPreview | None


def not_a_distributor() -> Forbidden:
    """The error for somebody who is not an active distributor."""
    return Forbidden("not_a_distributor", "你还不是分销员")


def affiliate_unknown() -> NotFound:
    """The error for a distributor who does not exist."""
    return NotFound("affiliate_unknown", "没有这位分销员")


def affiliate_suspended() -> Forbidden:
    """The error for somebody whose rights are suspended."""
    return Forbidden("affiliate_suspended", "分销资格已暂停，暂时不能提现，请联系客服")


def commission_unknown() -> NotFound:
    """The error for a commission that does not exist, or is somebody else's."""
    return NotFound("commission_unknown", "没有这笔收益")


def withdrawal_unknown() -> NotFound:
    """The error for a withdrawal that does not exist."""
    return NotFound("withdrawal_unknown", "没有这笔提现")


def withdrawal_too_small(min_fen: int, text: str) -> DomainError:
    """The error for an amount below the least."""
    return DomainError(
        "withdrawal_too_small", f"每次至少提现 ¥{text}", field="amount_fen", min_withdraw_fen=min_fen
    )


def withdrawal_too_large(max_fen: int, text: str) -> DomainError:
    """The error for an amount above the most."""
    return DomainError(
        "withdrawal_too_large", f"每次最多提现 ¥{text}", field="amount_fen", max_withdraw_fen=max_fen
    )


def withdrawal_exceeds_available(available_fen: int, text: str) -> DomainError:
    """The error for more than there is."""
    return DomainError(
        "withdrawal_exceeds_available",
        f"可提现 ¥{text}，不够这次提现",
        status=409,
        field="amount_fen",
        available_fen=available_fen,
    )


def idempotency_mismatch() -> Conflict:
    """The error for a known key with another amount."""
    return Conflict("idempotency_mismatch", "同一个请求编号不能用于不同的金额", field="key")


def spend_short(needed_fen: int, text: str) -> DomainError:
    """The error for somebody who has not bought enough yet."""
    return DomainError(
        "spend_short", f"累计实付满 ¥{text} 才能成为分销员", status=409, spend_threshold_fen=needed_fen
    )


def policy_invalid(field: str, message: str) -> DomainError:
    """The error for a rule that cannot be; names the field."""
    return DomainError("policy_invalid", message, field=field)


@dataclass(frozen=True, slots=True)
class PosterContent:
    """Everything that stands on a poster. Pictures are bytes; an empty text is left out."""

    brand_name: str
    brand_slogan: str
    brand_color: str
    brand_logo: bytes
    title: str
    subtitle: str
    picture: bytes
    tint: str
    price_fen: int
    struck_fen: int | None
    price_note: str
    sharer_name: str
    sharer_note: str
    sharer_avatar: bytes
    sentence: str
    url: str
