"""What became of coupons: counts, money and the sales they were used on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from yutang.revenue.pricing.contracts import CouponOrigin, CouponResults, CouponStatus, CouponUseStatus
from yutang.revenue.pricing.models import Coupon, CouponUse

_OPEN = (CouponUseStatus.HELD, CouponUseStatus.USED)
_OWN = (CouponOrigin.TAKE, CouponOrigin.LINK, CouponOrigin.CODE)


def coupon_results(template_ids: Sequence[int]) -> dict[int, CouponResults]:
    """Return the results of each template (two statements). A pack counts as used once its last use is used.

    Sales are the totals of the orders it was used on; what refunds took back of a saving is not counted as saved.
    """
    states = {str(status): Count("pk", filter=Q(status=status)) for status in CouponStatus}
    counted = (
        Coupon.objects.filter(template_id__in=template_ids)
        .order_by()
        .values("template_id")
        .annotate(
            issued=Count("pk"),
            taken_by_people=Count("pk", filter=Q(origin__in=_OWN)),
            **{f"n_{name}": count for name, count in states.items()},
        )
    )
    used = (
        CouponUse.objects.filter(template_id__in=template_ids, status=CouponUseStatus.USED)
        .order_by()
        .values("template_id")
        .annotate(
            orders=Count("order_no", distinct=True),
            saved=Coalesce(Sum(F("saved_fen") - F("saved_back_fen")), 0),
            sales=Coalesce(Sum("order_fen"), 0),
        )
    )
    money: dict[int, Any] = {row["template_id"]: row for row in used}
    nothing: dict[str, Any] = {"orders": 0, "saved": 0, "sales": 0}
    found = {template_id: CouponResults() for template_id in template_ids}
    # The names of the states are put together above, where no type can follow.
    rows: Iterable[Any] = counted
    for row in rows:
        mine = money.get(row["template_id"], nothing)
        found[row["template_id"]] = CouponResults(
            issued=row["issued"],
            taken=row["taken_by_people"],
            available=row["n_available"],
            held=row["n_held"],
            used=row["n_used"],
            expired=row["n_expired"],
            void=row["n_void"],
            orders=mine["orders"],
            saved_fen=mine["saved"],
            sales_fen=mine["sales"],
        )
    return found


def open_coupon_uses(*, after_id: int = 0, limit: int = 5_000) -> list[tuple[int, str, str]]:
    """Return (id, order number, status) of uses that orders hold or have used, oldest first; without imported history."""
    rows = CouponUse.objects.filter(pk__gt=after_id, status__in=_OPEN).exclude(
        coupon__origin=CouponOrigin.IMPORT
    )
    return list(rows.order_by("pk").values_list("pk", "order_no", "status")[:limit])
