"""Baskets as orders: a basket is an order, a row a line, a cent a fen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from yutang.revenue.orders.contracts import ImportDiscount, ImportLine, ImportOrder
from yutang.surfaces.imports.completejourney.nouns import UNLISTED, household_no, store_no
from yutang.surfaces.imports.completejourney.source import Source, SourceLine
from yutang.surfaces.imports.rejects import Reject
from yutang.surfaces.imports.runs import Chunk

KEY_PREFIX = "completejourney:"
RETAIL, MATCHED, COUPON = "retail_discount", "coupon_match", "manufacturer_coupon"
_LABELS = {RETAIL: "会员卡折扣", MATCHED: "门店配合厂商券的让利", COUPON: "厂商券（由厂商补给门店）"}


@dataclass(frozen=True)
class Book:
    """Where the data set's numbers are found in our tables."""

    customers: Mapping[str, int]
    stores: Mapping[str, int]
    products: Mapping[int, tuple[int, int, str]]


def basket_chunk(source: Source, number: int, book: Book) -> Chunk[ImportOrder]:
    """One chunk of baskets as orders, with the rows that are refused."""
    orders: list[ImportOrder] = []
    rejects: list[Reject] = []
    for basket in source.baskets(number):
        good = []
        for line in basket:
            problem = line.problem
            if problem:
                rejects.append(Reject(line.row_no, problem, line.as_text()))
            else:
                good.append(line)
        if good:
            orders.append(_order(good, book))
    return Chunk(number, orders, rejects)


def _order(lines: list[SourceLine], book: Book) -> ImportOrder:
    """The shop got sales_value; the list price was that plus its own discounts."""
    head = lines[0]
    sums = {
        RETAIL: sum(line.retail for line in lines),
        MATCHED: sum(line.matched for line in lines),
        COUPON: sum(line.coupon for line in lines),
    }
    return ImportOrder(
        external_key=f"{KEY_PREFIX}{head.basket_id}",
        customer_id=book.customers[household_no(head.household_id)],
        store_id=book.stores[store_no(head.store_id)],
        placed_at=head.at.replace(tzinfo=UTC),
        lines=tuple(_line(line, book) for line in lines),
        discounts=tuple(
            ImportDiscount(kind, _LABELS[kind], amount, is_external=kind == COUPON)
            for kind, amount in sums.items()
            if amount
        ),
    )


def _line(line: SourceLine, book: Book) -> ImportLine:
    sku_id, product_id, name = book.products.get(line.product_id, (0, 0, UNLISTED))
    discount_fen = line.retail + line.matched
    return ImportLine(sku_id, product_id, name, line.quantity, line.sales + discount_fen, discount_fen)
