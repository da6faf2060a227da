"""What packs hold."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from yutang.revenue.orders.contracts import DraftOrder
from yutang.revenue.pricing.contracts import Delivery
from yutang.revenue.vouchers.contracts import RightFacts
from yutang.revenue.vouchers.models import PackRight
from yutang.revenue.vouchers.rules import frozen_right


def rights_of_products(product_ids: Collection[int]) -> Mapping[int, tuple[RightFacts, ...]]:
    """Return the rights of these products in their order (one statement); a product without any is absent."""
    found: dict[int, tuple[RightFacts, ...]] = {}
    rows = PackRight.objects.filter(product_id__in=list(product_ids), removed_at__isnull=True)
    for row in rows.order_by("product_id", "sort", "pk"):
        found[row.product_id] = (*found.get(row.product_id, ()), right_facts(row))
    return found


def right_facts(row: PackRight) -> RightFacts:
    """Return a right as a value."""
    return RightFacts(
        right_id=row.pk,
        product_id=row.product_id,
        name=row.name,
        worth_fen=row.worth_fen,
        uses=row.uses,
        store_ids=tuple(row.store_ids),
        valid_days=row.valid_days,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        note=row.note,
    )


def freeze_rights(drafts: Sequence[DraftOrder]) -> Sequence[dict[str, Any]]:
    """Return what each order of packs promises, by product; nothing for other orders, and then no statement."""
    packs = [draft for draft in drafts if draft.delivery == Delivery.VOUCHER]
    if not packs:
        return [{} for _ in drafts]
    rights = rights_of_products({line.product_id for draft in packs for line in draft.lines})
    return [
        {
            "rights": {
                str(line.product_id): [frozen_right(right) for right in rights.get(line.product_id, ())]
                for line in draft.lines
            }
        }
        if draft.delivery == Delivery.VOUCHER
        else {}
        for draft in drafts
    ]
