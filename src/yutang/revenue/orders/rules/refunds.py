"""What a share of an order is worth when it goes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yutang.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class RefundPart:
    """A line as it stands before a refund."""

    line_id: int
    quantity: int
    paid_fen: int
    refunded_quantity: int
    refunded_fen: int

    @property
    def left(self) -> int:
        """How many can still go back."""
        return self.quantity - self.refunded_quantity


def refund_share(part: RefundPart, quantity: int) -> int:
    """Return the money of the next `quantity` units.

    Cumulative: after k of n units exactly floor(paid * k / n) is back, so the last unit closes the line to zero
    whatever the steps were.
    """
    return part.paid_fen * (part.refunded_quantity + quantity) // part.quantity - part.refunded_fen


def plan_refund(
    parts: Sequence[RefundPart], wanted: Mapping[int, int], *, shipping_left_fen: int, is_shipped: bool
) -> tuple[dict[int, tuple[int, int]], int]:
    """Return (quantity, money) per line and the shipping fee that goes back with it.

    Nothing wanted means everything that is left. The shipping fee goes back with the last unit, if nothing was shipped.
    Raises DomainError naming `quantity` for more than is left, `line_id` for a line of another order.
    """
    by_id = {part.line_id: part for part in parts}
    if not wanted:
        wanted = {part.line_id: part.left for part in parts if part.left > 0}
    if not wanted:
        raise DomainError("nothing_to_refund", "这笔订单已经全部退款", status=409)
    plan: dict[int, tuple[int, int]] = {}
    for line_id, quantity in wanted.items():
        part = by_id.get(line_id)
        if part is None:
            raise DomainError("line_unknown", "退款商品不在这笔订单里", field="line_id", line_id=line_id)
        if type(quantity) is not int or not 1 <= quantity <= part.left:
            raise DomainError(
                "refund_quantity_invalid",
                f"最多可退 {part.left} 件",
                field="quantity",
                line_id=line_id,
                refundable=part.left,
            )
        plan[line_id] = (quantity, refund_share(part, quantity))
    is_last = all(part.left == plan.get(part.line_id, (0, 0))[0] for part in parts)
    return plan, shipping_left_fen if is_last and not is_shipped else 0
