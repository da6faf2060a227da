"""From the link to the parcel, as a phone does it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.revenue.builders import Shop
from tests.surfaces.mall.conftest import Phone
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.kernel import clock
from yutang.kernel.outbox import drain
from yutang.revenue.orders.api import mark_ready_for_pickup, ship_order
from yutang.revenue.pricing.api import create_coupon_template, create_promotion
from yutang.revenue.pricing.contracts import CouponTemplateSpec, PromotionKind, PromotionSpec
from yutang.surfaces.callbacks.views import accept

pytestmark = pytest.mark.django_db


def order(phone: Phone, lines: list[dict[str, int]], **more: Any) -> dict[str, Any]:
    """Quote and place what the quote says."""
    where = {"address_id": phone.address()} if more.get("delivery", "express") == "express" else {}
    quote = phone.post("quote", {"lines": lines, **where, **more})
    wish = {"lines": lines, "expected_total_fen": quote["total_fen"], **where, **more}
    placed: dict[str, Any] = phone.post("orders", wish)
    return placed


def pay(phone: Phone, cashier: Cashier, no: str) -> dict[str, Any]:
    """Go to the cashier, press the button there, and let its notification come in."""
    ticket: dict[str, Any] = phone.post(f"orders/{no}/pay")
    assert httpx.post(f"{ticket['cashier_url']}/success").status_code == 303
    notice = cashier.store.all("SELECT * FROM notice ORDER BY rowid DESC")[0]
    deliver(cashier, notice["body"])
    return ticket


def deliver(cashier: Cashier, body: str) -> int:
    """What the cashier's notifier sends."""
    from yutang.integrations.sandbox_pay.notifier import notice_headers

    headers = {k.lower(): v for k, v in notice_headers(cashier.keys.provider_private, body).items()}
    return accept("sandbox", headers, body.encode())[0]


def test_the_product_page_shows_true_figures(visitor: Phone, shop: Shop) -> None:
    sku_id = shop.goods("丹东草莓", 5990, stock=86)
    ends = clock.now() + timedelta(hours=5)
    create_promotion(
        PromotionSpec("今日限时", PromotionKind.LIMITED_PRICE, {"prices": {str(sku_id): 4590}}, ends_at=ends)
    )
    shop.full_reduction()

    page = visitor.get(f"products/{shop.products['丹东草莓']}")

    assert (page["price"]["price_fen"], page["price"]["kind"]) == (4590, "limited")
    assert page["price"]["lines"] == [{"label": "日常价", "price_fen": 5990, "struck": True}]
    assert page["price"]["ends_at"] == ends.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
    assert (page["skus"][0]["left"], page["skus"][0]["price_fen"]) == (86, 4590)
    assert "满 99 减 10" in [p["title"] for p in page["promotions"]]
    assert visitor.get(f"products/{page['id']}/ticker") == {"items": []}


def test_a_product_that_is_not_there(visitor: Phone) -> None:
    visitor.refused(visitor.call("get", "products/999999"), 404, "product_unknown")
    visitor.refused(visitor.call("get", "products/0"), 422, "invalid_input")
    visitor.refused(visitor.call("get", f"products/{10**30}"), 422, "invalid_input")


def test_home_has_only_blocks_with_something_true_in_them(visitor: Phone, shop: Shop) -> None:
    empty = visitor.get("home")
    assert (empty["greeting"], empty["parcel"], empty["limited"], empty["for_you"]) == (None,) * 4

    sku_id = shop.goods("夏黑葡萄", 3280)
    prices = {"prices": {str(sku_id): 2980}}
    ends = clock.now() + timedelta(hours=3)
    create_promotion(PromotionSpec("今日限时", PromotionKind.LIMITED_PRICE, prices, ends_at=ends))
    full = visitor.get("home")
    assert [card["name"] for card in full["limited"]["items"]] == ["夏黑葡萄"]
    assert full["limited"]["items"][0]["price_fen"] == 2980
    assert [card["reason"] for card in full["for_you"]["items"]] == [""]


def test_search_takes_words_as_they_are(visitor: Phone, shop: Shop) -> None:
    shop.goods("50% 果汁", 900)
    shop.goods("草莓", 4590)
    assert [c["name"] for c in visitor.get("products?q=50%25")["items"]] == ["50% 果汁"]
    assert visitor.get("products?q='%3B DROP TABLE--")["items"] == []
    assert visitor.get("products?q=<script>")["total"] == 0
    visitor.refused(visitor.call("get", "products?page=0"), 422, "invalid_input")
    visitor.refused(visitor.call("get", "products?sort=nonsense"), 422, "invalid_input")


def test_the_cart_adds_up_and_says_what_is_missing(me: Phone, shop: Shop) -> None:
    first, second = shop.goods("草莓", 2000, stock=5), shop.goods("葡萄", 1000)
    assert me.post("cart", {"sku_id": first, "quantity": 2}) == {"count": 2}
    assert me.post("cart", {"sku_id": second}) == {"count": 3}
    assert me.post("cart", {"sku_id": first}) == {"count": 4}

    cart = me.get("cart")
    assert (cart["total_fen"], cart["selected_count"]) == (7000, 4)

    cart = me.ok(me.call("patch", "cart", {"sku_id": first, "selected": False}))
    assert cart["total_fen"] == 1000
    assert cart["hints"][0] == {"kind": "free_shipping", "text": "再买 ¥39.00 包邮", "missing_fen": 3900}
    assert me.ok(me.call("post", "cart/select?selected=true"))["total_fen"] == 7000

    more = {"sku_id": first, "quantity": 9}
    short = me.ok(me.call("put", "cart", more, **{"X-HTTP-Method-Override": "PATCH"}))
    line = next(line for line in short["lines"] if line["sku_id"] == first)
    assert (line["problem"], line["left"]) == ("stock_short", 5)
    assert me.ok(me.call("delete", f"cart?sku_id={first}&sku_id={second}"))["count"] == 0


@pytest.mark.parametrize("quantity", [0, -1, 10**9, 1.5, "一", None])
def test_an_impossible_quantity_is_refused(me: Phone, shop: Shop, quantity: Any) -> None:
    sku_id = shop.goods("草莓", 2000)
    error = me.refused(
        me.call("post", "cart", {"sku_id": sku_id, "quantity": quantity}), 422, "invalid_input"
    )
    assert error["details"]["field"] == "quantity"


def test_a_purchase_from_quote_to_receipt(me: Phone, shop: Shop, cashier: Cashier) -> None:
    sku_id = shop.goods("草莓", 6000)
    shop.full_reduction(9_900, 1_000)
    placed = order(me, [{"sku_id": sku_id, "quantity": 2}])
    assert (placed["total_fen"], placed["status"]) == (11_000, "pending_payment")
    no = placed["order_no"]
    waiting = me.get(f"orders/{no}")
    assert [a["key"] for a in waiting["actions"]] == ["cancel", "pay"]
    assert sum(row["amount_fen"] for row in waiting["explanation"]) == 11_000

    ticket = pay(me, cashier, no)
    assert me.get(f"payments/{ticket['payment_no']}")["status"] == "succeeded"
    paid = me.get(f"orders/{no}")
    assert (paid["status"], paid["status_text"], paid["pay_method"]) == ("paid", "待发货", "在线支付")
    assert [n["state"] for n in paid["progress"]] == ["current", "todo", "todo", "todo"]
    assert paid["receiver"]["phone_masked"] == f"139****{me.number[-4:]}"
    drain()
    assert [m["title"] for m in me.get("messages")["items"]] == ["谢谢你的订单，送你一张 10 元券"]
    assert [c["amount_fen"] for c in me.get("coupons")["items"]] == [1000]
    assert me.get("messages/unread") == {"unread_count": 1}

    ship_order(order_no=no, actor="staff:1")
    drain()
    shipped = me.get(f"orders/{no}")
    assert shipped["logistics"]["tracking_no"]
    assert me.get("home")["parcel"]["order_no"] == no
    assert [o["no"] for o in me.get("orders?status=shipped")["items"]] == [no]
    done = me.post(f"orders/{no}/receive")
    assert done["status"] == "completed"
    assert me.get("home")["for_you"]["items"][0]["reason"] == "你今天买过"
    assert me.get(f"products/{shop.products['草莓']}/ticker")["items"][0]["text"] == "买了 2 份"


def test_picking_up_in_a_store_costs_no_shipping_and_shows_a_code(
    me: Phone, shop: Shop, cashier: Cashier
) -> None:
    sku_id = shop.goods("果切", 2290)
    placed = order(me, [{"sku_id": sku_id, "quantity": 1}], delivery="pickup", store_id=shop.store_id)
    assert placed["total_fen"] == 2290
    assert me.get(f"orders/{placed['order_no']}")["pickup"]["code"] is None
    pay(me, cashier, placed["order_no"])
    mark_ready_for_pickup(order_no=placed["order_no"], actor="staff:1")
    ready = me.get(f"orders/{placed['order_no']}")
    assert ready["pickup"]["code"]
    assert me.get("me")["orders"]["ready_for_pickup"] == 1


def test_the_same_key_is_the_same_order_and_another_body_is_a_conflict(me: Phone, shop: Shop) -> None:
    sku_id = shop.goods("草莓", 6000, stock=10)
    address_id = me.address()
    wish = {
        "lines": [{"sku_id": sku_id, "quantity": 1}],
        "address_id": address_id,
        "expected_total_fen": 6000,
    }
    first = me.post("orders", wish, key="one-order-1")
    assert me.post("orders", wish, key="one-order-1") == first
    changed = {**wish, "note": "熟一点"}
    me.refused(me.call("post", "orders", changed, key="one-order-1"), 409, "idempotency_mismatch")
    assert len(me.get("orders")["items"]) == 1
    assert me.get(f"products/{shop.products['草莓']}")["skus"][0]["left"] == 9


def test_a_price_that_moved_is_told_before_the_order(me: Phone, shop: Shop) -> None:
    sku_id = shop.goods("草莓", 6000)
    wish = {
        "lines": [{"sku_id": sku_id, "quantity": 1}],
        "address_id": me.address(),
        "expected_total_fen": 5000,
    }
    me.refused(me.call("post", "orders", wish), 409, "price_changed")


def test_the_last_piece_goes_once(me: Phone, other: Phone, shop: Shop) -> None:
    sku_id = shop.goods("草莓", 6000, stock=1)
    lines = [{"sku_id": sku_id, "quantity": 1}]
    wish = {"lines": lines, "expected_total_fen": 6000}
    me.post("orders", {**wish, "address_id": me.address()})
    other.refused(other.call("post", "orders", {**wish, "address_id": other.address()}), 409, "stock_short")


def test_somebody_elses_order_does_not_exist(me: Phone, other: Phone, shop: Shop, cashier: Cashier) -> None:
    no = order(other, [{"sku_id": shop.goods("草莓", 6000), "quantity": 1}])["order_no"]
    for method, path in (
        ("get", f"orders/{no}"),
        ("get", f"orders/{no}/logistics"),
        ("post", f"orders/{no}/pay"),
        ("post", f"orders/{no}/receive"),
    ):
        me.refused(me.call(method, path), 404, "order_unknown")
    me.refused(me.call("post", f"orders/{no}/cancel", {}), 404, "order_unknown")
    payment_no = other.post(f"orders/{no}/pay")["payment_no"]
    me.refused(me.call("get", f"payments/{payment_no}"), 404, "payment_unknown")
    assert me.get("orders")["items"] == []


def test_cancelling_gives_stock_and_coupon_back(me: Phone, shop: Shop) -> None:
    sku_id = shop.goods("草莓", 6000, stock=3)
    create_coupon_template(CouponTemplateSpec("SIX", "立减", 600, valid_days=7, is_public=True))
    coupon = me.post("coupons/take", {"template_code": "SIX"})
    me.refused(me.call("post", "coupons/take", {"template_code": "SIX"}), 409, "coupon_limit")
    placed = order(me, [{"sku_id": sku_id, "quantity": 1}], coupon=coupon["code"])
    assert placed["total_fen"] == 5400
    assert me.get("coupons")["items"][0]["status"] == "held"

    cancelled = me.post(f"orders/{placed['order_no']}/cancel", {"reason": "拍错了"})

    assert (cancelled["status"], cancelled["status_detail"]) == ("cancelled", "拍错了")
    assert me.get("coupons")["items"][0]["status"] == "available"
    assert me.get(f"products/{shop.products['草莓']}")["skus"][0]["left"] == 3


def test_half_an_order_comes_back_to_the_fen(me: Phone, shop: Shop, cashier: Cashier) -> None:
    sku_id = shop.goods("草莓", 5005)
    shop.full_reduction(9_900, 1_000)
    placed = order(me, [{"sku_id": sku_id, "quantity": 2}])
    pay(me, cashier, placed["order_no"])
    line = me.get(f"orders/{placed['order_no']}")["lines"][0]
    ask = {"order_no": placed["order_no"], "lines": [{"line_id": line["id"], "quantity": 1}]}
    assert me.post("after-sales/preview", ask)["refund_fen"] == 4505

    sale = me.post("after-sales", {**ask, "reason": "有坏果", "note": "<i>一颗</i>"})

    assert (sale["status_text"], sale["refund_fen"], sale["can_cancel"]) == ("待商家处理", 4505, True)
    shown = ("product_id", "name", "picture", "tint", "quantity")
    assert [sale["lines"][0][name] for name in shown] == [*(line[name] for name in shown[:4]), 1]
    assert me.get(f"after-sales/{sale['no']}")["note"] == "<i>一颗</i>"
    assert me.get("after-sales")["items"][0]["no"] == sale["no"]
    assert me.post(f"after-sales/{sale['no']}/cancel")["status_text"] == "已撤销"
    too_many = {**ask, "lines": [{"line_id": line["id"], "quantity": 3}], "reason": "x"}
    assert me.call("post", "after-sales", too_many).status_code in (400, 409)
