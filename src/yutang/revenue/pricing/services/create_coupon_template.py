"""Make a coupon that can be taken or issued."""

from typing import Any

from yutang.kernel import clock
from yutang.kernel.errors import Conflict, DomainError
from yutang.revenue.pricing.contracts import CouponTemplateSpec
from yutang.revenue.pricing.models import CouponTemplate
from yutang.revenue.pricing.rules import check_coupon_template


def create_coupon_template(spec: CouponTemplateSpec) -> int:
    """Store a coupon template and return its id.

    Raises DomainError naming the field of a bad value (an end that has passed is one), and
    Conflict("template_exists") for a code in use.
    """
    check_coupon_template(spec)
    now = clock.now()
    if spec.valid_until is not None and spec.valid_until <= now:
        raise DomainError("price_rule_invalid", "有效期的结束时间已经过了", field="valid_until")
    row, is_new = CouponTemplate.objects.get_or_create(
        code=spec.template_code, defaults={**template_values(spec), "created_at": now}
    )
    if not is_new:
        raise Conflict("template_exists", "模板编号已被使用", field="template_code")
    return row.pk


def template_values(spec: CouponTemplateSpec) -> dict[str, Any]:
    """Return a spec as the columns of a template."""
    return {
        "code": spec.template_code,
        "name": spec.name.strip(),
        "kind": str(spec.kind),
        "amount_fen": spec.amount_fen,
        "max_fen": spec.max_fen,
        "discount_bp": spec.discount_bp,
        "cap_fen": spec.cap_fen,
        "threshold_fen": spec.threshold_fen,
        "uses_total": spec.uses_total,
        "uses_per_order": spec.uses_per_order,
        "valid_days": spec.valid_days,
        "valid_after_days": spec.valid_after_days,
        "valid_from": spec.valid_from,
        "valid_until": spec.valid_until,
        "scope_kind": spec.scope.kind,
        "scope_ids": sorted(spec.scope.ids),
        "store_ids": sorted(spec.store_ids),
        "total": spec.total,
        "budget_fen": spec.budget_fen,
        "per_person": spec.per_person,
        "per_day": spec.per_day,
        "day_total": spec.day_total,
        "stacks_with_promotions": spec.stacks_with_promotions,
        "stacking_group": spec.stacking_group,
        "returns_on_refund": str(spec.returns_on_refund),
        "grace_days": spec.grace_days,
        "is_split": spec.is_split,
        "is_public": spec.is_public,
    }
