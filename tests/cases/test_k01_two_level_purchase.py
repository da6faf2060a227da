"""K1, the online part, told over the public API: A shares, B buys, C buys from B's link, both levels earn at once."""

from typing import Any

import httpx
import pytest

from tests.cases.house import House
from tests.cases.operator import Operator
from tests.cases.phone import ApiError, Phone, wait_for


def first_product(phone: Phone) -> dict[str, Any]:
    """A product that is in stock, whatever the demo sells."""
    for card in phone.get("/products?page=1")["items"]:
        product = dict(phone.get(f"/products/{card['id']}"))
        if any(sku["left"] >= 10 for sku in product["skus"]):
            return product
    raise AssertionError("nothing to sell")


def become_distributor(phone: Phone, operator: Operator, name: str) -> None:
    phone.post("/affiliate/apply", {"name": name, "agree_rules": True})
    operator.approve_affiliate(name)
    assert phone.get("/affiliate")["status"] == "active"


def share(fen: int, basis_points: int) -> int:
    """Commission is rounded down to the fen (docs/mechanisms/commission.md)."""
    return fen * basis_points // 10_000


def test_two_levels_earn_at_once_and_give_back_exactly(house: House) -> None:
    operator = Operator(house.url, "admin", "yutang-demo")
    ann, bob, cat = (Phone(house.url, f"1390000{n}") for n in ("1001", "1002", "1003"))
    ann.sign_in()
    become_distributor(ann, operator, "安安")
    product = first_product(ann)
    sku = next(s for s in product["skus"] if s["left"] >= 10)

    # when A shares, B opens the link, signs in and buys two
    shared = ann.post("/links", {"target_kind": "product", "target_id": product["id"], "carrier": "poster"})
    bob.open_link(shared["code"])
    bob.sign_in(shared["code"])
    first = bob.buy([{"sku_id": sku["id"], "quantity": 2}], coupon="none")

    # then A sees the first level at once, to the fen, frozen
    goods_fen = sum(line["paid_fen"] for line in first["lines"])
    earned = share(goods_fen, 1_000)
    rows = wait_for(lambda: ann.get("/affiliate/commissions")["items"], what="A's commission")
    assert [(r["level"], r["amount_fen"], r["status"]) for r in rows] == [(1, earned, "frozen")]
    centre = ann.get("/affiliate")
    assert (centre["frozen_fen"], centre["available_fen"], centre["today_fen"]) == (earned, 0, earned)

    # and the thank-you coupon has reached B
    coupons = wait_for(lambda: bob.get("/coupons")["items"], what="B's coupon")
    assert [(c["amount_fen"], c["threshold_fen"]) for c in coupons if c["amount_fen"] == 1000] == [(1000, 0)]
    assert bob.get("/messages/unread")["unread_count"] >= 1

    # when B becomes a distributor and C buys one from B's link
    become_distributor(bob, operator, "波波")
    again = bob.post("/links", {"target_kind": "product", "target_id": product["id"], "carrier": "share"})
    cat.open_link(again["code"])
    cat.sign_in(again["code"])
    second = cat.buy([{"sku_id": sku["id"], "quantity": 1}], coupon="none")
    second_fen = sum(line["paid_fen"] for line in second["lines"])

    # then B earns the first level and A the second
    bobs = wait_for(lambda: bob.get("/affiliate/commissions")["items"], what="B's commission")
    assert [(r["level"], r["amount_fen"]) for r in bobs] == [(1, share(second_fen, 1_000))]
    anns = wait_for(
        lambda: (found := ann.get("/affiliate/commissions")["items"]) and len(found) == 2 and found,
        what="level two",
    )
    assert sorted((r["level"], r["amount_fen"]) for r in anns) == [(1, earned), (2, share(second_fen, 300))]

    # when B gets half of the first order back
    line = first["lines"][0]
    applied = bob.post(
        "/after-sales",
        {"order_no": first["no"], "lines": [{"line_id": line["id"], "quantity": 1}], "reason": "坏果"},
    )
    operator.approve_after_sale(applied["no"])
    refunded = wait_for(lambda: bob.order(first["no"])["refunded_fen"], what="the refund")
    assert refunded == goods_fen // 2

    # then exactly its share is clawed back from A
    kept = share(goods_fen - refunded, 1_000)
    wait_for(
        lambda: (
            [r["net_fen"] for r in ann.get("/affiliate/commissions")["items"] if r["order_no"] == first["no"]]
            == [kept]
        ),
        what="the claw-back",
    )
    assert ann.get("/affiliate")["frozen_fen"] == kept + share(second_fen, 300)

    # and the books are clean
    assert house.run("doctor", "--json", check=False).returncode == 0


def test_the_coupon_brings_the_customer_back(house: House) -> None:
    # given a customer with the thank-you coupon of a first order
    dan = Phone(house.url, "13900001004")
    dan.sign_in()
    product = first_product(dan)
    sku = next(s for s in product["skus"] if s["left"] >= 10)
    dan.buy([{"sku_id": sku["id"], "quantity": 1}], coupon="none")
    coupon = wait_for(
        lambda: [c for c in dan.get("/coupons")["items"] if c["amount_fen"] == 1000], what="the coupon"
    )[0]

    # when the customer buys again with it
    again = dan.buy([{"sku_id": sku["id"], "quantity": 1}], coupon=coupon["code"])

    # then it took ¥10 off and is used
    assert [row["amount_fen"] for row in again["explanation"] if row["kind"] == "coupon"] == [-1000]
    assert coupon["code"] in [c["code"] for c in dan.get("/coupons?status=used")["items"]]


@pytest.mark.parametrize(
    ("code", "status"),
    [("zzzzzzzzzz", 404), ("%27%20OR%201=1", 404), ("<script>", 404), ("a" * 200, 404)],
)
def test_links_that_lead_nowhere_say_so(house: House, code: str, status: int) -> None:
    stranger = Phone(house.url, "13900001099")
    with pytest.raises(ApiError) as caught:
        stranger.open_link(code)
    assert caught.value.status in {status, 422}
    assert caught.value.code


def test_own_link_earns_nothing(house: House) -> None:
    operator = Operator(house.url, "admin", "yutang-demo")
    eve = Phone(house.url, "13900001005")
    eve.sign_in()
    become_distributor(eve, operator, "小伊")
    product = first_product(eve)
    sku = next(s for s in product["skus"] if s["left"] >= 10)
    shared = eve.post("/links", {"target_kind": "product", "target_id": product["id"]})
    eve.open_link(shared["code"])
    order = eve.buy([{"sku_id": sku["id"], "quantity": 1}], coupon="none")
    wait_for(lambda: eve.get("/messages/unread")["unread_count"], what="the reactions to the order")
    assert eve.get("/affiliate/commissions")["items"] == []
    assert order["status"] == "paid"


def test_another_customers_order_does_not_exist(house: House) -> None:
    owner, other = Phone(house.url, "13900001006"), Phone(house.url, "13900001007")
    owner.sign_in()
    other.sign_in()
    sku = first_product(owner)["skus"][0]
    placed = owner.place([{"sku_id": sku["id"], "quantity": 1}])
    with pytest.raises(ApiError) as caught:
        other.order(placed["order_no"])
    assert (caught.value.status, caught.value.code) == (404, "order_unknown")


def test_the_same_key_answers_the_same_and_another_body_is_refused(house: House) -> None:
    phone = Phone(house.url, "13900001008")
    phone.sign_in()
    sku = next(s for s in first_product(phone)["skus"] if s["left"] >= 10)
    first = phone.place([{"sku_id": sku["id"], "quantity": 1}], key="the-same-key")
    address = phone.get("/addresses")["items"][-1]["id"]
    with pytest.raises(ApiError) as caught:
        phone.post(
            "/orders",
            {
                "lines": [{"sku_id": sku["id"], "quantity": 2}],
                "address_id": address,
                "delivery": "express",
                "coupon": "none",
                "expected_total_fen": 1,
            },
            key="the-same-key",
        )
    assert caught.value.status == 409
    assert len(phone.get("/orders?status=all")["items"]) == 1
    assert first["order_no"] == phone.get("/orders?status=all")["items"][0]["no"]


def test_health_pages_answer(house: House) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert httpx.get(house.url + path).status_code == 200
