"""The distributor's own page."""

from datetime import datetime, timedelta

from django.db.models import F, Min, Q, Sum

from yutang.foundation.customers.api import customers_by_ids
from yutang.foundation.ledger.api import balances
from yutang.foundation.links.api import downline_counts
from yutang.kernel.clock import SHANGHAI, now
from yutang.kernel.money import yuan
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import (
    AffiliateStatus,
    Centre,
    CommissionStatus,
    JoinMode,
    PolicyFacts,
    Soonest,
    WithdrawalStatus,
)
from yutang.referral.affiliates.models import Affiliate, Commission, Withdrawal
from yutang.referral.affiliates.rules import day_text, rate_text
from yutang.referral.affiliates.selectors.policy import current_policy
from yutang.revenue.orders.contracts import AFTER_SALE_DAYS

_NET = F("amount_fen") - F("clawed_fen")


def my_centre(customer_id: int) -> Centre:
    """Return the sums, the team and the rules; money from the ledger, not from a second bookkeeping."""
    policy = current_policy()
    row = Affiliate.objects.select_related("parent").filter(customer_id=customer_id).first()
    counts = downline_counts(customer_id)
    money = _money(row.pk) if row else {"available": 0, "frozen": 0, "debt": 0, "paying": 0}
    sums = _sums(row.pk) if row else {}
    soonest = _soonest(row.pk) if row else None
    status = str(row.status) if row else "none"
    return Centre(
        status=status,
        can_apply=status in {"none", AffiliateStatus.REJECTED},
        apply_mode=policy.mode,
        apply_text=_apply_text(policy, status, row.note if row else ""),
        available_fen=money["available"],
        frozen_fen=money["frozen"],
        debt_fen=-money["debt"],
        paying_fen=money["paying"],
        withdrawn_fen=sums.get("withdrawn", 0),
        today_fen=sums.get("today", 0),
        month_fen=sums.get("month", 0),
        min_withdraw_fen=policy.min_withdraw_fen,
        explanation=_explanation(policy, soonest, -money["debt"]),
        soonest=soonest,
        rate1_bp=policy.rate1_bp,
        rate2_bp=policy.rate2_bp,
        team1_count=counts.level1,
        team2_count=counts.level2,
        commission_count=Commission.objects.filter(affiliate=row).count() if row else 0,
        rules=_rules(policy),
        invited_by=_inviter(row),
    )


def _money(affiliate_id: int) -> dict[str, int]:
    codes = {
        "available": accounts.available(affiliate_id),
        "frozen": accounts.frozen(affiliate_id),
        "debt": accounts.debt(affiliate_id),
        "paying": accounts.paying(affiliate_id),
    }
    found = balances(codes.values())
    return {name: found[code].posted for name, code in codes.items()}


def _sums(affiliate_id: int) -> dict[str, int]:
    today = now().astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    sums = Commission.objects.filter(
        affiliate_id=affiliate_id, accrued_at__gte=today.replace(day=1)
    ).aggregate(month=Sum(_NET), today=Sum(_NET, filter=Q(accrued_at__gte=today)))
    paid = Withdrawal.objects.filter(affiliate_id=affiliate_id, status=WithdrawalStatus.PAID)
    sums["withdrawn"] = paid.aggregate(total=Sum("amount_fen"))["total"]
    return {name: value or 0 for name, value in sums.items()}


def _soonest(affiliate_id: int) -> Soonest | None:
    """What becomes free on the next day on which something does."""
    frozen = Commission.objects.filter(affiliate_id=affiliate_id, status=CommissionStatus.FROZEN)
    first: datetime | None = frozen.aggregate(first=Min("release_at"))["first"]
    if first is None:
        return None
    night = first.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    total = frozen.filter(release_at__lt=night).aggregate(total=Sum(_NET))["total"] or 0
    return Soonest(total, first) if total else None


def _explanation(policy: PolicyFacts, soonest: Soonest | None, debt_fen: int) -> str:
    extra = f"再过 {policy.freeze_days} 天" if policy.freeze_days else ""
    text = f"冻结的钱在订单签收 {AFTER_SALE_DAYS} 天、售后期结束后{extra}自动转入可提现。"
    if soonest is not None:
        text += f"最近一笔 ¥{yuan(soonest.amount_fen)}，{day_text(soonest.at)}到账。"
    if debt_fen > 0:
        text += f"有 ¥{yuan(debt_fen)} 是提现后又退款的佣金，会从之后的收益里抵扣。"
    return text


def _apply_text(policy: PolicyFacts, status: str, note: str) -> str:
    if status == AffiliateStatus.PENDING:
        return "申请已提交，审核通过后就能分享赚佣金"
    if status == AffiliateStatus.SUSPENDED:
        return f"分销资格已暂停{f'：{note}' if note else ''}，已有收益仍然归你，请联系客服"
    if status == AffiliateStatus.REJECTED:
        return f"上次申请未通过{f'：{note}' if note else ''}，可以重新申请"
    if policy.mode == JoinMode.BY_SPEND:
        return f"累计实付满 ¥{yuan(policy.spend_threshold_fen)} 就能成为分销员，不收任何费用"
    if policy.mode == JoinMode.AUTOMATIC:
        return "分享商品给好友，好友下单你就有佣金，不收任何费用"
    return "提交申请，审核通过后分享商品就有佣金，不收任何费用"


def _rules(policy: PolicyFacts) -> tuple[str, ...]:
    own = "自己下单按一级佣金返给自己。" if policy.self_buy else "自己下单不计佣金。"
    rate1, rate2 = rate_text(policy.rate1_bp), rate_text(policy.rate2_bp)
    least, most, large = (
        yuan(fen) for fen in (policy.min_withdraw_fen, policy.max_withdraw_fen, policy.review_above_fen)
    )
    return (
        f"好友通过你的分享成为你的客户，TA 每次实付的 {rate1} 是你的一级佣金；单独设置的商品以商品页为准。",
        f"你邀请的分销员再邀请来的客户下单，你得实付的 {rate2}。最多两级，没有第三级。",
        "只按真实成交计佣金；不收入门费，拉人本身没有奖励。",
        f"付款后立刻入账并冻结，签收 {AFTER_SALE_DAYS} 天、售后期结束后可提现。",
        "退款按剩余实付重新计算，扣回相应部分；已提现的从之后的收益里抵扣。",
        f"好友首次打开谁的分享就归谁，保护期 30 天。{own}",
        f"每次提现 ¥{least} 起，最高 ¥{most}；超过 ¥{large} 需人工审核。佣金所得依法纳税。",
    )


def _inviter(row: Affiliate | None) -> str:
    if row is None or row.parent is None:
        return ""
    person = customers_by_ids([row.parent.customer_id]).get(row.parent.customer_id)
    return person.nickname if person else ""
