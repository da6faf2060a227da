"""Make a price rule."""

from typing import Any

from django.db import transaction

from yutang.kernel import clock
from yutang.revenue.pricing.contracts import PromotionSpec
from yutang.revenue.pricing.models import Promotion
from yutang.revenue.pricing.rules import check_promotion
from yutang.revenue.pricing.rules.kinds import KINDS
from yutang.revenue.pricing.selectors.rule_rows import price_book_memory


def create_promotion(spec: PromotionSpec) -> int:
    """Start a price rule and return its id. Raises DomainError naming the field of a rule that cannot be kept."""
    check_promotion(spec)
    now = clock.now()
    row = Promotion.objects.create(starts_at=spec.starts_at or now, created_at=now, **promotion_columns(spec))
    forget_prices()
    return row.pk


def promotion_columns(spec: PromotionSpec) -> dict[str, Any]:
    """Return what a checked rule looks like in its row, without its start."""
    config = dict(spec.config)
    if "prices" in config:
        config["prices"] = {str(sku_id): fen for sku_id, fen in config["prices"].items()}
    audience = spec.audience
    return {
        "name": spec.name.strip(),
        "kind": spec.kind,
        "scope_kind": spec.scope.kind,
        "scope_ids": sorted(spec.scope.ids),
        "config": config,
        "exclusive_group": spec.exclusive_group or KINDS[spec.kind].group,
        "stacks": spec.stacks,
        "audience": {
            "kind": audience.kind,
            "min_level": audience.min_level,
            "groups": sorted(audience.groups),
        },
        "per_person": spec.per_person,
        "ends_at": spec.ends_at,
    }


def forget_prices() -> None:
    """Let this process read the rules again: now for the transaction that changed them, after it for everybody."""
    transaction.on_commit(price_book_memory.forget)
    price_book_memory.forget()
