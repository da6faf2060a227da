"""What a share of an order is worth when it goes back: money, points, shipping fee and gifts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yutang.kernel.errors import DomainError
from yutang.revenue.orders.after_sale_terms import RefundLimit


@dataclass(frozen=True, slots=True)
class RefundPart:
    """A line as it stands before a refund.

    A gift costs nothing; charged_fen is what was kept back for it when the goods that earned it went back without it.
    threshold_fen and earned_by (line ids, empty for all paid lines) say what a gift was given for.
    """

    line_id: int
    quantity: int
    paid_fen: int
    refunded_quantity: int
    refunded_fen: int
    points: int = 0
    refunded_points: int = 0
    name: str = ""
    base_fen: int = 0
    unit_fen: int = 0
    is_gift: bool = False
    charged_fen: int = 0
    worth_fen: int = 0
    threshold_fen: int = 0
    earned_by: tuple[int, ...] = ()

    @property
    def left(self) -> int:
        """How many can still go back."""
        return self.quantity - self.refunded_quantity


@dataclass(frozen=True, slots=True)
class LineShare:
    """So many pieces of one line, and what they bring back. capped: why it is less than the share (used vouchers)."""

    quantity: int
    fen: int
    points: int = 0
    capped: str = ""
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """What goes back. charges: by gift line, its value that is kept because the gift is not returned."""

    shares: Mapping[int, LineShare]
    shipping_fen: int
    charges: Mapping[int, int] = field(default_factory=dict)
    is_last: bool = False

    @property
    def total_fen(self) -> int:
        """The money that goes back."""
        goods = sum(share.fen for share in self.shares.values())
        return goods + self.shipping_fen - sum(self.charges.values())

    @property
    def points(self) -> int:
        """The points that go back."""
        return sum(share.points for share in self.shares.values())


def refund_share(part: RefundPart, quantity: int) -> int:
    """Return the money of the next `quantity` units.

    Cumulative: after k of n units exactly floor(paid * k / n) is back, so the last unit closes the line to zero
    whatever the steps were. A gift brings back what was kept for it.
    """
    worth = part.paid_fen + part.charged_fen
    return max(worth * (part.refunded_quantity + quantity) // part.quantity - part.refunded_fen, 0)


def points_share(part: RefundPart, quantity: int) -> int:
    """Return the points of the next `quantity` units, by the same rule as the money."""
    return part.points * (part.refunded_quantity + quantity) // part.quantity - part.refunded_points


def plan_refund(
    parts: Sequence[RefundPart],
    wanted: Mapping[int, int],
    *,
    shipping_left_fen: int,
    is_shipped: bool,
    is_fault: bool = False,
    limits: Mapping[int, RefundLimit] | None = None,
) -> RefundPlan:
    """Return what goes back for these pieces. Nothing wanted means everything that is left.

    The shipping fee goes back with the last paid piece, if nothing was shipped or the house is at fault. A gift whose
    condition breaks goes back with an unshipped order; of a shipped one its value is kept. Raises DomainError naming
    `quantity` for more than is left, `line_id` for a line of another order.
    """
    limits = limits or {}
    if not wanted:
        wanted = {part.line_id: n for part in parts if (n := _most(part, limits.get(part.line_id))) > 0}
    if not wanted:
        raise DomainError("nothing_to_refund", "这笔订单已经全部退款", status=409)
    by_id = {part.line_id: part for part in parts}
    shares = {
        line_id: _share(by_id.get(line_id), line_id, quantity, limits) for line_id, quantity in wanted.items()
    }
    broken = _broken_gifts(parts, shares)
    charges: dict[int, int] = {}
    if is_shipped:
        charges = _charges(broken, sum(share.fen for share in shares.values()))
    else:
        shares |= {
            part.line_id: LineShare(part.left, refund_share(part, part.left), is_added=True)
            for part in broken
        }
    is_last = all(part.is_gift or part.left == _taken(shares, part) for part in parts)
    goes_back = is_last and (is_fault or not is_shipped)
    return RefundPlan(shares, shipping_left_fen if goes_back else 0, charges, is_last)


def _taken(shares: Mapping[int, LineShare], part: RefundPart) -> int:
    return shares[part.line_id].quantity if part.line_id in shares else 0


def _most(part: RefundPart, limit: RefundLimit | None) -> int:
    return part.left if limit is None else min(part.left, limit.quantity)


def _share(
    part: RefundPart | None, line_id: int, quantity: int, limits: Mapping[int, RefundLimit]
) -> LineShare:
    if part is None:
        raise DomainError("line_unknown", "退款商品不在这笔订单里", field="line_id", line_id=line_id)
    limit = limits.get(line_id)
    most = _most(part, limit)
    if type(quantity) is not int or not 1 <= quantity <= most:
        raise DomainError(
            "refund_quantity_invalid",
            (limit.why if limit and limit.why and most < part.left else "") or f"最多可退 {most} 件",
            field="quantity",
            line_id=line_id,
            refundable=most,
        )
    fen, points = refund_share(part, quantity), points_share(part, quantity)
    if limit is None or limit.fen is None or limit.fen >= fen:
        return LineShare(quantity, fen, points)
    kept = max(limit.fen, 0)
    return LineShare(quantity, kept, points * kept // fen, limit.why or "只退未使用的部分")


def _broken_gifts(parts: Sequence[RefundPart], shares: Mapping[int, LineShare]) -> list[RefundPart]:
    """Gifts that stay behind although what remains of the goods no longer earns them."""
    broken = []
    for gift in parts:
        if not gift.is_gift or gift.left == 0 or gift.line_id in shares:
            continue
        earning = [p for p in parts if not p.is_gift and (not gift.earned_by or p.line_id in gift.earned_by)]
        kept = {p.line_id: p.left - _taken(shares, p) for p in earning}
        worth = sum(p.unit_fen * kept[p.line_id] for p in earning)
        if worth < gift.threshold_fen or not any(kept.values()):
            broken.append(gift)
    return broken


def _charges(broken: Sequence[RefundPart], goods_fen: int) -> dict[int, int]:
    """Keep the value of each gift once, and never more than the goods bring back."""
    charges = {}
    for gift in broken:
        charge = min(max(gift.worth_fen * gift.left - gift.charged_fen + gift.refunded_fen, 0), goods_fen)
        if charge:
            charges[gift.line_id] = charge
            goods_fen -= charge
    return charges
