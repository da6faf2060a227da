"""Make a coupon that can be taken or issued."""

from yutang.kernel import clock
from yutang.kernel.errors import Conflict
from yutang.revenue.pricing.contracts import CouponTemplateSpec
from yutang.revenue.pricing.models import CouponTemplate
from yutang.revenue.pricing.rules import check_coupon_template


def create_coupon_template(spec: CouponTemplateSpec) -> int:
    """Store a coupon template and return its id.

    Raises DomainError naming the field of a bad value, and Conflict("template_exists") for a code in use.
    """
    check_coupon_template(spec)
    row, is_new = CouponTemplate.objects.get_or_create(
        code=spec.template_code,
        defaults={
            "name": spec.name,
            "kind": spec.kind,
            "amount_fen": spec.amount_fen,
            "threshold_fen": spec.threshold_fen,
            "valid_days": spec.valid_days,
            "valid_from": spec.valid_from,
            "valid_until": spec.valid_until,
            "scope_kind": spec.scope.kind,
            "scope_ids": sorted(spec.scope.ids),
            "total": spec.total,
            "per_person": spec.per_person,
            "stacks_with_promotions": spec.stacks_with_promotions,
            "is_public": spec.is_public,
            "created_at": clock.now(),
        },
    )
    if not is_new:
        raise Conflict("template_exists", "模板编号已被使用", field="template_code")
    return row.pk
