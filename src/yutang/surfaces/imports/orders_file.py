"""`yutang import orders FILE.csv`: block by block, each with its checkpoint in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from yutang.foundation.catalog.api import import_products, skus_by_no
from yutang.foundation.catalog.contracts import NewProduct, NewSku, ProductStatus
from yutang.foundation.customers.api import import_customers
from yutang.foundation.customers.contracts import NewCustomer
from yutang.foundation.org.api import stores_by_no
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import import_orders
from yutang.revenue.orders.contracts import ImportDiscount, ImportLine, ImportOrder
from yutang.surfaces.imports.contracts import FileLine, FileOrder, ImportReport, Progress
from yutang.surfaces.imports.csv_text import encoding_of, records
from yutang.surfaces.imports.orders_csv import OrdersReader
from yutang.surfaces.imports.orders_layout import Layout, layout_of
from yutang.surfaces.imports.rejects import Reject, write_rejects
from yutang.surfaces.imports.runs import (
    Chunk,
    Loaded,
    close_run,
    fingerprint_of,
    finished_chunks,
    load_chunk,
    open_run,
    stage_totals,
    write_rejects_file,
)

ORDERS_PER_BLOCK = 500
STAGE = "orders"
CATEGORY = ("导入商品",)


@dataclass(frozen=True)
class FileImport:
    """What the operator asked for. An empty source is the kind of file: csv or shopify."""

    path: Path
    rejects_path: Path
    source: str = ""
    currency: str = "CNY"
    dry_run: bool = False


class _Reading:
    """One pass over the file: blocks of orders, each with the rows refused on the way to it."""

    def __init__(self, wish: FileImport) -> None:
        if not wish.path.is_file():
            raise DomainError("file_missing", f"没有找到文件：{wish.path}", field="file")
        self._rejects: list[Reject] = []
        self._records = records(wish.path, encoding_of(wish.path), self._refuse)
        header = next(self._records, None)
        if header is None:
            raise DomainError("file_empty", "文件是空的：第一行应为列名", field="file")
        self.layout: Layout = layout_of(header.cells)
        self._reader = OrdersReader(
            self.layout, currency=wish.currency, now=clock.now(), on_reject=self._refuse
        )

    @property
    def rows_read(self) -> int:
        return self._reader.rows_read

    def blocks(self) -> Iterator[Chunk[FileOrder]]:
        number = 0
        for number, orders in enumerate(
            batched(self._reader.orders(self._records), ORDERS_PER_BLOCK), start=1
        ):
            yield Chunk(number, orders, self._taken())
        yield Chunk(number + 1, (), self._taken())

    def _refuse(self, line_no: int, reason: str, content: str) -> None:
        self._rejects.append(Reject(line_no, reason, content).shortened())

    def _taken(self) -> list[Reject]:
        taken, self._rejects = self._rejects, []
        return taken


def import_orders_file(wish: FileImport, progress: Progress) -> ImportReport:
    """Import the orders of a file, or with dry_run only say what would happen.

    Raises DomainError for a file that cannot be read at all; single bad rows go to the rejects file.
    """
    reading = _Reading(wish)
    source = wish.source or {"orders": "csv"}.get(reading.layout.kind, reading.layout.kind)
    if wish.dry_run:
        return _rehearse(reading, source, wish, progress)
    fingerprint = fingerprint_of([wish.path], source, wish.currency.upper())
    run = open_run(source=source, fingerprint=fingerprint, file_name=wish.path.name)
    done = finished_chunks(run, STAGE)
    loader = _Loader(source)
    seen = paid_fen = 0
    for block in reading.blocks():
        if block.number not in done:
            load_chunk(run, STAGE, block, loader.load)
        seen += len(block.rows)
        paid_fen += sum(order.paid_fen for order in block.rows)
        progress("订单", seen, seen)
    created, known, rejected = stage_totals(run, STAGE)
    close_run(run, {"rows": reading.rows_read, "created": created, "known": known, "rejected": rejected})
    return ImportReport(
        source=source,
        rows_read=reading.rows_read,
        created=loader.created,
        known=seen - loader.created,
        rejected_rows=rejected,
        paid_fen=paid_fen,
        rejects_file=write_rejects_file(run, wish.rejects_path),
    )


def _rehearse(reading: _Reading, source: str, wish: FileImport, progress: Progress) -> ImportReport:
    rejects: list[Reject] = []
    seen = paid_fen = 0
    for block in reading.blocks():
        rejects.extend(block.rejects)
        seen += len(block.rows)
        paid_fen += sum(order.paid_fen for order in block.rows)
        progress("订单", seen, seen)
    if rejects:
        write_rejects(wish.rejects_path, rejects)
    return ImportReport(
        source=source,
        rows_read=reading.rows_read,
        created=seen,
        known=0,
        rejected_rows=len(rejects),
        paid_fen=paid_fen,
        rejects_file=wish.rejects_path if rejects else None,
        dry_run=True,
    )


class _Loader:
    """Finds or makes the nouns of a block and imports its orders, inside the block's transaction."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.created = 0

    def load(self, orders: Sequence[FileOrder]) -> Loaded:
        """Import one block; orders that are known stay as they are."""
        customers = self._customers(orders)
        goods = self._goods(orders)
        stores = stores_by_no({one.store_no for one in orders} - {""})
        imported = import_orders(
            [
                ImportOrder(
                    external_key=f"{self.source}:{order.order_no}",
                    customer_id=customer_id,
                    store_id=stores.get(order.store_no),
                    placed_at=order.paid_at,
                    lines=tuple(_line(line, goods) for line in order.lines),
                    shipping_fen=order.shipping_fen,
                    discounts=_discounts(order),
                )
                for order, customer_id in zip(orders, customers, strict=True)
            ]
        )
        self.created += imported.created
        return Loaded(imported.created, imported.known)

    def _customers(self, orders: Sequence[FileOrder]) -> list[int]:
        """A customer is known again by his phone, whatever the source, or by his e-mail within the source."""
        numbers = [f"{self.source}:{order.phone or order.email}" for order in orders]
        ids = import_customers(
            [
                NewCustomer(
                    nickname=order.customer_name[:20],
                    phone=order.phone,
                    external_no=number,
                    registered_at=order.paid_at,
                )
                for order, number in zip(orders, numbers, strict=True)
            ],
            source=self.source,
        )
        return [ids[number] for number in numbers]

    def _goods(self, orders: Sequence[FileOrder]) -> dict[str, tuple[int, int]]:
        """SKU number → (sku, product). Unknown ones become products off sale, at the price they fetched."""
        lines = {line.sku: line for order in orders for line in order.lines}
        found = {no: (sku.sku_id, sku.product_id) for no, sku in skus_by_no(list(lines)).items()}
        missing = [line for no, line in lines.items() if no not in found]
        if missing:
            imported = import_products([_product(line) for line in missing])
            for line in missing:
                found[line.sku] = (imported.sku_ids[line.sku], imported.product_ids[f"IMP-{line.sku}"[:40]])
        return found


def _product(line: FileLine) -> NewProduct:
    price_fen = max(line.base_fen - line.discount_fen, 0) // line.quantity
    return NewProduct(
        no=f"IMP-{line.sku}"[:40],
        name=line.name[:80],
        skus=(NewSku(no=line.sku, price_fen=price_fen),),
        category_path=CATEGORY,
        status=ProductStatus.OFF_SALE,
    )


def _line(line: FileLine, goods: dict[str, tuple[int, int]]) -> ImportLine:
    sku_id, product_id = goods[line.sku]
    return ImportLine(sku_id, product_id, line.name, line.quantity, line.base_fen, line.discount_fen)


def _discounts(order: FileOrder) -> tuple[ImportDiscount, ...]:
    total_fen = sum(line.discount_fen for line in order.lines)
    return (ImportDiscount("imported_discount", "原系统优惠", total_fen),) if total_fen else ()
