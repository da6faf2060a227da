"""Change the rules; orders already placed keep theirs."""

from dataclasses import asdict, fields
from typing import Any

from django.db import transaction

from yutang.kernel import audit
from yutang.kernel.clock import now
from yutang.referral.affiliates.contracts import JoinMode, PolicyFacts, policy_invalid
from yutang.referral.affiliates.models import AffiliatePolicy, ProductRate
from yutang.referral.affiliates.selectors.policy import current_policy, facts_of

MOST_BP = 5000
_NAMES = {field.name for field in fields(PolicyFacts)} - {"version"}


@transaction.atomic
def set_policy(*, actor: str, **changes: Any) -> PolicyFacts:
    """Put a new version of the policy in force, audited; what is not named stays as it was.

    Raises policy_invalid naming the field: two rates only, half of the price at most.
    """
    unknown = sorted(set(changes) - _NAMES)
    if unknown:
        raise policy_invalid(unknown[0], "没有这项规则；佣金最多两级")
    before = current_policy()
    values = {name: value for name, value in asdict(before).items() if name != "version"} | changes
    _check(values)
    row = AffiliatePolicy.objects.create(**values, created_at=now(), created_by=actor)
    audit.record(
        actor=actor,
        action="affiliates.set_policy",
        subject="affiliate_policy",
        change={name: [str(getattr(before, name)), str(value)] for name, value in changes.items()},
    )
    return facts_of(row)


@transaction.atomic
def set_product_rates(*, product_id: int, rate1_bp: int, rate2_bp: int, actor: str) -> None:
    """Give a product rates of its own, audited. Zero means that the product earns nothing."""
    _check_rates(rate1_bp, rate2_bp)
    before = ProductRate.objects.filter(product_id=product_id).values_list("rate1_bp", "rate2_bp").first()
    ProductRate.objects.update_or_create(
        product_id=product_id,
        defaults={"rate1_bp": rate1_bp, "rate2_bp": rate2_bp, "updated_at": now(), "updated_by": actor},
    )
    audit.record(
        actor=actor,
        action="affiliates.set_product_rates",
        subject=f"product:{product_id}",
        change={"rates_bp": [list(before) if before else None, [rate1_bp, rate2_bp]]},
    )


def _check(values: dict[str, Any]) -> None:
    if values["mode"] not in set(JoinMode):
        raise policy_invalid("mode", "加入方式只有申请、人人分销、消费满额三种")
    for name in _NAMES - {"mode", "self_buy"}:
        if isinstance(values[name], bool) or not isinstance(values[name], int) or values[name] < 0:
            raise policy_invalid(name, "须为不小于 0 的整数")
    _check_rates(values["rate1_bp"], values["rate2_bp"])
    if values["min_withdraw_fen"] < 1:
        raise policy_invalid("min_withdraw_fen", "最低提现金额须大于 0")
    if values["withdraw_fee_bp"] > 1000:
        raise policy_invalid("withdraw_fee_bp", "提现手续费不能超过 10%")
    if values["max_withdraw_fen"] < values["min_withdraw_fen"]:
        raise policy_invalid("max_withdraw_fen", "最高提现金额不能低于最低提现金额")


def _check_rates(rate1_bp: int, rate2_bp: int) -> None:
    for name, rate in (("rate1_bp", rate1_bp), ("rate2_bp", rate2_bp)):
        if isinstance(rate, bool) or not isinstance(rate, int) or rate < 0:
            raise policy_invalid(name, "佣金比例须为不小于 0 的整数（万分比）")
    if rate1_bp + rate2_bp > MOST_BP:
        raise policy_invalid("rate1_bp", "两级佣金合计不能超过 50%")
