"""The cart."""

from collections.abc import Sequence
from typing import Literal

from yutang.kernel.errors import DomainError
from yutang.revenue.orders import api as orders
from yutang.revenue.orders.contracts import CartFacts, CartLineFacts, CartWant
from yutang.revenue.pricing.contracts import Hint
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.schemas.cart import (
    CartAddIn,
    CartCountOut,
    CartLineOut,
    CartOut,
    CartPatchIn,
    HintOut,
)
from yutang.surfaces.mall.schemas.shared import MAX_QUANTITY

type Problem = Literal["off_sale", "sold_out", "stock_short"]
PROBLEMS: dict[str, Problem] = {"stock_short": "stock_short", "off_sale": "off_sale", "unknown": "off_sale"}


def hint_out(hint: Hint) -> HintOut:
    """What a little more would bring."""
    return HintOut(kind=hint.kind, text=hint.text, missing_fen=hint.missing_fen)


def cart_out(cart: CartFacts) -> CartOut:
    """The whole cart; what cannot be bought at all stands apart."""
    lines = [_line(line) for line in cart.lines]
    quote = cart.quote
    return CartOut(
        lines=[line for line in lines if line.problem in (None, "stock_short")],
        invalid_lines=[line for line in lines if line.problem in ("off_sale", "sold_out")],
        count=cart.count,
        selected_count=sum(line.quantity for line in quote.lines if not line.problem) if quote else 0,
        subtotal_fen=quote.subtotal_fen if quote else 0,
        saved_fen=quote.subtotal_fen - quote.goods_fen if quote else 0,
        total_fen=quote.goods_fen if quote else 0,
        hints=[hint_out(hint) for hint in quote.hints] if quote else [],
    )


def _line(line: CartLineFacts) -> CartLineOut:
    left = max(line.available or 0, 0)
    problem: Problem | None = PROBLEMS.get(line.problem)
    if problem == "stock_short" and left == 0:
        problem = "sold_out"
    return CartLineOut(
        sku_id=line.sku_id,
        product_id=line.product_id,
        name=line.name,
        spec=line.spec,
        picture=media_url(line.picture),
        tint=line.tint,
        quantity=line.quantity,
        selected=line.selected,
        price_fen=line.unit_fen,
        price_label="",
        original_price_fen=line.base_unit_fen if line.base_unit_fen > line.unit_fen else None,
        price_when_added_fen=line.price_when_added_fen,
        left=min(left, MAX_QUANTITY),
        problem=problem,
        note=line.problem_text or _price_note(line),
    )


def _price_note(line: CartLineFacts) -> str:
    """Say when the list price has moved since it was put in; a discount of today is no move (it shows in the price)."""
    difference = line.price_when_added_fen - line.base_unit_fen
    if difference > 0:
        return f"比加入时便宜 ¥{difference / 100:.2f}"
    return f"比加入时贵 ¥{-difference / 100:.2f}" if difference < 0 else ""


def cart_of(customer_id: int) -> CartOut:
    """The cart at today's prices and stock."""
    return cart_out(orders.cart_of(customer_id))


def add(customer_id: int, body: CartAddIn) -> CartCountOut:
    """Add and say how many pieces the cart holds."""
    added = orders.add_to_cart(customer_id=customer_id, sku_id=body.sku_id, quantity=body.quantity)
    return CartCountOut(count=added.count)


def add_many(wanted: Sequence[tuple[int, CartAddIn]]) -> list[CartCountOut | DomainError]:
    """Add for many customers at once."""
    added = orders.add_many_to_cart(
        [CartWant(customer_id, body.sku_id, body.quantity) for customer_id, body in wanted]
    )
    return [one if isinstance(one, DomainError) else CartCountOut(count=one.count) for one in added]


def change(customer_id: int, body: CartPatchIn) -> CartOut:
    """Change one line."""
    return cart_out(
        orders.update_cart(
            customer_id=customer_id,
            sku_id=body.sku_id,
            quantity=body.quantity,
            selected=body.selected,
            new_sku_id=body.new_sku_id,
        )
    )


def select_all(customer_id: int, *, selected: bool) -> CartOut:
    """Tick or untick every line that can be bought."""
    cart = orders.cart_of(customer_id, with_quote=False)
    for line in cart.lines:
        if line.selected != selected and line.problem not in ("off_sale", "unknown"):
            orders.update_cart(customer_id=customer_id, sku_id=line.sku_id, selected=selected)
    return cart_of(customer_id)


def remove(customer_id: int, sku_ids: Sequence[int]) -> CartOut:
    """Take lines out."""
    return cart_out(orders.remove_from_cart(customer_id=customer_id, sku_ids=sku_ids))
