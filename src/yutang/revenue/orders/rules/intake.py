"""Whether a wish can become an order."""

from typing import Any

from yutang.kernel.errors import DomainError
from yutang.kernel.idempotency import digest_of
from yutang.kernel.money import yuan
from yutang.revenue.orders.contracts import PlaceOrder, Refused
from yutang.revenue.pricing.contracts import Delivery, Quote, QuoteLine

MAX_KEY = 100
MAX_NOTE = 200
BIG = 2**63


def wish_digest(wish: PlaceOrder) -> str:
    """Return what tells one body from another under the same key."""
    return digest_of(
        [
            wish.lines,
            wish.from_cart,
            wish.coupon_code,
            wish.delivery,
            wish.address_id,
            wish.store_id,
            wish.expected_total_fen,
            wish.note,
            wish.points,
        ]
    )


def check_wish(wish: PlaceOrder) -> Refused | None:
    """Return why a wish makes no sense, before anything is looked up."""
    if not wish.key or len(wish.key) > MAX_KEY:
        return refused_field("idempotency_key_invalid", "请求标识缺失或过长", "Idempotency-Key")
    if len(wish.note) > MAX_NOTE:
        return refused_field("note_too_long", f"备注最多 {MAX_NOTE} 字", "note")
    if not -1 <= wish.points < BIG:
        return refused_field("points_invalid", "使用的积分须为不小于 0 的整数", "points")
    if any(not 0 < sku_id < BIG for sku_id, _ in wish.lines):
        return refused_field("sku_unknown", "商品不存在", "sku_id")
    return _check_place(wish)


def _check_place(wish: PlaceOrder) -> Refused | None:
    if wish.delivery == Delivery.VOUCHER:
        return None
    if wish.delivery == Delivery.PICKUP:
        name, given, wanted = "store_id", wish.store_id, "请选择自提门店"
    elif wish.delivery == Delivery.EXPRESS:
        name, given, wanted = "address_id", wish.address_id, "请选择收货地址"
    else:
        return refused_field("delivery_invalid", "请选择配送方式", "delivery")
    if given is None:
        return refused_field(f"{name.removesuffix('_id')}_required", wanted, name)
    if not 0 < given < BIG:
        return refused_field(f"{name.removesuffix('_id')}_unknown", wanted, name, status=404)
    return None


def refused_field(code: str, message: str, field: str, *, status: int = 400, **details: Any) -> Refused:
    """Return a refusal that names its field."""
    return Refused(code, message, status, {"field": field, **details})


def refusal_of(wish: PlaceOrder, quote: Quote | DomainError) -> Refused | None:
    """Return why this price does not become an order, or None when it does."""
    if isinstance(quote, DomainError):
        return Refused(quote.code, quote.message, quote.status, quote.details)
    if not quote.lines:
        return refused_field("nothing_to_buy", "请先选择要买的商品", "lines")
    for line in quote.lines:
        if line.problem:
            return _refused_line(line)
    # Nobody minds a price that fell meanwhile: only a rise is asked about.
    if wish.expected_total_fen is not None and wish.expected_total_fen < quote.total_fen:
        return Refused(
            "price_changed",
            f"价格有变动，现在应付 ¥{yuan(quote.total_fen)}",
            409,
            {
                "field": "expected_total_fen",
                "expected_total_fen": wish.expected_total_fen,
                "quote": brief_of(quote),
            },
        )
    return None


def _refused_line(line: QuoteLine) -> Refused:
    if line.problem == "stock_short":
        return stock_short(line.sku_id, line.name, line.available or 0)
    if line.problem == "region_excluded":
        message = f"{line.name}{line.problem_text}，请换一个地址或移除这件商品"
        return refused_field("region_excluded", message, "address_id", status=409, sku_id=line.sku_id)
    message = f"{line.name}：{line.problem_text}"
    return refused_field("sku_unavailable", message, "sku_id", status=409, sku_id=line.sku_id)


def stock_short(sku_id: int, name: str, left: int) -> Refused:
    """Return the refusal for goods that others were quicker to buy."""
    message = f"{name}仅剩 {left} 件" if left > 0 else f"{name}已售罄"
    return refused_field("stock_short", message, "quantity", status=409, sku_id=sku_id, available=left)


def brief_of(quote: Quote) -> dict[str, Any]:
    """Return the part of a quote that a page needs to show the new price."""
    return {
        "subtotal_fen": quote.subtotal_fen,
        "goods_fen": quote.goods_fen,
        "shipping_fen": quote.shipping_fen,
        "total_fen": quote.total_fen,
        "coupon_code": quote.coupon.code if quote.coupon else None,
        "lines": [
            {
                "sku_id": line.sku_id,
                "quantity": line.quantity,
                "unit_fen": line.unit_fen,
                "paid_fen": line.paid_fen,
            }
            for line in quote.lines
        ],
        "explanation": [
            {"kind": row.kind, "label": row.label, "detail": row.detail, "amount_fen": row.amount_fen}
            for row in quote.explanation
        ],
    }
