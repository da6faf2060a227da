"""Take over many products at once."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from yutang.foundation.catalog import rules
from yutang.foundation.catalog.contracts import ImportedProducts, NewProduct
from yutang.foundation.catalog.models import PriceChange, Product, Sku
from yutang.foundation.catalog.services.create_category import ensure_paths
from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.errors import Conflict

CHUNK = 5_000


def import_products(batch: Sequence[NewProduct]) -> ImportedProducts:
    """List the products whose number is not known yet; returns the ids of all of them and of their SKUs.

    Known numbers are left as they are, so importing again changes nothing, and an interrupted import goes
    on. No ProductChanged is published: nobody changed anything just now.
    """
    created = 0
    product_ids: dict[str, int] = {}
    sku_ids: dict[str, int] = {}
    for start in range(0, len(batch), CHUNK):
        chunk = {one.no: one for one in batch[start : start + CHUNK]}
        with transaction.atomic():
            known = dict(Product.objects.filter(among(Product, "no", chunk)).values_list("no", "id"))
            made = insert_products([one for no, one in chunk.items() if no not in known])
        created += len(made)
        product_ids |= known | made
        rows = Sku.objects.filter(among(Sku, "no", [sku.no for one in chunk.values() for sku in one.skus]))
        sku_ids |= dict(rows.values_list("no", "id"))
    return ImportedProducts(created, product_ids, sku_ids)


def insert_products(products: Sequence[NewProduct]) -> dict[str, int]:
    """Insert checked products with SKUs and first prices, column by column; ids by number."""
    if not products:
        return {}
    for one in products:
        rules.check_product(one)
    categories = ensure_paths(one.category_path for one in products if one.category_path)
    ids = next_ids(Product, len(products))
    try:
        with transaction.atomic():
            _insert_rows(products, ids, categories)
            _insert_skus(products, ids)
    except IntegrityError as error:
        raise Conflict("sku_exists", "货号或规格编号已被占用", field="skus.no") from error
    return {one.no: product_id for one, product_id in zip(products, ids, strict=True)}


def _insert_rows(
    products: Sequence[NewProduct], ids: Sequence[int], categories: dict[tuple[str, ...], int]
) -> None:
    at = clock.now()
    listed = [one.listed_at or at for one in products]
    insert_columns(
        Product,
        id=ids,
        no=[one.no for one in products],
        name=[one.name for one in products],
        subtitle=[one.subtitle for one in products],
        category_id=[
            categories[one.category_path] if one.category_path else one.category_id for one in products
        ],
        status=[one.status.value for one in products],
        kind=[one.kind.value for one in products],
        pictures=[list(one.pictures) for one in products],
        tint=[one.tint for one in products],
        description=[one.description for one in products],
        specs=[[list(pair) for pair in one.specs] for one in products],
        service_promises=[list(one.service_promises) for one in products],
        original_price_fen=[one.original_price_fen for one in products],
        origin=[one.origin for one in products],
        price_fen=[_cheapest(one) for one in products],
        sales_count=[0] * len(products),
        sort=[one.sort for one in products],
        version=[1] * len(products),
        created_at=listed,
        updated_at=listed,
    )


def _insert_skus(products: Sequence[NewProduct], ids: Sequence[int]) -> None:
    at = clock.now()
    rows = [
        (product_id, one.listed_at or at, sku)
        for one, product_id in zip(products, ids, strict=True)
        for sku in one.skus
    ]
    sku_ids = next_ids(Sku, len(rows))
    insert_columns(
        Sku,
        id=sku_ids,
        product_id=[product_id for product_id, _, _ in rows],
        no=[sku.no for _, _, sku in rows],
        spec=[sku.spec for _, _, sku in rows],
        spec_values=[dict(sku.spec_values) for _, _, sku in rows],
        price_fen=[sku.price_fen for _, _, sku in rows],
        member_price_fen=[sku.member_price_fen for _, _, sku in rows],
        cost_fen=[sku.cost_fen for _, _, sku in rows],
        weight_g=[sku.weight_g for _, _, sku in rows],
        barcode=[sku.barcode for _, _, sku in rows],
        is_active=[sku.is_active for _, _, sku in rows],
    )
    insert_columns(
        PriceChange,
        sku_id=sku_ids,
        price_fen=[sku.price_fen for _, _, sku in rows],
        from_at=[listed_at for _, listed_at, _ in rows],
    )


def _cheapest(product: NewProduct) -> int:
    active = [sku.price_fen for sku in product.skus if sku.is_active]
    return min(active, default=product.skus[0].price_fen)
