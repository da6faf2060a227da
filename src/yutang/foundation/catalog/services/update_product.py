"""Change a product and its SKUs."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min

from yutang.foundation.catalog import rules
from yutang.foundation.catalog.contracts import (
    BadProduct,
    NewSku,
    ProductChanges,
    ProductDetail,
    ProductUnknown,
)
from yutang.foundation.catalog.events import ProductChanged
from yutang.foundation.catalog.models import Category, PriceChange, Product, Sku
from yutang.foundation.catalog.selectors.product_detail import product_detail
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict
from yutang.kernel.outbox import publish

_PLAIN = ("name", "subtitle", "category_id", "tint", "description", "original_price_fen", "origin", "sort")
_MAY_BE_EMPTY = ("category_id", "original_price_fen")
_LISTS = ("pictures", "specs", "service_promises")


@transaction.atomic
def update_product(product_id: int, changes: ProductChanges, *, actor: str) -> ProductDetail:
    """Apply the changes, raise the version and write down every new price; audited with what differs.

    SKUs are found by number and replaced whole, new numbers are added, absent ones stay as they are.
    """
    row = Product.objects.select_for_update().filter(pk=product_id).first()
    if row is None:
        raise ProductUnknown(product_id)
    _check(row, changes)
    changed = _apply_fields(row, changes)
    if changes.skus:
        changed["skus"] = _apply_skus(row, changes.skus)
    cheapest = Sku.objects.filter(product=row, is_active=True).aggregate(price=Min("price_fen"))["price"]
    if cheapest is not None:
        row.price_fen = cheapest
    row.version += 1
    row.updated_at = clock.now()
    row.save()
    audit.record(
        actor=actor, action="catalog.update_product", subject=f"product:{product_id}", change=changed
    )
    publish(ProductChanged(product_id, row.version, row.status))
    return product_detail(product_id, include_hidden=True)


def _check(row: Product, changes: ProductChanges) -> None:
    for field, value, longest in (
        ("name", changes.name, 120),
        ("subtitle", changes.subtitle, 200),
        ("origin", changes.origin, 60),
    ):
        if value is not None and (len(value) > longest or (field == "name" and not value.strip())):
            raise BadProduct(field, f"{field} 不能为空，且不超过 {longest} 个字", product_no=row.no)
    rules.check_looks(changes.tint, changes.pictures, row.no)
    rules.check_original(changes.original_price_fen, row.no)
    rules.check_skus(changes.skus, row.no)
    if changes.category_id is not None and not Category.objects.filter(pk=changes.category_id).exists():
        raise BadProduct("category_id", "没有找到这个分类", product_no=row.no)


def _apply_fields(row: Product, changes: ProductChanges) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for field in _PLAIN:
        value = getattr(changes, field)
        if value is not None:
            changed[field] = value
    for field in _LISTS:
        value = getattr(changes, field)
        if value is not None:
            changed[field] = [list(item) if isinstance(item, tuple) else item for item in value]
    if changes.status is not None:
        changed["status"] = changes.status.value
    changed |= {field: None for field in _MAY_BE_EMPTY if field in changes.emptied}
    changed = {field: value for field, value in changed.items() if getattr(row, field) != value}
    for field, value in changed.items():
        setattr(row, field, value)
    return changed


def _apply_skus(row: Product, skus: Sequence[NewSku]) -> list[dict[str, Any]]:
    at = clock.now()
    known = {sku.no: sku for sku in Sku.objects.filter(product=row)}
    prices: list[PriceChange] = []
    for new in skus:
        sku = known.get(new.no) or Sku(product=row, no=new.no)
        is_new_price = sku.pk is None or sku.price_fen != new.price_fen
        for field in (
            "spec",
            "price_fen",
            "member_price_fen",
            "cost_fen",
            "weight_g",
            "barcode",
            "is_active",
        ):
            setattr(sku, field, getattr(new, field))
        sku.spec_values = dict(new.spec_values)
        try:
            with transaction.atomic():
                sku.save()
        except IntegrityError as error:
            raise Conflict(
                "sku_exists", "这个规格编号已被别的商品占用", field="skus.no", sku_no=new.no
            ) from error
        if is_new_price:
            prices.append(PriceChange(sku=sku, price_fen=new.price_fen, from_at=at))
    PriceChange.objects.bulk_create(prices)
    return [{"no": new.no, "price_fen": new.price_fen, "is_active": new.is_active} for new in skus]
