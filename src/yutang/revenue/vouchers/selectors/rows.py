"""Vouchers and redemptions as plain facts."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Sum

from yutang.foundation.org.api import staff_by_ids, stores_by_ids
from yutang.revenue.vouchers.contracts import RedemptionFacts, VoucherFacts
from yutang.revenue.vouchers.models import Redemption, StoreSale, Voucher


def voucher_facts(row: Voucher, *, refunding: Collection[int] = ()) -> VoucherFacts:
    """Return a voucher as a value; `refunding` are the orders with an open request for money."""
    return VoucherFacts(
        voucher_id=row.pk,
        code=row.code,
        name=row.name,
        note=row.note,
        worth_fen=row.worth_fen,
        status=row.status,
        uses_total=row.uses_total,
        uses_left=row.uses_left,
        store_ids=tuple(row.store_ids),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        order_no=row.order_no,
        order_id=row.order_id,
        line_id=row.line_id,
        product_id=row.product_id,
        customer_id=row.customer_id,
        pack_no=row.pack_no,
        issued_at=row.issued_at,
        is_refunding=row.order_id in refunding and not row.is_refunded and row.uses_left > 0,
    )


def redemption_facts(rows: Iterable[Redemption], *, repeated: Collection[int] = ()) -> list[RedemptionFacts]:
    """Return redemptions as values with the names of people and stores (three statements for all)."""
    found: Sequence[Redemption] = list(rows)
    if not found:
        return []
    staff = staff_by_ids({row.staff_id for row in found})
    stores = stores_by_ids({row.store_id for row in found})
    sales = dict(
        StoreSale.objects.filter(redemption__in=found, cancelled_at__isnull=True)
        .order_by()
        .values_list("redemption_id")
        .annotate(fen=Sum("amount_fen"))
    )
    return [
        RedemptionFacts(
            redemption_id=row.pk,
            no=row.no,
            voucher_id=row.voucher_id,
            code=row.voucher.code,
            name=row.voucher.name,
            uses=row.uses,
            left_after=row.left_after,
            customer_id=row.voucher.customer_id,
            staff_id=row.staff_id,
            staff_name=staff[row.staff_id].display_name if row.staff_id in staff else "",
            store_id=row.store_id,
            store_name=stores[row.store_id].name if row.store_id in stores else "",
            redeemed_at=row.redeemed_at,
            is_offline=row.device_id is not None,
            reversed_at=row.reversed_at,
            sale_fen=sales.get(row.pk, 0),
            order_no=row.voucher.order_no,
            repeated=row.pk in repeated,
        )
        for row in found
    ]


def last_redemptions(voucher_ids: Collection[int]) -> dict[int, Redemption]:
    """Return the newest redemption of each voucher that stands (one statement)."""
    rows = Redemption.objects.filter(voucher_id__in=list(voucher_ids), reversed_at__isnull=True)
    return {row.voucher_id: row for row in rows.select_related("voucher").order_by("pk")}
