"""The cart."""

from typing import Literal

from yutang.surfaces.mall.schemas.shared import Id, In, Out, Quantity


class CartAddIn(In):
    """Put more of a SKU into the cart."""

    sku_id: Id
    quantity: Quantity = 1


class CartPatchIn(In):
    """Change one line: its quantity, its tick, or the SKU itself."""

    sku_id: Id
    quantity: Quantity | None = None
    selected: bool | None = None
    new_sku_id: Id | None = None


class CartLineOut(Out):
    """One line; `problem` says why it cannot be bought now."""

    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    selected: bool
    price_fen: int
    price_label: str
    original_price_fen: int | None
    price_when_added_fen: int
    left: int
    problem: Literal["off_sale", "sold_out", "stock_short"] | None
    note: str


class HintOut(Out):
    """What a little more would bring, e.g. 再买 ¥6.00 包邮."""

    kind: str
    text: str
    missing_fen: int


class CartOut(Out):
    """The whole cart; the total counts what is ticked, with promotions and without coupons."""

    lines: list[CartLineOut]
    invalid_lines: list[CartLineOut]
    count: int
    selected_count: int
    subtotal_fen: int
    saved_fen: int
    total_fen: int
    hints: list[HintOut]


class CartCountOut(Out):
    """After adding: how many pieces the cart holds."""

    count: int
