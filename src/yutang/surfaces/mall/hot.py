"""The few storefront addresses that answer in front of Django: the product page and the way to the payment.

Each does what the ninja endpoint of the same address does, with the same schema and the same use case; what it
leaves out is the framework in between. They share one database thread: while one batch commits, the next gathers,
and requests for the same verb are done together. The provider of a payment is asked over the network by threads
that hold no connection.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from pydantic import BaseModel, ValidationError

from yutang.foundation.customers.api import customer_of_token
from yutang.kernel.batches import Collector
from yutang.kernel.errors import DomainError
from yutang.kernel.hot import HotHandler, HotRequest, HotResponse, hot
from yutang.revenue.payments.api import ask_cashier
from yutang.revenue.payments.contracts import CashierTicket, PaymentDraft
from yutang.surfaces.mall import verbs
from yutang.surfaces.mall.answers import order_acts
from yutang.surfaces.mall.answers.products import product_of
from yutang.surfaces.mall.caller import KEY, VISITOR_COOKIE, bearer_of, visitor_or_new
from yutang.surfaces.mall.errors import describe, invalid_body
from yutang.surfaces.mall.schemas.auth import SignInIn
from yutang.surfaces.mall.schemas.cart import CartAddIn
from yutang.surfaces.mall.schemas.orders import OrderIn
from yutang.surfaces.mall.schemas.quote import QuoteIn
from yutang.surfaces.mall.schemas.shared import LARGEST_ID

JSON_HEADERS = {"content-type": "application/json; charset=utf-8"}
FRESH_SECONDS = 1.0
STALE_SECONDS = 10.0
MOST_PAGES = 5_000
CASHIER_THREADS = 8

intake: Collector[verbs.Want, Any] = Collector(verbs.run_wants, name="mall", kind_of=type)
cashier_calls = ThreadPoolExecutor(CASHIER_THREADS, thread_name_prefix="yutang-cashier")
pages: Collector[int, bytes] = Collector(lambda ids: [_page_or_error(i) for i in ids], name="mall-pages")


def guarded(handler: Callable[[HotRequest], Awaitable[BaseModel | bytes]]) -> HotHandler:
    """Turn an answer into bytes and any failure into the house's error shape."""

    async def answer(request: HotRequest) -> HotResponse:
        try:
            found = await handler(request)
        except ValidationError as exc:
            errors = [{**e, "loc": ("body", *e["loc"])} for e in exc.errors(include_url=False)]
            return 422, JSON_HEADERS, orjson.dumps(invalid_body(errors))
        except Exception as exc:  # noqa: BLE001  (describe logs what is not ours under a number)
            status, body = describe(exc)
            return status, JSON_HEADERS, orjson.dumps(body)
        return 200, JSON_HEADERS, found if isinstance(found, bytes) else found.model_dump_json().encode()

    return answer


def caller(request: HotRequest) -> int:
    """The customer who signed in; raises Unauthorized."""
    return customer_of_token(bearer_of(request.headers.get("authorization", "")))


def caller_or_none(request: HotRequest) -> int | None:
    """The customer where signing in is a choice."""
    return caller(request) if request.headers.get("authorization") else None


def visitor(request: HotRequest) -> str:
    """The device: its header, its cookie, or a new id."""
    given = request.headers.get("x-visitor", "")
    if not given:
        cookies = (part.strip().partition("=") for part in request.headers.get("cookie", "").split(";"))
        given = next((value for name, _, value in cookies if name == VISITOR_COOKIE), "")
    return visitor_or_new(given)


def key_of(request: HotRequest, *, required: bool) -> str | None:
    """The Idempotency-Key; raises when it is missing or malformed."""
    given = request.headers.get("idempotency-key")
    if given is None and not required:
        return None
    if given is None or not KEY.fullmatch(given):
        word = "必填" if given is None else "格式不对"
        message = f"Idempotency-Key：{word}"
        raise DomainError("invalid_input", message, status=422, field="Idempotency-Key")
    return given


@hot("GET", "/api/mall/products/{product_id}")
@guarded
async def get_product(request: HotRequest) -> bytes:
    """The product page from memory, read again every second while somebody looks."""
    given = request.params["product_id"]
    product_id = int(given) if given.isascii() and given.isdigit() and len(given) < 17 else 0
    if not 1 <= product_id <= LARGEST_ID:
        raise DomainError("invalid_input", "product_id：应当是整数", status=422, field="product_id")
    return await page_cache.get(product_id)


@hot("GET", "/api/mall/links/{code}")
@guarded
async def open_link(request: HotRequest) -> BaseModel:
    """Open a link, together with everybody who opens one now."""
    want = verbs.Open(request.params["code"][:64], visitor(request), caller_or_none(request))
    return await _said(want)


@hot("POST", "/api/mall/auth/sign-in")
@guarded
async def sign_in(request: HotRequest) -> BaseModel:
    """Exchange a code for a token."""
    body = SignInIn.model_validate_json(request.body)
    return await _said(verbs.SignIn(body, visitor(request), request.client))


@hot("POST", "/api/mall/cart")
@guarded
async def add_to_cart(request: HotRequest) -> BaseModel:
    """Put a SKU into the cart."""
    customer_id = caller(request)
    body = CartAddIn.model_validate_json(request.body)
    return await _said(verbs.AddToCart(customer_id, body, key_of(request, required=False), request.body))


@hot("POST", "/api/mall/quote")
@guarded
async def get_quote(request: HotRequest) -> BaseModel:
    """Price a purchase."""
    customer_id = caller(request)
    return await _said(verbs.Price(customer_id, QuoteIn.model_validate_json(request.body)))


@hot("POST", "/api/mall/orders")
@guarded
async def place_order(request: HotRequest) -> BaseModel:
    """Place an order."""
    customer_id = caller(request)
    key = key_of(request, required=True) or ""
    body = OrderIn.model_validate_json(request.body)
    return await _said(verbs.Place(customer_id, body, key, visitor(request)))


@hot("POST", "/api/mall/orders/{no}/pay")
@guarded
async def pay_order(request: HotRequest) -> BaseModel:
    """Open a payment."""
    customer_id = caller(request)
    key_of(request, required=True)
    no = request.params["no"][:64]
    ready: CashierTicket | PaymentDraft = await intake.submit(verbs.Pay(customer_id, no))
    if isinstance(ready, PaymentDraft):
        loop = asyncio.get_running_loop()
        url = await loop.run_in_executor(cashier_calls, ask_cashier, ready)
        await intake.submit(verbs.KeepCashier(ready.payment_no, url))
        ready = ready.ticket(url)
    return order_acts.cashier_out(ready, no)


async def _said(want: verbs.Want) -> BaseModel:
    answer: BaseModel = await intake.submit(want)
    return answer


def _page_or_error(product_id: int) -> bytes | Exception:
    try:
        return product_of(product_id).model_dump_json().encode()
    except DomainError as error:
        return error


class PageCache:
    """Product pages as bytes. A page older than a second is read again; meanwhile the old one is shown, up to ten.

    Those who ask for a page that is not there yet wait for one reading together.
    """

    def __init__(
        self, read: Callable[[int], Awaitable[bytes]], *, fresh: float, stale: float, most: int
    ) -> None:
        self._read = read
        self._fresh = fresh
        self._stale = stale
        self._most = most
        self._kept: dict[int, tuple[float, bytes]] = {}
        self._under_way: dict[int, asyncio.Future[bytes]] = {}

    async def get(self, product_id: int) -> bytes:
        """The page; raises what reading it raised."""
        now = time.monotonic()
        kept = self._kept.get(product_id)
        if kept is not None and now - kept[0] < self._fresh:
            return kept[1]
        reading = self._reading(product_id)
        if kept is not None and now - kept[0] < self._stale:
            return kept[1]
        # One of those who wait may go away; the reading is everybody's.
        return await asyncio.shield(reading)

    def _reading(self, product_id: int) -> "asyncio.Future[bytes]":
        under_way = self._under_way.get(product_id)
        if under_way is None:
            under_way = asyncio.ensure_future(self._read(product_id))
            self._under_way[product_id] = under_way
            under_way.add_done_callback(lambda done: self._keep(product_id, done))
        return under_way

    def _keep(self, product_id: int, done: "asyncio.Future[bytes]") -> None:
        self._under_way.pop(product_id, None)
        if done.cancelled() or done.exception() is not None:
            self._kept.pop(product_id, None)
            return
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[product_id] = (time.monotonic(), done.result())


page_cache = PageCache(pages.submit, fresh=FRESH_SECONDS, stale=STALE_SECONDS, most=MOST_PAGES)
