"""What the doctor proves about the catalogue, from its rows."""

from collections.abc import Iterable

from django.db.models import F, Min, OuterRef, Q, Subquery

from yutang.foundation.catalog.models import Category, PriceChange, Product, Sku
from yutang.kernel.doctor import Finding, check


@check(name="商品：起售价等于最低可售规格")
def starting_prices_follow_skus() -> Iterable[Finding]:
    """The price that lists sort by is that of the cheapest active SKU."""
    rows = Product.objects.annotate(cheapest=Min("skus__price_fen", filter=Q(skus__is_active=True)))
    wrong = rows.filter(cheapest__isnull=False).exclude(price_fen=F("cheapest"))
    for no, price_fen, cheapest in wrong.values_list("no", "price_fen", "cheapest")[:100]:
        yield Finding(f"product:{no}", f"起售价 {price_fen}，最低规格价 {cheapest}")


@check(name="商品：当前售价都有调价记录")
def prices_are_recorded() -> Iterable[Finding]:
    """The newest price change of a SKU is its price: the history of prices has no hole."""
    newest = PriceChange.objects.filter(sku_id=OuterRef("pk")).order_by("-from_at", "-id").values("price_fen")
    rows = Sku.objects.annotate(recorded=Subquery(newest[:1]))
    wrong = rows.filter(Q(recorded=None) | ~Q(recorded=F("price_fen")))
    for no, price_fen, recorded in wrong.values_list("no", "price_fen", "recorded")[:100]:
        yield Finding(f"sku:{no}", f"售价 {price_fen}，最近调价记录 {recorded}")


@check(name="商品：分类路径完整")
def category_paths_are_whole() -> Iterable[Finding]:
    """The path of a category is that of its parent and its own id."""
    paths = dict(Category.objects.values_list("id", "path"))
    for pk, parent_id, path in Category.objects.values_list("id", "parent_id", "path"):
        right = f"{paths[parent_id] if parent_id else '/'}{pk}/"
        if path != right:
            yield Finding(f"category:{pk}", f"路径 {path}，应为 {right}")
