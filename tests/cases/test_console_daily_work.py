"""A day at the console, through its pages alone: parcels, pick-ups, after-sales, coupons, people."""

import re
import uuid
from typing import Any

import httpx
import pytest

from tests.cases.house import House
from tests.cases.operator import Operator
from tests.cases.phone import Phone, wait_for
from tests.cases.test_k01_two_level_purchase import first_product


def said(answer: httpx.Response) -> str:
    """The notes that the page shows after a form was sent."""
    return " ".join(re.findall(r'<div class="note[^"]*".*?<span>(.*?)</span>', answer.text, re.DOTALL))


def offers(operator: Operator, row: str, verb: str) -> bool:
    return f'href="{row}do/{verb}/"' in operator.page(f"{row}change/")


def row_of(operator: Operator, order: dict[str, Any]) -> str:
    return operator.first_row(f"/console/orders/order/?q={order['no']}")


@pytest.fixture(scope="module")
def operator(house: House) -> Operator:
    return Operator(house.url, "admin", "yutang-demo")


@pytest.fixture(scope="module")
def buyer(house: House) -> Phone:
    phone = Phone(house.url, "13900002001")
    phone.sign_in()
    return phone


@pytest.fixture(scope="module")
def lines(buyer: Phone) -> list[dict[str, int]]:
    sku = next(one for one in first_product(buyer)["skus"] if one["left"] >= 10)
    return [{"sku_id": sku["id"], "quantity": 2}]


def test_a_parcel_from_the_shelf_to_the_door(
    operator: Operator, buyer: Phone, lines: list[dict[str, int]]
) -> None:
    # given an unpaid order, which only then can be cancelled here
    placed = buyer.place(lines, coupon="none")
    row = row_of(operator, {"no": placed["order_no"]})
    assert offers(operator, row, "cancel")
    assert not offers(operator, row, "ship")
    buyer.pay(placed["order_no"])
    order = buyer.order(placed["order_no"])
    assert not offers(operator, row, "cancel")

    # when it is shipped and the courier walks on to the door
    assert "已发货" in said(operator.submit(f"{row}do/ship/"))
    assert buyer.order(order["no"])["status"] == "shipped"
    walked, page = [], operator.submit(f"{row}do/step/")
    while f'href="{row}do/step/"' in page.text:
        walked.append(said(page))
        assert len(walked) < 12, walked
        page = operator.submit(f"{row}do/step/")

    # then the customer reads the same steps, the newest first, and can confirm
    seen = buyer.order(order["no"])
    titles = " ".join(f"{one['title']} {one['detail']}" for one in seen["logistics"]["events"])
    assert len(seen["logistics"]["events"]) >= len(walked) >= 3
    assert "签收" in titles
    buyer.post(f"/orders/{order['no']}/receive")
    assert buyer.order(order["no"])["status"] == "completed"


def test_a_pick_up_code_opens_once_and_only_at_its_store(
    house: House, operator: Operator, buyer: Phone, lines: list[dict[str, int]]
) -> None:
    here, elsewhere = [one for one in buyer.get("/stores")["items"] if one["pickup_enabled"]][:2]
    want = {"lines": lines, "coupon": "none", "delivery": "pickup", "store_id": here["id"]}
    quote = buyer.post("/quote", want)
    placed = buyer.post("/orders", {**want, "expected_total_fen": quote["total_fen"]})
    buyer.pay(placed["order_no"])
    row = row_of(operator, {"no": placed["order_no"]})

    # given a manager of another store, made at the console
    name = f"mgr-{uuid.uuid4().hex[:8]}"
    operator.submit(
        "/console/org/staff/do/create/",
        username=name,
        password="a-long-password",
        display_name="柳店长",
        role="store_manager",
        store_id=str(elsewhere["id"]),
    )
    stranger = Operator(house.url, name, "a-long-password")

    # when the goods are packed, the customer sees the code
    operator.submit(f"{row}do/ready/")
    code = buyer.order(placed["order_no"])["pickup"]["code"]
    assert code

    # then the other store does not know it, this one hands out the goods, once
    refused = stranger.http.get("/console/orders/order/do/verify-pickup/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', refused.text)
    assert token is not None
    refused = stranger.http.post(
        "/console/orders/order/do/verify-pickup/",
        data={"csrfmiddlewaretoken": token.group(1), "code": code},
        headers={"Referer": str(refused.url)},
    )
    assert (refused.status_code, "没有这个提货码" in refused.text) == (422, True)
    assert stranger.http.get(f"{row}change/").status_code == 404
    first = said(operator.submit("/console/orders/order/do/verify-pickup/", code=code))
    assert "核销成功" in first
    assert placed["order_no"] in first
    assert buyer.order(placed["order_no"])["status"] == "completed"
    assert "核销过" in said(operator.submit("/console/orders/order/do/verify-pickup/", code=code))


def test_an_after_sale_is_refused_with_a_reason_and_another_one_approved(
    operator: Operator, buyer: Phone, lines: list[dict[str, int]]
) -> None:
    order = buyer.buy(lines, coupon="none")
    one = {"line_id": order["lines"][0]["id"], "quantity": 1}
    apply = {"order_no": order["no"], "lines": [one], "reason": "坏果"}

    # when the first application is refused
    first = buyer.post("/after-sales", apply)
    row = operator.first_row(f"/console/orders/aftersale/?q={first['no']}")
    operator.submit(f"{row}do/refuse/", reason="照片里看不出坏果，请补一张")

    # then the customer reads why, and nothing was paid back
    told = buyer.get(f"/after-sales/{first['no']}")
    assert told["status"] == "refused"
    assert "照片里看不出坏果" in str(told)
    assert buyer.order(order["no"])["refunded_fen"] == 0
    assert not offers(operator, row, "approve")

    # when he asks again and is approved
    second = buyer.post("/after-sales", apply)
    row = operator.first_row(f"/console/orders/aftersale/?q={second['no']}")
    operator.submit(f"{row}do/approve/")

    # then exactly one piece comes back
    wait_for(lambda: buyer.order(order["no"])["refunded_fen"], what="the refund")
    assert buyer.order(order["no"])["refunded_fen"] == second["refund_fen"]
    assert buyer.get(f"/after-sales/{second['no']}")["status"] == "refunded"
    wait_for(lambda: "已退款" in operator.page(f"{row}change/"), what="the console to say so")


def test_a_coupon_is_made_and_sent(operator: Operator, buyer: Phone) -> None:
    code = f"SORRY-{uuid.uuid4().hex[:6]}"
    operator.submit(
        "/console/pricing/coupontemplate/do/create/",
        template_code=code,
        name="道歉券",
        amount_fen="6.50",
        valid_days="7",
        per_person="1",
    )
    template = operator.first_row(f"/console/pricing/coupontemplate/?q={code}")
    customer = operator.first_row(f"/console/customers/customer/?q={buyer.number[:3]}****{buyer.number[-4:]}")
    number = re.search(r"会员号</dt><dd>\s*([0-9A-Za-z]+)", operator.page(f"{customer}change/"))
    assert number is not None

    sent = said(operator.submit(f"{template}do/issue/", customer_nos=number.group(1)))

    assert "已发给 1 位客户" in sent
    mine = [one for one in buyer.get("/coupons")["items"] if one["title"] == "道歉券"]
    assert [(one["amount_fen"], one["threshold_fen"], one["source_text"]) for one in mine] == [
        (650, 0, "商家赠送")
    ]
    # and the same page sent again gives nothing more
    again = {"customer_nos": number.group(1), "once": "the-same-page"}
    operator.submit(f"{template}do/issue/", **again)
    assert "没有重复发" in said(operator.submit(f"{template}do/issue/", **again))
    mine = [one for one in buyer.get("/coupons")["items"] if one["title"] == "道歉券"]
    assert len(mine) == 2


def test_who_leaves_cannot_come_in(house: House, operator: Operator) -> None:
    name = f"fin-{uuid.uuid4().hex[:8]}"
    form = {"username": name, "password": "a-long-password", "display_name": "账房", "role": "finance"}
    operator.submit("/console/org/staff/do/create/", **form)
    row = operator.first_row(f"/console/org/staff/?q={name}")
    person = Operator(house.url, name, "a-long-password")
    assert person.http.get("/console/payments/payment/").status_code == 200

    shown = re.search(r'class="reveal">([^<]+)<', operator.submit(f"{row}do/reset-password/").text)
    assert shown is not None
    assert "id_password" in person.http.get("/console/").text
    person = Operator(house.url, name, shown.group(1))

    operator.submit(f"{row}do/deactivate/")
    assert "id_password" in person.http.get("/console/").text
