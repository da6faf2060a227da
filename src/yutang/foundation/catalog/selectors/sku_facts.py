"""Facts of SKUs, for carts, quotes and orders."""

from collections.abc import Iterable
from typing import Any

from yutang.foundation.catalog.contracts import ProductStatus, SkuFacts
from yutang.foundation.catalog.models import Sku
from yutang.kernel.among import among
from yutang.kernel.queries import Many, Query

_COLUMNS = (
    "id",
    "product_id",
    "product__no",
    "no",
    "product__name",
    "spec",
    "product__pictures",
    "product__tint",
    "product__category_id",
    "product__category__path",
    "price_fen",
    "member_price_fen",
    "cost_fen",
    "weight_g",
    "is_active",
    "product__status",
    "product__kind",
)


_BY_ID = Query(lambda: Sku.objects.filter(pk__among=Many("ids")).order_by().values_list(*_COLUMNS))


def skus_by_ids(sku_ids: Iterable[int]) -> dict[int, SkuFacts]:
    """The SKUs among these ids, sellable or not, in one query."""
    return {row[0]: _facts(row) for row in _BY_ID.rows(ids=list(sku_ids))}


def skus_by_no(numbers: Iterable[str]) -> dict[str, SkuFacts]:
    """The SKUs among these numbers, in one query."""
    rows = Sku.objects.filter(among(Sku, "no", list(numbers))).values_list(*_COLUMNS)
    return {row[3]: _facts(row) for row in rows}


def skus_of_product(product_id: int) -> list[SkuFacts]:
    """The sellable SKUs of a product, in one query."""
    rows = Sku.objects.filter(product_id=product_id).order_by("pk").values_list(*_COLUMNS)
    return [facts for row in rows if (facts := _facts(row)).is_sellable]


def _facts(row: tuple[Any, ...]) -> SkuFacts:
    pictures, path, is_active, status = row[6], row[9], row[14], row[15]
    return SkuFacts(
        sku_id=row[0],
        product_id=row[1],
        product_no=row[2],
        sku_no=row[3],
        name=row[4],
        spec=row[5],
        picture=pictures[0] if pictures else "",
        tint=row[7],
        category_id=row[8],
        category_path=tuple(int(part) for part in path.split("/") if part) if path else (),
        price_fen=row[10],
        member_price_fen=row[11],
        cost_fen=row[12],
        weight_g=row[13],
        is_sellable=is_active and status == ProductStatus.ON_SALE.value,
        kind=row[16],
    )
