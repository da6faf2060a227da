"""Change, stop and withdraw what was handed out."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.pricing.contracts import CouponStatus, CouponTemplateSpec, Scope
from yutang.revenue.pricing.models import Coupon, CouponTemplate
from yutang.revenue.pricing.rules import check_coupon_template
from yutang.revenue.pricing.services.create_coupon_template import template_values

# What stays changeable when coupons are out: their owners' terms do not.
LOOSE = frozenset(
    {
        "name",
        "total",
        "budget_fen",
        "per_person",
        "per_day",
        "day_total",
        "is_public",
        "returns_on_refund",
        "grace_days",
    }
)


@transaction.atomic
def change_coupon_template(*, template_id: int, spec: CouponTemplateSpec) -> list[str]:
    """Change a template and return the names of the columns that changed.

    Once coupons or codes are out only names, limits and budgets move: Conflict("template_in_use") names the field
    otherwise. Number and budget never go below what is given out. Raises NotFound and the errors of a bad spec.
    """
    row = _locked(template_id)
    spec = replace(spec, template_code=row.code)
    check_coupon_template(spec)
    values = template_values(spec)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if row.taken or row.reserved:
        for name in changed:
            if name not in LOOSE:
                raise Conflict("template_in_use", "已经发出的券不能改这一项，请新建一种券", field=name)
    _check_given_out(row, values)
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed


def _check_given_out(row: CouponTemplate, values: dict[str, Any]) -> None:
    given, money = row.taken + row.reserved, row.committed_fen + row.reserved_fen
    if values["total"] is not None and values["total"] < given:
        raise DomainError("price_rule_invalid", f"总量不能少于已发出的 {given:,} 张", field="total")
    if values["budget_fen"] is not None and values["budget_fen"] < money:
        raise DomainError("price_rule_invalid", "预算不能少于已占用的金额", field="budget_fen")
    until: datetime | None = values["valid_until"]
    if until is not None and until != row.valid_until and until <= clock.now():
        raise DomainError("price_rule_invalid", "有效期的结束时间已经过了", field="valid_until")


def spec_of(row: CouponTemplate) -> CouponTemplateSpec:
    """Return a stored template as what was written down."""
    names = set(CouponTemplateSpec.__dataclass_fields__) - {"template_code", "scope", "store_ids"}
    return CouponTemplateSpec(
        template_code=row.code,
        scope=Scope(row.scope_kind, frozenset(row.scope_ids)),
        store_ids=frozenset(row.store_ids),
        **{name: getattr(row, name) for name in names},
    )


@transaction.atomic
def set_template_active(*, template_id: int, is_active: bool) -> None:
    """Let a template be taken again, or stop it; coupons that are out keep their worth."""
    row = _locked(template_id)
    if row.withdrawn_at is not None and is_active:
        raise Conflict("template_withdrawn", "这种券已经撤回，不能再启用", template_code=row.code)
    CouponTemplate.objects.filter(pk=row.pk).update(is_active=is_active)


@transaction.atomic
def withdraw_template(*, template_id: int) -> int:
    """Take a template back for good: nothing more is given out, unused coupons and codes end. Returns how many coupons.

    What orders hold or have used stays; when it comes back, it comes back void. Safe to repeat.
    """
    row = _locked(template_id)
    CouponTemplate.objects.filter(pk=row.pk, withdrawn_at=None).update(
        withdrawn_at=clock.now(), is_active=False, is_public=False
    )
    return Coupon.objects.filter(template_id=row.pk, status=CouponStatus.AVAILABLE).update(
        status=CouponStatus.VOID
    )


def void_coupon(*, code: str) -> bool:
    """End one coupon that nobody has used up; False when it is held, used, expired or void already."""
    if not Coupon.objects.filter(code=code).exists():
        raise NotFound("coupon_unknown", "没有找到这张优惠券", field="code", coupon_code=code[:32])
    return bool(
        Coupon.objects.filter(code=code, status=CouponStatus.AVAILABLE).update(status=CouponStatus.VOID)
    )


def _locked(template_id: int) -> CouponTemplate:
    row = CouponTemplate.objects.select_for_update().filter(pk=template_id).first()
    if row is None:
        raise NotFound("template_unknown", "没有这种优惠券", field="template_id")
    return row
