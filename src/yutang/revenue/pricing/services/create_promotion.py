"""Make and stop price rules."""

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import NotFound
from yutang.revenue.pricing.contracts import PromotionSpec, PromotionStatus
from yutang.revenue.pricing.models import Promotion
from yutang.revenue.pricing.rules import check_promotion
from yutang.revenue.pricing.selectors.rule_rows import price_book_memory


def create_promotion(spec: PromotionSpec) -> int:
    """Start a price rule and return its id. Raises DomainError naming the field of a rule that cannot be kept."""
    check_promotion(spec)
    now = clock.now()
    config = dict(spec.config)
    if "prices" in config:
        config["prices"] = {str(sku_id): fen for sku_id, fen in config["prices"].items()}
    row = Promotion.objects.create(
        name=spec.name,
        kind=spec.kind,
        scope_kind=spec.scope.kind,
        scope_ids=sorted(spec.scope.ids),
        config=config,
        starts_at=spec.starts_at or now,
        ends_at=spec.ends_at,
        created_at=now,
    )
    transaction.on_commit(price_book_memory.forget)
    price_book_memory.forget()
    return row.pk


def stop_promotion(*, promotion_id: int) -> None:
    """End a price rule now; orders already placed keep their price. Raises NotFound."""
    if not Promotion.objects.filter(pk=promotion_id).update(status=PromotionStatus.STOPPED):
        raise NotFound("promotion_unknown", "没有这条价格规则", promotion_id=promotion_id)
    transaction.on_commit(price_book_memory.forget)
    price_book_memory.forget()
