"""The hot path of flash sales, in front of Django: what the ninja endpoints of the same addresses do, without the rest.

Order of the gates, cheapest first: token, pace of the account and the device, what memory can refuse (not started,
ended, sold out), and only then the database, where everybody who waits is committed together. `flash_door` listens
with the same handlers in a process of its own.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import orjson
from pydantic import BaseModel

from yutang.foundation.customers.api import customer_of_token
from yutang.kernel import clock
from yutang.kernel.batches import Collector
from yutang.kernel.errors import DomainError
from yutang.kernel.hot import HotHandler, HotRequest, HotResponse, hot
from yutang.revenue.flash_sales.api import board, take_many
from yutang.revenue.flash_sales.contracts import ItemFacts, Refusal, Taken, TakeWant, phase_of
from yutang.surfaces.mall import flash_limits
from yutang.surfaces.mall.answers import flash as answers
from yutang.surfaces.mall.caller import KEY, bearer_of
from yutang.surfaces.mall.hot import guarded
from yutang.surfaces.mall.schemas.flash import FlashOrderIn, FlashPulseItem, FlashPulseOut, Phase
from yutang.surfaces.mall.schemas.shared import LARGEST_ID, local_iso

PREFIX = "/api/mall/flash"
MOST_WAITING = 20_000
LARGEST_BATCH = 500
SMOOTHING = 0.2
STALE_SECONDS = 3.0
FRESH_SECONDS = 0.5
MOST_PIECES = 99
BODY_FIELDS = frozenset({"quantity", "address_id", "note"})


class Waiting:
    """How many wait and how long it took lately: what the buyer is told."""

    def __init__(self) -> None:
        self.queue = 0
        self.seconds = 0.0
        self._heard_at = 0.0

    def heard(self, seconds: float) -> None:
        """Somebody was answered after so long."""
        self.seconds += (seconds - self.seconds) * SMOOTHING
        self._heard_at = time.monotonic()

    def now(self) -> float:
        """How long one who comes now is likely to wait; nobody was there for a while means no wait."""
        quiet = self.queue == 0 and time.monotonic() - self._heard_at > 2.0
        return 0.0 if quiet else self.seconds


waiting = Waiting()
intake: Collector[TakeWant, Taken | Refusal] = Collector(
    take_many, LARGEST_BATCH, max_pending=MOST_WAITING, name="flash"
)


def _read(asked: list[int]) -> list[None]:
    board.fresh()
    return [None] * len(asked)


_reader: Collector[int, None] = Collector(_read, name="flash-board")


def patient(handler: Callable[[HotRequest], Awaitable[BaseModel | bytes]]) -> HotHandler:
    """Like `guarded`; who is told to wait is told so in the header as well."""
    inner = guarded(handler)

    async def answer(request: HotRequest) -> HotResponse:
        status, headers, body = await inner(request)
        if status == 429:
            headers = {**headers, "retry-after": str(orjson.loads(body)["error"]["details"]["retry_after"])}
        return status, headers, body

    return answer


@hot("POST", "/api/mall/flash/items/{item_id}/orders")
@patient
async def place_flash_order(request: HotRequest) -> bytes:
    """Take pieces of an item."""
    return await take(request.params["item_id"], request.headers, request.body)


@hot("GET", "/api/mall/flash/pulse")
@patient
async def get_flash_pulse(request: HotRequest) -> BaseModel:  # noqa: ARG001
    """How long an order takes now and what is left."""
    await _known()
    return pulse()


async def take(item: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """Answer one wish: the receipt as JSON; raises what refuses it."""
    customer_id = customer_of_token(bearer_of(headers.get("authorization", "")))
    flash_limits.accounts.take(customer_id)
    flash_limits.devices.take(headers.get("x-visitor") or customer_id)
    want = _want(customer_id, item, headers.get("idempotency-key"), body)
    await _check_at_once(want)
    begun = time.perf_counter()
    waiting.queue += 1
    try:
        answer = await intake.submit(want)
    finally:
        waiting.queue -= 1
    took = time.perf_counter() - begun
    waiting.heard(took)
    if isinstance(answer, Refusal):
        raise answer.as_error()
    return receipt(answer, took)


def receipt(answer: Taken, took: float) -> bytes:
    """The same JSON as FlashOrderOut, without a model in between."""
    return (
        f'{{"order_no":"{answer.order_no}","status":"pending_payment","total_fen":{answer.total_fen},'
        f'"pay_before":"{local_iso(answer.pay_before)}","waited_ms":{took * 1000:.0f}}}'
    ).encode()


def pulse() -> FlashPulseOut:
    """What memory knows."""
    now = clock.now()
    return FlashPulseOut(
        server_time=now,
        queue=waiting.queue,
        wait_ms=round(waiting.now() * 1000),
        items=[
            FlashPulseItem(id=item.item_id, left=item.left, unpaid=item.unpaid, phase=_phase(item, now))
            for item in board.items.values()
        ],
    )


async def _check_at_once(want: TakeWant) -> None:
    """Refuse what memory can refuse; who took something before is asked for his key in the database all the same."""
    if board.age > STALE_SECONDS:
        await _known()
    refusal = _refusal(want)
    if refusal is not None and board.age > FRESH_SECONDS:
        await _known()
        refusal = _refusal(want)
    if refusal is not None:
        raise refusal


def _refusal(want: TakeWant) -> DomainError | None:
    item = board.items.get(want.item_id)
    found = answers.refused_at_once(item, want.item_id, clock.now())
    return None if item is not None and board.has_taken(item.sale_id, want.customer_id) else found


async def _known() -> None:
    if board.age > FRESH_SECONDS:
        await _reader.submit(0)


def _want(customer_id: int, item: str, key: str | None, body: bytes) -> TakeWant:
    if key is None or not KEY.fullmatch(key):
        word = "必填" if key is None else "格式不对"
        message = f"Idempotency-Key：{word}"
        raise DomainError("invalid_input", message, status=422, field="Idempotency-Key")
    item_id = int(item) if item.isascii() and item.isdigit() and len(item) < 17 else 0
    if not 1 <= item_id <= LARGEST_ID:
        raise DomainError("invalid_input", "item_id：应当是整数", status=422, field="item_id")
    return _plain_want(customer_id, item_id, key, body) or answers.want_of(
        customer_id, item_id, FlashOrderIn.model_validate_json(body), key
    )


def _plain_want(customer_id: int, item_id: int, key: str, body: bytes) -> TakeWant | None:
    """The body as nearly everybody sends it; None leaves it to the model, which names what is wrong."""
    try:
        given = orjson.loads(body)
        quantity, address_id, note = given.get("quantity", 1), given.get("address_id"), given.get("note", "")
        is_plain = given.keys() <= BODY_FIELDS and note == ""
    except (orjson.JSONDecodeError, AttributeError):
        return None
    if not is_plain or type(quantity) is not int or not 1 <= quantity <= MOST_PIECES:
        return None
    if address_id is not None and (type(address_id) is not int or not 1 <= address_id <= LARGEST_ID):
        return None
    return TakeWant(customer_id, key, item_id, quantity, address_id)


def _phase(item: ItemFacts, now: datetime) -> Phase:
    return phase_of(item.status, item.starts_at, item.ends_at, now).value
