"""K1, whole: a ¥19.9 pack worth ¥200 sold through a friend's link, two levels earn at once, the buyer comes to the store."""

import httpx
import pytest

from tests.cases.counter import CounterPhone
from tests.cases.house import House
from tests.cases.operator import Operator
from tests.cases.phone import ApiError, Phone, wait_for
from tests.cases.test_k01_two_level_purchase import become_distributor, share

PACK = "鲜果到店礼包"


def the_pack(phone: Phone) -> dict[str, object]:
    """The pack as a customer finds it: by searching for it."""
    card = next(c for c in phone.get(f"/products?q={PACK}")["items"] if c["name"] == PACK)
    assert card["sku_id"] is None, "one tap must not put a pack into the cart"
    return dict(phone.get(f"/products/{card['id']}"))


def buy_pack(phone: Phone, sku_id: int, packs: int = 1) -> dict[str, object]:
    want = {"lines": [{"sku_id": sku_id, "quantity": packs}], "coupon": "none", "delivery": "voucher"}
    quote = phone.post("/quote", want)
    assert (quote["shipping_fen"], quote["buyable"]) == (0, True)
    placed = phone.post("/orders", {**want, "expected_total_fen": quote["total_fen"]})
    phone.pay(placed["order_no"])
    wait_for(lambda: phone.order(placed["order_no"])["vouchers"], what="the vouchers")
    return phone.order(placed["order_no"])


@pytest.fixture(scope="module")
def operator(house: House) -> Operator:
    return Operator(house.url, "admin", "yutang-demo")


def test_a_pack_is_bought_redeemed_and_refunded(house: House, operator: Operator) -> None:
    # given: two levels of distributors
    ann, bob, cat = (Phone(house.url, f"1390000{n}") for n in ("3001", "3002", "3003"))
    ann.sign_in()
    become_distributor(ann, operator, "安一")
    pack = the_pack(ann)
    sku = pack["skus"][0]["id"]  # type: ignore[index]
    assert (pack["kind"], pack["price"]["price_fen"], pack["pack"]["worth_fen"]) == ("voucher", 1_990, 20_000)  # type: ignore[index]
    shared = ann.post("/links", {"target_kind": "product", "target_id": pack["id"], "carrier": "poster"})
    bob.open_link(shared["code"])
    bob.sign_in(shared["code"])
    become_distributor(bob, operator, "柏二")
    again = bob.post("/links", {"target_kind": "product", "target_id": pack["id"], "carrier": "poster"})
    cat.open_link(again["code"])
    cat.sign_in(again["code"])

    # when Cat buys the pack: no address, no delivery fee
    order = buy_pack(cat, sku)

    # then it is in her hands at once, and both levels have earned
    assert (order["status_text"], order["total_fen"], order["shipping_fen"]) == ("已出券", 1_990, 0)
    vouchers = {v["name"]: v for v in order["vouchers"]}  # type: ignore[attr-defined]
    assert sum(v["worth_fen"] for v in vouchers.values()) == 20_000
    rows = wait_for(lambda: bob.get("/affiliate/commissions")["items"], what="the first level")
    assert [(r["level"], r["amount_fen"]) for r in rows][:1] == [(1, share(1_990, 1_000))]
    rows = wait_for(lambda: ann.get("/affiliate/commissions")["items"], what="the second level")
    assert [(r["level"], r["amount_fen"]) for r in rows][:1] == [(2, share(1_990, 300))]
    titles = wait_for(
        lambda: [m["title"] for m in cat.get("/messages")["items"] if "到店券" in m["title"]],
        what="a message",
    )
    assert titles == ["你的到店券已到账"]
    juice = vouchers["鲜榨果汁一杯"]
    detail = cat.get(f"/vouchers/{juice['code']}")
    assert detail["qr_text"] == f"yutang:v:{juice['code']}"
    with pytest.raises(ApiError, match="voucher_unknown"):
        bob.get(f"/vouchers/{juice['code']}")

    # when she comes to the store
    guide = CounterPhone(house.url, "linxiaoman")
    seen = guide.get(f"/vouchers/{detail['qr_text']}")
    assert (seen["usable"], seen["uses_left"], seen["customer"]["phone_masked"]) == (True, 5, "139****3003")
    done = guide.redeem(juice["code"], uses=2, key="story-key-0001")
    assert (done["uses"], done["left_after"]) == (2, 3)
    assert guide.redeem(juice["code"], uses=2, key="story-key-0001")["no"] == done["no"]
    sale = guide.post(f"/redemptions/{done['no']}/sales", {"amount_fen": 8_800, "items": "车厘子 2 斤"})
    assert sale["amount_fen"] == 8_800
    assert guide.get("/home")["sales_fen"] >= 8_800
    assert cat.get(f"/vouchers/{juice['code']}")["history"][0]["left_after"] == 3

    # and a second scan of what is used up hears who and when
    box = vouchers["生日鲜果礼盒"]
    guide.redeem(box["code"])
    with pytest.raises(ApiError, match="voucher_used") as twice:
        guide.redeem(box["code"])
    assert twice.value.details["redeemed_by"] == guide.staff["name"]

    # when the rest goes back: used 2/5 × ¥20 + ¥114 of ¥200
    kept = 1_990 * (800 + 11_400) // 20_000
    line = order["lines"][0]  # type: ignore[index]
    asked = cat.post(
        "/after-sales",
        {
            "order_no": order["no"],
            "kind": "refund",
            "lines": [{"line_id": line["id"], "quantity": 1}],
            "reason": "不想要了",
            "note": "",
        },
    )
    with pytest.raises(ApiError, match="voucher_void"):
        guide.redeem(juice["code"])
    operator.approve_after_sale(asked["no"])
    back = wait_for(lambda: cat.order(order["no"])["refunded_fen"], what="the refund")  # type: ignore[arg-type]
    assert back == 1_990 - kept
    assert {v["status"] for v in cat.order(order["no"])["vouchers"]} == {"void", "used"}  # type: ignore[arg-type]
    assert "离线冲突" in operator.page("/console/vouchers/offlineconflict/")
    assert done["no"] in operator.page(f"/console/vouchers/redemption/?q={done['no']}")


def test_two_stores_without_a_network(house: House, operator: Operator) -> None:
    # given: a pack, and two stores whose managers registered their phones
    dan = Phone(house.url, "13900003004")
    dan.sign_in()
    order = buy_pack(dan, the_pack(dan)["skus"][0]["id"])  # type: ignore[index]
    code = next(v["code"] for v in order["vouchers"] if v["uses_total"] == 1)  # type: ignore[attr-defined]
    here, there = (CounterPhone(house.url, name) for name in managers(house))
    here.register()
    there.register()
    # when both redeem the same voucher offline and sync later, one of them twice
    mine, theirs = here.signed(here.offline_row(code)), there.signed(there.offline_row(code))
    (won,) = here.post("/sync", mine)["rows"]
    (again,) = here.post("/sync", mine)["rows"]
    (lost,) = there.post("/sync", theirs)["rows"]
    # then one redeemed, the other hears who was first, and the console says what to do
    assert (won["outcome"], again["redemption_no"]) == ("redeemed", won["redemption_no"])
    assert (lost["outcome"], lost["by"], lost["store"]) == (
        "conflict",
        here.staff["name"],
        here.staff["store"]["name"],
    )
    assert "联系顾客补收" in operator.page("/console/vouchers/offlineconflict/?state=open")
    row = operator.first_row("/console/vouchers/offlineconflict/?state=open")
    operator.submit(f"{row}do/settle/", how="collected", note="补收 114 元")
    # and a revoked phone is not heard
    there.post(f"/devices/{there.device_no}/revoke")
    with pytest.raises(ApiError, match="device_revoked"):
        there.post("/sync", there.signed(there.offline_row(code)))


def managers(house: House) -> tuple[str, str]:
    """The managers of two stores of the demo."""
    return "dz01", "dz02"


def test_the_guide_pages_are_served_and_nobody_else_gets_in(house: House) -> None:
    with httpx.Client(base_url=house.url) as http:
        led = http.get("/guide/")
        assert (led.status_code, led.headers["location"]) == (302, "/pages/guide/home")
        assert http.get("/api/guide/me").json()["error"]["code"] == "sign_in_required"
        wrong = http.post("/api/guide/auth/sign-in", json={"username": "linxiaoman", "password": "wrong"})
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (401, "login_wrong")
