"""The coupon templates that journeys issue from; made when they are first needed."""

from yutang.kernel.errors import Conflict, DomainError
from yutang.revenue.pricing.api import create_coupon_template, issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue, CouponTemplateSpec, IssuedCoupon

_specs: dict[str, CouponTemplateSpec] = {}


def register_coupon_template(spec: CouponTemplateSpec) -> None:
    """Say what a template is like; an operator may change it later and his word stands."""
    _specs[spec.template_code] = spec


def issue_from_templates(issues: list[CouponIssue]) -> list[IssuedCoupon]:
    """Issue the coupons, making a registered template the first time it is missing."""
    try:
        return issue_coupons(issues)
    except DomainError as missing:
        if missing.code != "template_unknown" or not _make_missing(issues):
            raise
        return issue_coupons(issues)


def _make_missing(issues: list[CouponIssue]) -> bool:
    made = False
    for code in sorted({issue.template_code for issue in issues} & _specs.keys()):
        try:
            create_coupon_template(_specs[code])
        except Conflict:  # somebody made it in the meantime
            continue
        made = True
    return made
