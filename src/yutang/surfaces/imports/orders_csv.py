"""From numbered records to whole orders. An order with one bad row is refused as a whole."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from yutang.kernel.money import apportion, yuan
from yutang.surfaces.imports.contracts import FileLine, FileOrder
from yutang.surfaces.imports.csv_text import OnReject, Record
from yutang.surfaces.imports.csv_values import (
    BadCellError,
    email_address,
    instant,
    money_fen,
    phone_number,
    plain_text,
    whole_quantity,
)
from yutang.surfaces.imports.orders_layout import Layout

MAX_LINES = 500
PAID_WORDS = {"", "paid", "partially_refunded", "已付款", "已支付", "待发货", "已发货", "已完成", "交易成功"}


@dataclass(frozen=True)
class _Line:
    sku: str
    name: str
    quantity: int
    base_fen: int
    discount_fen: int

    @property
    def net_fen(self) -> int:
        return self.base_fen - self.discount_fen


class OrdersReader:
    """Reads a file of a known layout. ``rows_read`` counts what was seen, refused rows included."""

    def __init__(self, layout: Layout, *, currency: str, now: datetime, on_reject: OnReject) -> None:
        self.layout = layout
        self.currency = currency.upper()
        self.now = now
        self.on_reject = on_reject
        self.rows_read = 0
        self._seen: dict[str, int] = {}

    def orders(self, records: Iterable[Record]) -> Iterator[FileOrder]:
        """Yield the orders of the file; rows of one order stand together and repeat its number."""
        for group in self._groups(records):
            order_no = self.layout.cell(group[0].cells, "order_no")
            try:
                self._check_new(order_no, group[0].line_no)
                order = self._order(order_no, group)
            except BadCellError as error:
                self._refuse(group, str(error))
            else:
                yield order

    def _check_new(self, order_no: str, line_no: int) -> None:
        first_line = self._seen.setdefault(order_no, line_no)
        if first_line != line_no:
            raise BadCellError(f"订单 {order_no[:40]} 的行不相邻：它在第 {first_line} 行已经出现过")

    def _groups(self, records: Iterable[Record]) -> Iterator[list[Record]]:
        group: list[Record] = []
        current = ""
        for record in records:
            self.rows_read += 1
            order_no = self.layout.cell(record.cells, "order_no")
            if not order_no:
                self.on_reject(
                    record.line_no, f"「{self.layout.title['order_no']}」为空", ",".join(record.cells)
                )
                continue
            if group and order_no != current:
                yield group
                group = []
            current = order_no
            group.append(record)
        if group:
            yield group

    def _refuse(self, group: Sequence[Record], reason: str) -> None:
        for record in group:
            self.on_reject(record.line_no, reason, ",".join(record.cells))

    def _order(self, order_no: str, group: Sequence[Record]) -> FileOrder:
        if len(group) > MAX_LINES:
            raise BadCellError(f"一笔订单超过 {MAX_LINES} 行")
        head = group[0].cells
        plain_text(self.layout.title["order_no"], order_no, limit=60)
        self._check_paid(head)
        self._check_currency(head)
        lines = self._with_order_amounts(head, [self._line(record) for record in group])
        phone = phone_number(self._cell(head, "phone")) or phone_number(self._cell(head, "billing_phone"))
        email = email_address(self._cell(head, "email"))
        if not phone and not email:
            raise BadCellError("没有可用的手机号或邮箱，无法认出客户")
        return FileOrder(
            order_no=order_no,
            paid_at=self._instant(head, "paid_at"),
            phone=phone,
            email=email,
            customer_name=self._text(head, "customer_name", 60),
            store_no=self._text(head, "store_no", 40),
            lines=lines,
            shipping_fen=self._money(head, "shipping"),
            line_no=group[0].line_no,
        )

    def _check_paid(self, head: Sequence[str]) -> None:
        status = self._cell(head, "status").casefold()
        if self._cell(head, "cancelled_at"):
            raise BadCellError("订单已取消，不计入销售")
        if status not in PAID_WORDS:
            raise BadCellError(f"订单未付款或已全额退款，不计入销售：{status[:40]}")

    def _check_currency(self, head: Sequence[str]) -> None:
        currency = self._cell(head, "currency").upper() or self.currency
        if currency != self.currency:
            raise BadCellError(
                f"币种是 {currency[:10]}，本次导入的币种是 {self.currency}（可用 --currency 指定）"
            )

    def _line(self, record: Record) -> _Line:
        try:
            quantity = whole_quantity(self.layout.title["quantity"], self._cell(record.cells, "quantity"))
            base_fen = quantity * self._money(record.cells, "price")
            discount_fen = self._money(record.cells, "line_discount")
            name = self._text(record.cells, "name", 200)
            sku = self._text(record.cells, "sku", 60) or name[:60]
        except BadCellError as error:
            raise BadCellError(f"第 {record.line_no} 行：{error}") from None
        if not name:
            raise BadCellError(f"第 {record.line_no} 行：「{self.layout.title['name']}」为空")
        if discount_fen > base_fen:
            raise BadCellError(f"第 {record.line_no} 行：优惠大于商品金额")
        return _Line(sku, name, quantity, base_fen, discount_fen)

    def _with_order_amounts(self, head: Sequence[str], lines: list[_Line]) -> tuple[FileLine, ...]:
        """Share out order-level discount, tax and earlier refunds; the total must be what the file says."""
        goods_fen = sum(line.net_fen for line in lines)
        discount_fen = self._order_discount(head, goods_fen)
        if discount_fen > goods_fen:
            raise BadCellError("订单优惠大于商品金额")
        extra_fen = self._tax_on_top(head, goods_fen - discount_fen)
        taken_off = _shared(discount_fen, [line.net_fen for line in lines])
        put_on = _shared(extra_fen, [line.net_fen for line in lines])
        returned = self._refunds(
            head, [n.net_fen - d + p for n, d, p in zip(lines, taken_off, put_on, strict=True)]
        )
        return tuple(
            FileLine(
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                base_fen=line.base_fen + tax,
                discount_fen=line.discount_fen + off + back,
            )
            for line, off, tax, back in zip(lines, taken_off, put_on, returned, strict=True)
        )

    def _order_discount(self, head: Sequence[str], goods_fen: int) -> int:
        """Shopify's discount amount may repeat line discounts, so its subtotal decides where it is given."""
        if self._cell(head, "subtotal"):
            subtotal_fen = self._money(head, "subtotal")
            if subtotal_fen > goods_fen:
                raise BadCellError(f"小计 {yuan(subtotal_fen)} 大于明细之和 {yuan(goods_fen)}")
            return goods_fen - subtotal_fen
        return self._money(head, "order_discount")

    def _tax_on_top(self, head: Sequence[str], goods_fen: int) -> int:
        if not self._cell(head, "total"):
            return 0
        total_fen = self._money(head, "total")
        extra_fen = total_fen - goods_fen - self._money(head, "shipping")
        if extra_fen not in {0, self._money(head, "taxes")}:
            expected = yuan(total_fen - extra_fen)
            raise BadCellError(f"合计 {yuan(total_fen)} 与明细算出的 {expected} 对不上")
        return extra_fen

    def _refunds(self, head: Sequence[str], nets: list[int]) -> list[int]:
        """Money that had gone back before the export: the order counts with what the shop kept."""
        refunded_fen = self._money(head, "refunded")
        if refunded_fen > sum(nets):
            raise BadCellError("退款已覆盖全部商品金额，不计入销售")
        return _shared(refunded_fen, nets)

    def _cell(self, cells: Sequence[str], field: str) -> str:
        return self.layout.cell(cells, field)

    def _money(self, cells: Sequence[str], field: str) -> int:
        return money_fen(self.layout.title.get(field, field), self._cell(cells, field))

    def _text(self, cells: Sequence[str], field: str, limit: int) -> str:
        return plain_text(self.layout.title.get(field, field), self._cell(cells, field), limit=limit)

    def _instant(self, cells: Sequence[str], field: str) -> datetime:
        return instant(self.layout.title[field], self._cell(cells, field), now=self.now)


def _shared(total_fen: int, weights: list[int]) -> list[int]:
    return apportion(total_fen, weights) if total_fen else [0] * len(weights)
