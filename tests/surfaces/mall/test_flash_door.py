"""The door: split, pipelined, malformed and oversized requests; the gates; the same answers as the ninja endpoint."""

import asyncio
import json
from typing import Any

import pytest

from tests.revenue.builders import Buyer, Shop, buyer
from tests.revenue.flash_sales.builders import sale_of, taken
from yutang.foundation.customers.api import make_token
from yutang.kernel.batches import Collector
from yutang.kernel.errors import TooMany
from yutang.revenue.flash_sales.api import board, take_many
from yutang.revenue.flash_sales.contracts import ItemFacts, ItemSpec
from yutang.revenue.orders.models import Order
from yutang.surfaces.mall import flash, flash_limits
from yutang.surfaces.mall.flash_door import FlashDoor
from yutang.surfaces.mall.flash_limits import Buckets, Pace


@pytest.fixture(autouse=True)
def _full_buckets() -> None:
    flash_limits.accounts.clear()
    flash_limits.devices.clear()


class Wire(asyncio.Transport):
    """What the door writes."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.is_closed = True

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 1)


def told(*pieces: bytes) -> tuple[list[tuple[int, dict[str, Any]]], Wire]:
    """Send these bytes one after the other and return the answers."""
    wire = Wire()

    async def talk() -> None:
        # Collectors of their own, so that their connections end with the test.
        flash.intake = Collector(take_many, name="flash-test")
        flash._reader = Collector(flash._read, name="board-test")
        door = FlashDoor(asyncio.get_running_loop(), set())
        door.connection_made(wire)
        for piece in pieces:
            door.data_received(piece)
            await asyncio.sleep(0)
        while door._task is not None:
            await asyncio.sleep(0.005)
        await flash.intake.close()
        await flash._reader.close()

    asyncio.run(talk())
    answers, rest = [], wire.written
    while rest:
        head, _, rest = rest.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        answers.append((int(head[9:12]), json.loads(rest[:length])))
        rest = rest[length:]
    return answers, wire


def ask(
    who: Buyer, item: ItemFacts, *, key: str = "door-key-1", body: bytes | None = None, more: str = ""
) -> bytes:
    given = body if body is not None else json.dumps({"quantity": 1, "address_id": who.address_id}).encode()
    head = (
        f"POST /api/mall/flash/items/{item.item_id}/orders HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {make_token(who.customer_id, 0)}\r\nIdempotency-Key: {key}\r\n"
        f"{more}Content-Length: {len(given)}\r\n\r\n"
    )
    return head.encode() + given


@pytest.fixture
def shop(db: None) -> Shop:
    made = Shop()
    made.open_store()
    return made


@pytest.fixture
def su(db: None) -> Buyer:
    return buyer()


@pytest.fixture
def item(shop: Shop) -> ItemFacts:
    return sale_of(ItemSpec(shop.goods("车厘子", 5_990), 1_990, 3, per_person=2))[1][0]


@pytest.mark.django_db(transaction=True)
def test_an_order_through_the_door_is_an_order(su: Buyer, item: ItemFacts) -> None:
    raw = ask(su, item)

    (first, second), wire = told(raw[:40], raw[40:200], raw[200:] + raw)

    order = Order.objects.get()
    assert (first[0], first[1]["order_no"], first[1]["total_fen"]) == (200, order.no, 1_990)
    assert (second[0], second[1]["order_no"]) == (200, order.no)
    assert wire.is_closed is False


@pytest.mark.django_db(transaction=True)
def test_sold_out_is_said_from_memory_but_a_repeated_key_is_not(su: Buyer, item: ItemFacts) -> None:
    mine = taken(su, item, key="door-key-1")
    taken(buyer(), item, 2)
    board.refresh()

    (other,), _ = told(ask(buyer(), item, key="door-key-9"))
    (again,), _ = told(ask(su, item))

    assert (other[0], other[1]["error"]["code"]) == (409, "flash_sold_out")
    assert other[1]["error"]["message"] == "抢光了，还有 3 件待付款，可能回流"
    assert (again[0], again[1]["order_no"]) == (200, mine.order_no)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("change", "status", "named"),
    [
        ({"body": b'{"quantity": 0}'}, 422, "body.quantity"),
        ({"body": b'{"quantity": "x", "address_id": 1}'}, 422, "body.quantity"),
        ({"body": b'{"what": 1}'}, 422, "body.what"),
        ({"body": b"not json"}, 422, "body"),
        ({"key": "short"}, 422, "Idempotency-Key"),
    ],
)
def test_bad_input_names_its_field(
    su: Buyer, item: ItemFacts, change: dict[str, Any], status: int, named: str
) -> None:
    (answer,), _ = told(ask(su, item, **change))

    assert answer[0] == status
    assert answer[1]["error"]["details"]["field"].endswith(named.removeprefix("body."))


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /api/mall/home HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"nonsense\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST /x HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST /x HTTP/1.1\r\nContent-Length: 99999\r\n\r\n", 413),
        (b"POST /x HTTP/1.1\r\n folded: yes\r\n\r\n", 400),
        (b"GET /x HTTP/1.1\r\nA: " + b"a" * 20_000, 431),
    ],
)
def test_what_the_door_does_not_understand_is_refused(raw: bytes, status: int) -> None:
    (answer,), wire = told(raw)

    assert answer[0] == status
    assert answer[1]["error"]["code"]
    assert wire.is_closed is (status != 404)


def test_a_bucket_gives_a_burst_and_then_one_after_the_other() -> None:
    buckets = Buckets(Pace(burst=3, seconds=60.0))
    for _ in range(3):
        buckets.take("su")
    buckets.take("lin")

    with pytest.raises(TooMany) as refusal:
        buckets.take("su")

    assert refusal.value.status == 429
    assert 55 <= refusal.value.details["retry_after"] <= 60


@pytest.mark.django_db(transaction=True)
def test_who_taps_too_fast_waits(su: Buyer, item: ItemFacts) -> None:
    answers = [told(ask(su, item, key=f"door-key-{n}"))[0][0] for n in range(6)]

    assert [status for status, _ in answers] == [200, 200, 409, 409, 409, 429]
    assert Order.objects.count() == 2
