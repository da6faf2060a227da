"""Change a price rule."""

from dataclasses import replace

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import Conflict
from yutang.revenue.pricing.contracts import PromotionSpec, PromotionStatus
from yutang.revenue.pricing.models import Promotion
from yutang.revenue.pricing.rules import check_promotion
from yutang.revenue.pricing.services.create_promotion import forget_prices, promotion_columns
from yutang.revenue.pricing.services.stop_promotion import unknown


@transaction.atomic
def edit_promotion(promotion_id: int, spec: PromotionSpec) -> int:
    """Change a price rule and return the id under which it goes on.

    One that has not started is changed in place. One that runs ends now and goes on as a new rule, so that what held
    yesterday can be asked tomorrow. Raises NotFound, Conflict("promotion_state") for a stopped or ended one, and
    DomainError naming the field of a rule that cannot be kept.
    """
    row = Promotion.objects.select_for_update().filter(pk=promotion_id).first()
    if row is None:
        raise unknown(promotion_id)
    now = clock.now()
    if row.status == PromotionStatus.STOPPED or (row.ends_at is not None and row.ends_at <= now):
        raise Conflict("promotion_state", "活动已结束，不能再修改", promotion_id=promotion_id)
    spec = replace(spec, kind=row.kind)
    check_promotion(spec)
    columns = promotion_columns(spec)
    forget_prices()
    if row.starts_at > now:
        Promotion.objects.filter(pk=row.pk).update(starts_at=spec.starts_at or row.starts_at, **columns)
        return row.pk
    starts_at = max(spec.starts_at or now, now)
    Promotion.objects.filter(pk=row.pk).update(status=PromotionStatus.STOPPED, stopped_at=now)
    made = Promotion.objects.create(starts_at=starts_at, created_at=now, status=row.status, **columns)
    if made.status == PromotionStatus.PAUSED:
        Promotion.objects.filter(pk=made.pk).update(stopped_at=now)
    return made.pk
