"""Take over coupons and their uses from elsewhere."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from yutang.kernel import clock
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.errors import NotFound
from yutang.kernel.ids import random_code
from yutang.kernel.outbox import publish_many
from yutang.revenue.pricing.contracts import (
    CouponOrigin,
    CouponStatus,
    CouponTemplateSpec,
    CouponUseStatus,
    ImportRedemption,
)
from yutang.revenue.pricing.events import CouponUsed
from yutang.revenue.pricing.models import Coupon, CouponTemplate, CouponUse
from yutang.revenue.pricing.rules import check_coupon_template
from yutang.revenue.pricing.selectors.coupon_limits import worst_of
from yutang.revenue.pricing.services.create_coupon_template import template_values


@transaction.atomic
def import_coupon_templates(specs: Sequence[CouponTemplateSpec]) -> int:
    """Store the templates whose code is new; returns how many. They are history: nobody can take one."""
    for spec in specs:
        check_coupon_template(spec)
    codes = [spec.template_code for spec in specs]
    known = set(CouponTemplate.objects.filter(code__in=codes).values_list("code", flat=True))
    fresh = [spec for spec in specs if spec.template_code not in known]
    CouponTemplate.objects.bulk_create(
        (
            CouponTemplate(
                **{
                    **template_values(spec),
                    "is_public": False,
                    "is_active": False,
                    "created_at": spec.valid_from or clock.now(),
                }
            )
            for spec in fresh
        ),
        batch_size=500,
    )
    return len(fresh)


@transaction.atomic
def import_redemptions(batch: Sequence[ImportRedemption]) -> int:
    """Write used coupons as they were used elsewhere, once per key; returns how many were new.

    Publishes CouponUsed at the time of the use. The window of the template is not checked: it has happened.
    """
    known = set(Coupon.objects.filter(key__in=[one.key for one in batch]).values_list("key", flat=True))
    fresh = list({one.key: one for one in batch if one.key not in known}.values())
    if not fresh:
        return 0
    codes = {one.template_code for one in fresh}
    templates = {row.code: row for row in CouponTemplate.objects.filter(code__in=codes)}
    for code in sorted(codes - set(templates)):
        raise NotFound("template_unknown", "没有这种优惠券", field="template_code", template_code=code[:32])
    for code, count in sorted(Counter(one.template_code for one in fresh).items()):
        cost = count * worst_of(templates[code])
        CouponTemplate.objects.filter(pk=templates[code].pk).update(
            taken=F("taken") + count, committed_fen=F("committed_fen") + cost
        )
    numbers = [f"C{random_code(11)}" for _ in fresh]
    owned = [templates[one.template_code] for one in fresh]
    ids = next_ids(Coupon, len(fresh))
    insert_columns(
        Coupon,
        id=ids,
        code=numbers,
        template_id=[template.pk for template in owned],
        customer_id=[one.customer_id for one in fresh],
        status=[CouponStatus.USED.value] * len(fresh),
        valid_from=[template.valid_from or one.used_at for template, one in zip(owned, fresh, strict=True)],
        valid_until=[template.valid_until or one.used_at for template, one in zip(owned, fresh, strict=True)],
        order_no=[one.order_no for one in fresh],
        amount_fen=[template.amount_fen for template in owned],
        uses_total=[1] * len(fresh),
        uses_left=[0] * len(fresh),
        is_extended=[False] * len(fresh),
        split_ref=[""] * len(fresh),
        origin=[CouponOrigin.IMPORT.value] * len(fresh),
        source=["import"] * len(fresh),
        key=[one.key for one in fresh],
        created_at=[one.used_at for one in fresh],
        used_at=[one.used_at for one in fresh],
    )
    _insert_uses(fresh, owned, ids)
    publish_many(
        [_used(one, number, template) for one, number, template in zip(fresh, numbers, owned, strict=True)],
        at=[one.used_at for one in fresh],
    )
    return len(fresh)


def _used(one: ImportRedemption, code: str, template: CouponTemplate) -> CouponUsed:
    return CouponUsed(
        customer_id=one.customer_id,
        code=code,
        template_code=template.code,
        order_no=one.order_no,
        amount_fen=template.amount_fen,
    )


def _insert_uses(
    fresh: Sequence[ImportRedemption], owned: Sequence[CouponTemplate], ids: Sequence[int]
) -> None:
    insert_columns(
        CouponUse,
        coupon_id=ids,
        template_id=[template.pk for template in owned],
        customer_id=[one.customer_id for one in fresh],
        order_no=[one.order_no for one in fresh],
        status=[CouponUseStatus.USED.value] * len(fresh),
        uses=[1] * len(fresh),
        uses_back=[0] * len(fresh),
        saved_fen=[template.amount_fen for template in owned],
        saved_back_fen=[0] * len(fresh),
        order_fen=[0] * len(fresh),
        held_at=[one.used_at for one in fresh],
        used_at=[one.used_at for one in fresh],
    )
