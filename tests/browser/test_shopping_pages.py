"""Every page of the storefront, signed in and signed out: it draws, says only sensible words, fits, and can be tapped."""

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.cases.house import House
from tests.cases.operator import Operator
from tests.cases.phone import Phone, wait_for

SOURCE = Path(__file__).parents[2] / "storefront" / "src"
PHONE_SIZE = {"width": 390, "height": 844}
DESK_SIZE = {"width": 1440, "height": 900}
ON_THE_DESK = ("pages/home/index", "pages/product/detail", "pages/cart/index", "pages/order/detail")
LEAST_TEXT = 4
LEAST_TAP_PX = 32
PATIENCE_S = 10.0
LEFTOVERS = re.compile(r"undefined|\bnull\b|NaN|\[object|Invalid Date|\{\{|\}\}")

# What one look at a page finds: its text, whether it is wider than the screen, what is too small to tap.
LOOK = """least => {
  const seen = el => {
    const box = el.getBoundingClientRect(), style = getComputedStyle(el)
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.pointerEvents !== 'none'
  }
  const height = el => {
    const around = ['::before', '::after'].map(part => getComputedStyle(el, part))
      .filter(style => style.content !== 'none' && style.position === 'absolute' && style.display !== 'none')
      .map(style => parseFloat(style.height) || 0)
    return Math.max(el.getBoundingClientRect().height, ...around)
  }
  const name = el => `${el.className} "${(el.getAttribute('aria-label') || el.innerText || '').trim().slice(0, 20)}"`
  return {
    text: document.body.innerText,
    wide: document.documentElement.scrollWidth - innerWidth,
    small: [...document.querySelectorAll('.tap, .btn')].filter(el => seen(el) && height(el) < least)
      .map(el => `${name(el)} ${Math.round(height(el))} px`),
  }
}"""


def pages() -> list[str]:
    """Every page that the app declares."""
    declared = json.loads((SOURCE / "pages.json").read_text(encoding="utf-8"))
    packages = [f"{sub['root']}/{page['path']}" for sub in declared["subPackages"] for page in sub["pages"]]
    return [page["path"] for page in declared["pages"]] + packages


@dataclass
class Shopper:
    """Somebody with something on every page: cart, orders, after-sale, coupon, message, commission, team."""

    phone: Phone
    queries: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def shopper(house: House) -> Shopper:
    me, friend = Phone(house.url, "13910009001"), Phone(house.url, "13910009002")
    me.sign_in()
    me.post("/affiliate/apply", {"name": "沈一一", "agree_rules": True})
    Operator(house.url, "admin", "yutang-demo").approve_affiliate("沈一一")
    product = next(
        found
        for card in me.get("/products?page=1")["items"]
        if (found := me.get(f"/products/{card['id']}")) and any(sku["left"] >= 20 for sku in found["skus"])
    )
    lines = [{"sku_id": next(s["id"] for s in product["skus"] if s["left"] >= 20), "quantity": 2}]
    link = me.post("/links", {"target_kind": "product", "target_id": product["id"], "carrier": "poster"})
    friend.open_link(link["code"])
    friend.sign_in(link["code"])
    friend.buy(lines, coupon="none")
    bought, unpaid = me.buy(lines, coupon="none"), me.place(lines, coupon="none")
    ticket = me.post(f"/orders/{unpaid['order_no']}/pay")
    share = {"line_id": bought["lines"][0]["id"], "quantity": 1}
    sale = me.post(
        "/after-sales", {"order_no": bought["no"], "lines": [share], "reason": "坏果", "note": "一颗"}
    )
    me.post("/cart", lines[0])
    earned = wait_for(lambda: me.get("/affiliate/commissions")["items"], what="the commission")
    return Shopper(
        me,
        {
            "pages/product/detail": f"id={product['id']}",
            "pages/search/index": "q=草莓",
            "pages/link/open": f"code={link['code']}",
            "pages/link/gone": "reason=link_expired",
            "pages/checkout/index": f"lines={lines[0]['sku_id']}:2",
            "pages/checkout/stores": "chosen=",
            "pages/pay/cashier": f"order={unpaid['order_no']}",
            "pages/pay/result": f"payment={ticket['payment_no']}&order={unpaid['order_no']}",
            "pages/address/edit": f"id={me.get('/addresses')['items'][0]['id']}",
            "pages/order/detail": f"no={bought['no']}",
            "pages/order/logistics": f"no={bought['no']}",
            "pages/after-sale/apply": f"order={bought['no']}",
            "pages/after-sale/detail": f"no={sale['no']}",
            "pages/distributor/commission": f"id={earned[0]['id']}",
            "pages/distributor/poster": f"product={product['id']}",
        },
    )


class Walk:
    """One browser profile that goes from address to address; whatever is wrong on the way is written down."""

    def __init__(self, browser: Browser, base_url: str, size: dict[str, int], *, token: str = "") -> None:
        self.wrong: list[str] = []
        self._base_url = base_url
        self._path = ""
        self._asked: set[Request] = set()
        self._quiet_since = time.monotonic()
        self._context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        if token:
            kept = json.dumps(json.dumps({"type": "string", "data": token}))
            self._context.add_init_script(f"localStorage.setItem('yt.token', {kept})")
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        self.page.on("request", self._begin)
        self.page.on("requestfinished", self._end)
        self.page.on("requestfailed", self._end)

    def _note(self, what: str) -> None:
        self.wrong.append(f"{self._path}: {what}")

    def _begin(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"}:
            self._asked.add(request)
            if f"{address.scheme}://{address.netloc}" != self._base_url:
                self._note(f"foreign request: {request.url}")

    def _end(self, request: Request) -> None:
        self._asked.discard(request)
        self._quiet_since = time.monotonic()

    def start(self, path: str) -> None:
        """Ask for a page without waiting, so that several walks can go at once."""
        self._path, self._asked = path, set()
        self.page.goto(f"{self._base_url}/{path}", wait_until="commit")
        self._quiet_since = time.monotonic()

    def settled(self) -> None:
        """Wait until the page has drawn its own content and asks for nothing more."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(30)
            if self._asked or time.monotonic() - self._quiet_since < 0.12:
                continue
            shown = self.page.locator(".page").filter(visible=True)
            # a picture that has just arrived is drawn a moment later: words, not quiet, say that a page stands
            if shown.count() and len(shown.first.inner_text().strip()) >= LEAST_TEXT:
                return
        self._note(f"not there after {PATIENCE_S:.0f} s")

    def judge(self) -> None:
        """Look at the page that stands now."""
        self.settled()
        seen: dict[str, Any] = self.page.evaluate(LOOK, LEAST_TAP_PX)
        if len(seen["text"].strip()) < LEAST_TEXT:
            self._note("blank")
        if leftovers := LEFTOVERS.findall(seen["text"]):
            self._note(f"says {leftovers}")
        if seen["wide"] > 0:
            self._note(f"{seen['wide']} px wider than the screen")
        for small in seen["small"]:
            self._note(f"too small to tap: {small}")

    def close(self) -> None:
        self._context.close()


def walk_all(walks: list[Walk], paths: list[str]) -> list[str]:
    """Send every walk to every path, side by side."""
    for path in paths:
        for walk in walks:
            walk.start(path)
        for walk in walks:
            walk.judge()
    for walk in walks:
        walk.close()
    return sorted({wrong for walk in walks for wrong in walk.wrong})


def addresses(names: list[str], shopper: Shopper) -> list[str]:
    return [f"{name}?{shopper.queries[name]}" if name in shopper.queries else name for name in names]


@pytest.mark.browser
def test_every_page_on_the_phone(house: House, chromium: Browser, shopper: Shopper) -> None:
    walks = [
        Walk(chromium, house.url, PHONE_SIZE, token=shopper.phone.token),
        Walk(chromium, house.url, PHONE_SIZE),
    ]
    assert walk_all(walks, addresses(pages(), shopper)) == []


@pytest.mark.browser
def test_four_pages_on_the_desk(house: House, chromium: Browser, shopper: Shopper) -> None:
    walks = [Walk(chromium, house.url, DESK_SIZE, token=shopper.phone.token)]
    assert walk_all(walks, addresses(list(ON_THE_DESK), shopper)) == []


@pytest.mark.browser
def test_an_address_without_a_page_says_so(house: House, chromium: Browser) -> None:
    walk = Walk(chromium, house.url, PHONE_SIZE)
    walk.start("pages/nowhere")
    walk.judge()
    assert "没有这个页面" in walk.page.inner_text("body")
    walk.close()
    assert walk.wrong == []
