"""Which column means what: our own documented file and Shopify's order export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yutang.kernel.errors import DomainError

OWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order_no": ("order_no", "订单号", "订单编号"),
    "paid_at": ("paid_at", "付款时间", "支付时间"),
    "sku": ("sku", "商品编码", "规格编码"),
    "name": ("product_name", "商品名称", "商品标题"),
    "quantity": ("quantity", "数量", "购买数量"),
    "price": ("unit_price", "单价", "商品单价"),
    "line_discount": ("line_discount", "商品优惠"),
    "phone": ("customer_phone", "手机号", "买家手机"),
    "email": ("customer_email", "邮箱"),
    "customer_name": ("customer_name", "客户姓名", "买家昵称"),
    "store_no": ("store_no", "门店编号"),
    "status": ("status", "订单状态"),
    "shipping": ("shipping", "运费"),
    "order_discount": ("order_discount", "订单优惠"),
    "total": ("total", "实付金额", "合计"),
    "currency": ("currency", "币种"),
}
OWN_REQUIRED = ("order_no", "paid_at", "sku", "name", "quantity", "price")

SHOPIFY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "order_no": ("Name",),
    "email": ("Email",),
    "status": ("Financial Status",),
    "paid_at": ("Paid at",),
    "placed_at": ("Created at",),
    "cancelled_at": ("Cancelled at",),
    "currency": ("Currency",),
    "subtotal": ("Subtotal",),
    "shipping": ("Shipping",),
    "taxes": ("Taxes",),
    "total": ("Total",),
    "order_discount": ("Discount Amount",),
    "refunded": ("Refunded Amount",),
    "quantity": ("Lineitem quantity",),
    "name": ("Lineitem name",),
    "price": ("Lineitem price",),
    "sku": ("Lineitem sku",),
    "line_discount": ("Lineitem discount",),
    "customer_name": ("Billing Name",),
    "phone": ("Phone",),
    "billing_phone": ("Billing Phone",),
}
SHOPIFY_REQUIRED = ("order_no", "status", "paid_at", "total", "quantity", "name", "price")


@dataclass(frozen=True)
class Layout:
    """Where each field stands in a file: field → column number, and what the file calls it."""

    kind: str
    position: Mapping[str, int]
    title: Mapping[str, str]

    def cell(self, cells: Sequence[str], field: str) -> str:
        """The text of a field in a record; empty when the file has no such column or the record is short."""
        position = self.position.get(field)
        return cells[position] if position is not None and position < len(cells) else ""


def layout_of(header: Sequence[str]) -> Layout:
    """Recognise the file by its first line; raises columns_missing that names what is not there."""
    names = {name.strip().casefold(): number for number, name in reversed(list(enumerate(header)))}
    is_shopify = "lineitem quantity" in names or "financial status" in names
    columns, required = (SHOPIFY_COLUMNS, SHOPIFY_REQUIRED) if is_shopify else (OWN_COLUMNS, OWN_REQUIRED)
    found: dict[str, tuple[int, str]] = {}
    for field, titles in columns.items():
        for title in titles:
            if title.casefold() in names:
                found.setdefault(field, (names[title.casefold()], title))
    missing = [columns[field][0] for field in required if field not in found]
    if missing:
        raise DomainError(
            "columns_missing",
            f"缺少列：{'、'.join(missing)}。第一行必须是列名，见 docs/reference/orders-csv.md",
            missing=missing,
        )
    return Layout(
        kind="shopify" if is_shopify else "orders",
        position={field: number for field, (number, _) in found.items()},
        title={field: title for field, (_, title) in found.items()},
    )
