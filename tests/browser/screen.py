"""One person's phone in the browser: taps and texts only, no API."""

import io
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

PATIENCE_MS = 30_000


@dataclass
class Screen:
    """A fresh browser profile of 390 × 844; failed scripts and foreign requests are kept for the test to judge."""

    browser: Browser
    base_url: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            has_touch=True,
            is_mobile=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("request", lambda request: self._watch(request.url))

    def _watch(self, url: str) -> None:
        if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname != "127.0.0.1":
            self.troubles.append(f"foreign request: {url}")

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.base_url + path)

    def find(self, selector: str, text: str = "") -> Locator:
        found = self.page.locator(selector).filter(visible=True)
        return (found.filter(has_text=text) if text else found).first

    def token(self) -> str:
        """Who is signed in on this phone."""
        return str(self.page.evaluate("localStorage.getItem('yt.token')"))

    def tap(self, selector: str, text: str = "") -> None:
        self.find(selector, text).click()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE_MS)

    def sign_in(self, phone: str) -> None:
        """Fill in the sign-in page that is open now, with the code the demo shows."""
        self.find(".sign input").fill(phone)
        self.tap(".sign .btn", "获取验证码")
        self.tap(".sign .fill")
        self.tap(".sign .agree uni-view")
        self.tap(".sign .btn.p", "登录")
        self.page.locator(".sign").filter(visible=True).wait_for(state="detached")

    def add_address(self, phone: str) -> None:
        """From the checkout page, add the first address and come back."""
        self.tap(".place")
        self.tap(".foot .btn", "添加地址")
        fields = self.page.locator(".field input:visible")
        fields.nth(0).fill("苏晚晴")
        fields.nth(1).fill(phone)
        fields.last.fill("文三路 259 号昌地火炬大厦 1 号楼 806")
        self.tap(".region")
        self.tap(".uni-picker-action-confirm")
        self.tap(".foot .btn", "保存")
        self.tap(".arow")

    def pay(self) -> None:
        """From checkout to the pay result, over the sandbox cashier."""
        self.tap(".submit")
        self.tap(".foot .btn.p", "去支付")
        self.page.locator("#success").click()
        self.sees("支付成功")

    def scan(self, selector: str) -> str:
        """Read the QR code in what is shown there, as another phone's camera would."""
        picture = Image.open(io.BytesIO(self.find(selector).screenshot()))
        codes = zxingcpp.read_barcodes(picture)
        assert len(codes) == 1, "exactly one QR code can be read"
        return codes[0].text
