"""Pause, resume and stop price rules."""

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import Conflict, NotFound
from yutang.revenue.pricing.contracts import PromotionStatus
from yutang.revenue.pricing.models import Promotion
from yutang.revenue.pricing.services.create_promotion import forget_prices


def stop_promotion(*, promotion_id: int) -> None:
    """End a price rule for good; orders already placed keep their price. Raises NotFound."""
    known = Promotion.objects.filter(pk=promotion_id)
    now = clock.now()
    changed = known.exclude(status=PromotionStatus.STOPPED).update(
        status=PromotionStatus.STOPPED, stopped_at=now
    )
    if not changed and not known.exists():
        raise unknown(promotion_id)
    forget_prices()


@transaction.atomic
def pause_promotion(*, promotion_id: int) -> None:
    """Let a running price rule rest; it can go on later. Raises NotFound and Conflict("promotion_state")."""
    _change(promotion_id, PromotionStatus.ACTIVE, PromotionStatus.PAUSED, "只有进行中的活动可以暂停")


@transaction.atomic
def resume_promotion(*, promotion_id: int) -> None:
    """Let a paused price rule go on. Raises NotFound and Conflict("promotion_state")."""
    _change(promotion_id, PromotionStatus.PAUSED, PromotionStatus.ACTIVE, "只有已暂停的活动可以恢复")


def _change(promotion_id: int, old: PromotionStatus, new: PromotionStatus, refusal: str) -> None:
    paused_at = clock.now() if new == PromotionStatus.PAUSED else None
    rows = Promotion.objects.filter(pk=promotion_id)
    if not rows.filter(status=old).update(status=new, stopped_at=paused_at):
        if not rows.exists():
            raise unknown(promotion_id)
        raise Conflict("promotion_state", refusal, promotion_id=promotion_id)
    forget_prices()


def unknown(promotion_id: int) -> NotFound:
    """The error for a rule that does not exist."""
    return NotFound("promotion_unknown", "没有这条价格规则", promotion_id=promotion_id)
