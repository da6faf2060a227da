"""Everything the product page shows of the catalogue."""

from collections.abc import Mapping

from yutang.foundation.catalog import rules
from yutang.foundation.catalog.contracts import (
    ProductDetail,
    ProductGone,
    ProductStatus,
    ProductUnknown,
    SkuView,
)
from yutang.foundation.catalog.models import Product, Sku
from yutang.foundation.catalog.selectors.prices import PriceHistory, price_histories
from yutang.kernel import clock


def product_detail(product: int | str, *, include_hidden: bool = False) -> ProductDetail:
    """One product by id or, given a text, by number, in at most three queries.

    ProductUnknown if there is none or it is a draft, ProductGone (410) if it was deleted. One that is off
    sale is shown and not sellable. `include_hidden` shows drafts and deleted ones too, to operators.
    """
    rows = Product.objects.select_related("category")
    row = rows.filter(no=product).first() if isinstance(product, str) else rows.filter(pk=product).first()
    if row is None or (row.status == ProductStatus.DRAFT and not include_hidden):
        raise ProductUnknown(product)
    if row.status == ProductStatus.DELETED and not include_hidden:
        raise ProductGone(product)
    skus = list(Sku.objects.filter(product_id=row.pk, is_active=True).order_by("price_fen", "id"))
    histories = price_histories([sku.pk for sku in skus]) if row.original_price_fen else {}
    views = tuple(_view(sku, row, histories) for sku in skus)
    return ProductDetail(
        product_id=row.pk,
        no=row.no,
        name=row.name,
        subtitle=row.subtitle,
        status=ProductStatus(row.status),
        is_sellable=row.status == ProductStatus.ON_SALE and bool(skus),
        category_id=row.category_id,
        category_name=row.category.name if row.category else "",
        category_path=row.category.path_ids if row.category else (),
        pictures=tuple(row.pictures),
        tint=row.tint,
        description=row.description,
        specs=tuple((str(name), str(value)) for name, value in row.specs),
        service_promises=tuple(row.service_promises),
        origin=row.origin,
        price_fen=row.price_fen,
        original_price_fen=views[0].original_price_fen if views else None,
        sales_count=row.sales_count,
        version=row.version,
        skus=views,
        kind=row.kind,
    )


def product_version(product_id: int) -> int | None:
    """The version of a product, None if there is no such product; a cheap question for caches."""
    return Product.objects.filter(pk=product_id).values_list("version", flat=True).first()


def _view(sku: Sku, product: Product, histories: Mapping[int, PriceHistory]) -> SkuView:
    return SkuView(
        sku_id=sku.pk,
        no=sku.no,
        spec=sku.spec,
        spec_values=dict(sku.spec_values),
        price_fen=sku.price_fen,
        member_price_fen=sku.member_price_fen,
        original_price_fen=rules.honest_original_fen(
            product.original_price_fen,
            current_fen=sku.price_fen,
            history=histories.get(sku.pk, []),
            at=clock.now(),
        ),
        weight_g=sku.weight_g,
        barcode=sku.barcode,
    )
