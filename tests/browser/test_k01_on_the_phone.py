"""K1, the online part, as people live it: poster, QR, purchase, two levels at once, half a refund, the console."""

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import PATIENCE_MS, Screen
from tests.cases.house import House
from tests.cases.operator import Operator
from tests.cases.phone import Phone

PRODUCT = "/pages/product/detail?id=20"


def yuan(fen: int) -> str:
    return f"{fen / 100:.2f}"


def share(fen: int, basis_points: int) -> int:
    """Commission is rounded down to the fen (docs/mechanisms/commission.md)."""
    return fen * basis_points // 10_000


def buy(screen: Screen, phone: str, pieces: int) -> None:
    """From a product page that a link opened: buy, sign in on the way, add an address, pay."""
    screen.tap(".foot .btn.p")
    for _ in range(pieces - 1):
        screen.tap(".sheet-root.open [aria-label=加一件]")
    screen.tap(".sheet-foot .btn.p")
    screen.sign_in(phone)
    screen.sees("确认订单")
    screen.add_address(phone)
    screen.pay()


def first_order(screen: Screen, house: House) -> dict[str, Any]:
    """The newest order of whoever holds this phone, with exact figures for the comparison."""
    phone = Phone(house.url, "", token=screen.token())
    return phone.order(phone.get("/orders?status=all")["items"][0]["no"])


def become_distributor(screen: Screen, operator: Operator, name: str) -> None:
    screen.open("/pages/distributor/index")
    screen.find(".field input").fill(name)
    screen.tap(".agree uni-view")
    screen.tap(".btn.p", "申请")
    screen.page.locator(".field input").wait_for(state="detached")  # the form gives way to the standing
    operator.approve_affiliate(name)


def shows(screen: Screen, path: str, *texts: str) -> None:
    """Reload a page until it shows these texts: the reaction follows the payment within a moment."""

    deadline = time.monotonic() + PATIENCE_MS / 1000
    while True:
        screen.open(path)
        screen.page.wait_for_load_state("networkidle")
        body = screen.page.inner_text("body").replace("\n", "")
        missing = [text for text in texts if text not in body]
        if not missing:
            return
        assert time.monotonic() < deadline, f"{path} does not show {missing}: {body}"


@pytest.mark.browser
def test_poster_scan_buy_earn_refund(house: House, chromium: Browser) -> None:
    operator = Operator(house.url, "admin", "yutang-demo")
    ann, bob, cat = (Screen(chromium, house.url) for _ in range(3))

    # given A, a distributor, with a product poster on the screen
    ann.open("/pages/account/sign-in")
    ann.sign_in("13910003001")
    become_distributor(ann, operator, "一安")
    ann.open("/pages/distributor/poster?product=20")
    expect(ann.find(".poster")).to_be_visible(timeout=PATIENCE_MS)
    ann.page.wait_for_load_state("networkidle")
    address = ann.scan(".poster")
    assert address.startswith(f"{house.url}/l/")

    # when B scans it, opens it, buys two and pays
    bob.open(address)
    buy(bob, "13910003002", pieces=2)
    bob_order = first_order(bob, house)
    goods = sum(line["paid_fen"] for line in bob_order["lines"])
    earned = share(goods, 1_000)

    # then A sees the first level at once, with the sum it comes from
    shows(ann, "/pages/distributor/index", f"+¥{yuan(earned)}", f"一级 10% × 实付 ¥{yuan(goods)}")

    # when B becomes a distributor too and C buys from B's link
    become_distributor(bob, operator, "二波")
    bob.open("/pages/distributor/poster?product=20")
    expect(bob.find(".poster")).to_be_visible(timeout=PATIENCE_MS)
    bob.page.wait_for_load_state("networkidle")
    cat.open(bob.scan(".poster"))
    buy(cat, "13910003003", pieces=1)
    cat_goods = sum(line["paid_fen"] for line in first_order(cat, house)["lines"])

    # then B and A see their commissions
    first, second = share(cat_goods, 1_000), share(cat_goods, 300)
    shows(bob, "/pages/distributor/index", f"+¥{yuan(first)}", "一级 10%")
    shows(ann, "/pages/distributor/index", f"+¥{yuan(second)}", f"二级 3% × 实付 ¥{yuan(cat_goods)}")

    # when B gets one of the two pieces back
    bob.open(f"/pages/order/detail?no={bob_order['no']}")
    bob.tap(".btn", "申请售后")
    bob.tap(".goods [aria-label=减一件]")
    bob.tap(".opt")
    bob.tap(".foot .btn.p")
    bob.sees("待商家处理")
    operator.approve_after_sale(bob_order["no"])

    # then the amounts follow to the fen
    kept = share(goods - goods // 2, 1_000)
    shows(ann, "/pages/distributor/index", yuan(kept + second))
    shows(bob, f"/pages/order/detail?no={bob_order['no']}", yuan(goods // 2))

    # and the console's first screen shows all of it
    board = operator.page("/console/")
    for text in (yuan(cat_goods), yuan(goods // 2), yuan(kept), yuan(second), "用户3001", "用户3002"):
        assert text in board

    for screen in (ann, bob, cat):
        assert screen.troubles == []
