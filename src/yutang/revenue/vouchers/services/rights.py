"""Write down what a pack holds."""

from django.db import transaction

from yutang.foundation.catalog.api import product_detail
from yutang.foundation.catalog.contracts import ProductKind
from yutang.foundation.org.api import stores_by_ids
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.vouchers.contracts import RightFacts, RightSpec
from yutang.revenue.vouchers.models import PackRight
from yutang.revenue.vouchers.rules import check_right
from yutang.revenue.vouchers.selectors.rights import right_facts

MOST_RIGHTS = 20


@transaction.atomic
def add_right(*, product_id: int, spec: RightSpec, actor: str) -> RightFacts:
    """Add a right to a voucher product; it counts for orders from now on. Audited.

    Raises DomainError("bad_right") naming the field, Conflict("not_a_pack" | "too_many_rights"), NotFound.
    """
    _check(spec)
    product = product_detail(product_id, include_hidden=True)
    if product.kind != ProductKind.VOUCHER:
        raise Conflict("not_a_pack", "只有到店券包可以添加权益", field="product_id", product_id=product_id)
    if PackRight.objects.filter(product_id=product_id, removed_at__isnull=True).count() >= MOST_RIGHTS:
        raise Conflict("too_many_rights", f"一个券包最多 {MOST_RIGHTS} 项权益", field="product_id")
    row = PackRight.objects.create(product_id=product_id, created_at=clock.now(), **_columns(spec))
    _record(row, actor, "voucher.right_added")
    return right_facts(row)


@transaction.atomic
def change_right(*, right_id: int, spec: RightSpec, actor: str) -> RightFacts:
    """Replace a right; what was sold before keeps the old one. Audited."""
    _check(spec)
    row = _right(right_id)
    for name, value in _columns(spec).items():
        setattr(row, name, value)
    row.save()
    _record(row, actor, "voucher.right_changed")
    return right_facts(row)


@transaction.atomic
def remove_right(*, right_id: int, actor: str) -> None:
    """Take a right out of the pack; what was sold before keeps it. Audited."""
    row = _right(right_id)
    row.removed_at = clock.now()
    row.save(update_fields=["removed_at"])
    _record(row, actor, "voucher.right_removed")


def _right(right_id: int) -> PackRight:
    row = PackRight.objects.select_for_update().filter(pk=right_id, removed_at__isnull=True).first()
    if row is None:
        raise NotFound("right_unknown", "没有找到这项权益", right_id=right_id)
    return row


def _check(spec: RightSpec) -> None:
    check_right(spec, today=clock.business_date())
    unknown = set(spec.store_ids) - set(stores_by_ids(spec.store_ids))
    if unknown:
        raise DomainError("bad_right", "适用门店里有不存在的门店", status=422, field="store_ids")


def _columns(spec: RightSpec) -> dict[str, object]:
    return {
        "name": spec.name.strip(),
        "worth_fen": spec.worth_fen,
        "uses": spec.uses,
        "store_ids": sorted(spec.store_ids),
        "valid_days": spec.valid_days,
        "valid_from": spec.valid_from,
        "valid_until": spec.valid_until,
        "note": spec.note.strip(),
        "sort": spec.sort,
    }


def _record(row: PackRight, actor: str, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"product:{row.product_id}",
        change={"right_id": row.pk, "name": row.name, "worth_fen": row.worth_fen, "uses": row.uses},
    )
