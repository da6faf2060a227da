"""Pure decisions of the catalogue: what may be listed, and which original price is honest."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from yutang.foundation.catalog.contracts import BadProduct, NewProduct, NewSku, ProductQuery, ProductSort
from yutang.kernel.errors import DomainError

HONEST_DAYS = timedelta(days=90)
HIGHEST_FEN = 10**10
BIGGEST_PAGE = 100
LAST_PAGE = 1_000
LONGEST_QUERY = 60
_HEX_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


def honest_original_fen(
    claimed_fen: int | None, *, current_fen: int, history: Sequence[tuple[datetime, int]], at: datetime
) -> int | None:
    """Return the claimed original price if it may be shown beside the current one, else None.

    The rule: an original price is honest only if this very price was in force for the SKU at some moment of
    the last 90 days, and if it is higher than the current price. `history` holds (from, price) in order of
    time; a price is in force from its moment until the next one's.
    """
    if claimed_fen is None or claimed_fen <= current_fen:
        return None
    since = at - HONEST_DAYS
    for index, (begins, price_fen) in enumerate(history):
        ends = history[index + 1][0] if index + 1 < len(history) else at
        if price_fen == claimed_fen and ends > since and begins < at and ends > begins:
            return claimed_fen
    return None


def check_product(product: NewProduct) -> None:
    """Raise BadProduct naming the first field that cannot be stored."""
    no = product.no
    _check_length("no", product.no, 40, no, required=True)
    _check_length("name", product.name, 120, no, required=True)
    _check_length("subtitle", product.subtitle, 200, no)
    _check_length("origin", product.origin, 60, no)
    check_looks(product.tint, product.pictures, no)
    check_original(product.original_price_fen, no)
    if not product.skus:
        raise BadProduct("skus", "商品至少要有一个规格", product_no=no)
    check_skus(product.skus, no)


def check_skus(skus: Sequence[NewSku], product_no: str) -> None:
    """Raise BadProduct if a SKU's number repeats or a figure makes no sense."""
    if len({sku.no for sku in skus}) != len(skus):
        raise BadProduct("skus.no", "规格编号重复", product_no=product_no)
    for sku in skus:
        _check_length("skus.no", sku.no, 60, product_no, required=True)
        _check_length("skus.spec", sku.spec, 120, product_no)
        _check_length("skus.barcode", sku.barcode, 40, product_no)
        for field, figure in (("price_fen", sku.price_fen), ("cost_fen", sku.cost_fen)):
            if type(figure) is not int or not 0 <= figure < HIGHEST_FEN:
                raise BadProduct(f"skus.{field}", "价格要在 0 元到 1 亿元之间", product_no=product_no)
        if not 0 <= sku.weight_g < 10**8:
            raise BadProduct("skus.weight_g", "重量不能是负数", product_no=product_no)
        if sku.member_price_fen is not None and not 0 <= sku.member_price_fen <= sku.price_fen:
            raise BadProduct("skus.member_price_fen", "会员价不能高于售价", product_no=product_no)


def check_looks(tint: str | None, pictures: Sequence[str] | None, product_no: str) -> None:
    """Raise BadProduct if the tint is no colour or a picture's path is too long."""
    if tint and not _HEX_COLOR.fullmatch(tint):
        raise BadProduct("tint", "底色要写成 #RRGGBB", product_no=product_no)
    for picture in pictures or ():
        _check_length("pictures", picture, 300, product_no, required=True)


def check_original(original_fen: int | None, product_no: str) -> None:
    """Raise BadProduct if an original price is given that is no price."""
    if original_fen is not None and not 0 < original_fen < HIGHEST_FEN:
        raise BadProduct("original_price_fen", "日常价要大于 0 元", product_no=product_no)


def check_query(query: ProductQuery) -> ProductSort:
    """Return the sort; a DomainError names a field that is out of range."""
    if not 1 <= query.page <= LAST_PAGE:
        raise DomainError("bad_page", f"页码要在 1 到 {LAST_PAGE} 之间", field="page")
    if not 1 <= query.page_size <= BIGGEST_PAGE:
        raise DomainError("bad_page", f"每页数量要在 1 到 {BIGGEST_PAGE} 之间", field="page_size")
    if len(query.q) > LONGEST_QUERY:
        raise DomainError("bad_query", f"搜索词不能超过 {LONGEST_QUERY} 个字", field="q")
    if query.sort not in {sort.value for sort in ProductSort}:
        raise DomainError("bad_sort", "不支持的排序方式", field="sort")
    return ProductSort(query.sort)


def _check_length(field: str, value: str, longest: int, product_no: str, *, required: bool = False) -> None:
    if required and not value.strip():
        raise BadProduct(field, f"{field} 不能为空", product_no=product_no)
    if len(value) > longest:
        raise BadProduct(field, f"{field} 不能超过 {longest} 个字", product_no=product_no[:40])
