"""Lists of products."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from yutang.foundation.catalog import rules
from yutang.foundation.catalog.contracts import (
    ProductCard,
    ProductPage,
    ProductQuery,
    ProductSort,
    ProductStatus,
)
from yutang.foundation.catalog.models import Category, Product, Sku
from yutang.foundation.catalog.selectors.prices import price_histories
from yutang.kernel import clock

_ORDERS: dict[ProductSort, tuple[str, ...]] = {
    ProductSort.DEFAULT: ("-sort", "-sales_count", "-id"),
    ProductSort.SALES: ("-sales_count", "-id"),
    ProductSort.PRICE_ASC: ("price_fen", "id"),
    ProductSort.PRICE_DESC: ("-price_fen", "-id"),
    ProductSort.NEWEST: ("-id",),
}


def products_page(query: ProductQuery) -> ProductPage:
    """One page of products on sale that fit the query.

    Every word of `q` must occur in the name, the subtitle or the number, as it is written: % and _ are
    letters like any other. A category includes its descendants; an unknown one has nothing.
    """
    sort = rules.check_query(query)
    rows = Product.objects.filter(status=ProductStatus.ON_SALE.value)
    if query.category_id is not None:
        rows = rows.filter(category_id__in=_with_descendants(query.category_id))
    for word in query.q.replace("\x00", " ").split():
        rows = rows.filter(Q(name__icontains=word) | Q(subtitle__icontains=word) | Q(no__iexact=word))
    if query.min_price_fen is not None:
        rows = rows.filter(price_fen__gte=query.min_price_fen)
    if query.max_price_fen is not None:
        rows = rows.filter(price_fen__lte=query.max_price_fen)
    start = (query.page - 1) * query.page_size
    page = list(rows.order_by(*_ORDERS[sort])[start : start + query.page_size])
    total = start + len(page) if 0 < len(page) < query.page_size else rows.count()
    return ProductPage(tuple(_cards(page)), total, query.page, query.page_size)


def search_products(q: str, *, limit: int = 20) -> list[ProductCard]:
    """The products on sale whose name, subtitle or number has all words of `q`, best sold first."""
    if not q.strip():
        return []
    page = products_page(ProductQuery(q=q, sort=ProductSort.SALES, page_size=limit))
    return list(page.items)


def product_cards(product_ids: Iterable[int], *, only_on_sale: bool = True) -> list[ProductCard]:
    """Cards of these products in the order of the ids; those not on sale are left out unless wanted."""
    wanted = list(dict.fromkeys(product_ids))
    rows: QuerySet[Product] = Product.objects.filter(pk__in=wanted)
    if only_on_sale:
        rows = rows.filter(status=ProductStatus.ON_SALE.value)
    cards = {card.product_id: card for card in _cards(list(rows))}
    return [cards[product_id] for product_id in wanted if product_id in cards]


def _with_descendants(category_id: int) -> Sequence[int]:
    path = Category.objects.filter(pk=category_id, is_active=True).values_list("path", flat=True).first()
    if not path:
        return []
    return list(Category.objects.filter(path__startswith=path, is_active=True).values_list("id", flat=True))


def _cards(rows: Sequence[Product]) -> list[ProductCard]:
    skus: dict[int, list[Sku]] = {}
    active = Sku.objects.filter(product_id__in=[row.pk for row in rows], is_active=True)
    for sku in active.order_by("price_fen", "id") if rows else ():
        skus.setdefault(sku.product_id, []).append(sku)
    claimed = [skus[row.pk][0].pk for row in rows if row.original_price_fen and row.pk in skus]
    histories = price_histories(claimed) if claimed else {}
    at = clock.now()
    cards = []
    for row in rows:
        own = skus.get(row.pk, [])
        first = own[0] if own else None
        cards.append(
            ProductCard(
                product_id=row.pk,
                no=row.no,
                name=row.name,
                subtitle=row.subtitle,
                picture=row.pictures[0] if row.pictures else "",
                tint=row.tint,
                category_id=row.category_id,
                sku_id=first.pk if first else None,
                sku_count=len(own),
                price_fen=row.price_fen,
                member_price_fen=first.member_price_fen if first else None,
                original_price_fen=rules.honest_original_fen(
                    row.original_price_fen,
                    current_fen=row.price_fen,
                    history=histories.get(first.pk, []) if first else [],
                    at=at,
                ),
                sales_count=row.sales_count,
                status=ProductStatus(row.status),
                kind=row.kind,
            )
        )
    return cards
