"""What `yutang doctor` proves about commission: rows and ledger tell the same story."""

from collections.abc import Iterable

from django.db.models import F, Sum

from yutang.foundation.ledger.api import balances
from yutang.kernel.doctor import Finding, check
from yutang.kernel.money import yuan
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import CommissionStatus, WithdrawalStatus
from yutang.referral.affiliates.models import Affiliate, Commission, Withdrawal
from yutang.referral.affiliates.rules import clawed_fen, share_fen

_CHUNK = 2000


@check(name="佣金按规则计算")
def amounts_follow_the_rule() -> Iterable[Finding]:
    """Every amount is rate × base and every claw-back is the share of what was refunded."""
    rows = Commission.objects.values_list(
        "pk", "base_fen", "rate_bp", "amount_fen", "refunded_fen", "clawed_fen"
    )
    for pk, base, rate, amount, refunded, clawed in rows.iterator(chunk_size=_CHUNK):
        if amount != share_fen(base, rate):
            yield Finding(f"commission:{pk}", f"佣金 ¥{yuan(amount)} 不等于 ¥{yuan(base)} × {rate / 100:g}%")
        expected = clawed_fen(base_fen=base, rate_bp=rate, refunded_fen=refunded)
        if clawed != expected:
            yield Finding(f"commission:{pk}", f"已扣回 ¥{yuan(clawed)}，应为 ¥{yuan(expected)}")


@check(name="佣金与账本一致")
def ledger_agrees() -> Iterable[Finding]:
    """Frozen and released commissions and withdrawals explain every fen in the distributors' accounts."""
    net = Sum(F("amount_fen") - F("clawed_fen"))
    sums: dict[tuple[int, str], int] = {
        (row["affiliate_id"], row["status"]): row["net"]
        for row in Commission.objects.values("affiliate_id", "status").annotate(net=net).order_by()
    }
    moved: dict[tuple[int, str], int] = {
        (row["affiliate_id"], row["status"]): row["total"]
        for row in Withdrawal.objects.values("affiliate_id", "status")
        .annotate(total=Sum("amount_fen"))
        .order_by()
    }
    ids = list(Affiliate.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        yield from _compare(ids[start : start + _CHUNK], sums, moved)


def _compare(
    ids: list[int], sums: dict[tuple[int, str], int], moved: dict[tuple[int, str], int]
) -> Iterable[Finding]:
    names = (accounts.frozen, accounts.available, accounts.debt, accounts.paying)
    found = balances([name(pk) for pk in ids for name in names])
    for pk in ids:
        frozen, available, debt, paying = (found[name(pk)].posted for name in names)
        on_its_way = moved.get((pk, WithdrawalStatus.REVIEWING), 0) + moved.get(
            (pk, WithdrawalStatus.PAYING), 0
        )
        paid = moved.get((pk, WithdrawalStatus.PAID), 0)
        facts = (
            ("冻结", frozen, sums.get((pk, CommissionStatus.FROZEN), 0)),
            ("提现中", paying, on_its_way),
            (
                "可提现与欠款",
                available + debt,
                sums.get((pk, CommissionStatus.RELEASED), 0) - on_its_way - paid,
            ),
        )
        for name, booked, expected in facts:
            if booked != expected:
                yield Finding(f"affiliate:{pk}", f"{name}账上 ¥{yuan(booked)}，按明细应为 ¥{yuan(expected)}")


@check(name="分销不超过两级")
def two_levels_at_most() -> Iterable[Finding]:
    """No line pays more than two people, nor the same person twice, nor the buyer by his own upline role."""
    for row in Commission.objects.exclude(level__in=(1, 2))[:20]:
        yield Finding(f"commission:{row.pk}", f"第 {row.level} 级佣金不合法")
    twice = Commission.objects.filter(level=2, affiliate__customer_id=F("buyer_customer_id"))
    for row in twice[:20]:
        yield Finding(f"commission:{row.pk}", "买家从自己的订单得了二级佣金")
