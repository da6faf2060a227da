"""Calls over real HTTP: tokens, retries, budgets, and the call log."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from tests.integrations.tencent.far_side import FarSide, far_side
from yutang.integrations.tencent.budget import Window
from yutang.integrations.tencent.errors import TencentLimited, TencentRefused, TencentUnknown
from yutang.integrations.tencent.models import ApiCall, ApiToken
from yutang.integrations.tencent.tokens import Fresh, TokenKeeper
from yutang.integrations.tencent.transport import Transport
from yutang.kernel import clock

OK = {"errcode": 0, "errmsg": "ok", "id": 7}


class Tokens:
    """Counts how often somebody fetched."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Fresh:
        self.count += 1
        return Fresh(f"token-{self.count}", 7200)


@pytest.fixture(autouse=True)
def _fresh_budget() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _transport(side: FarSide, tokens: Tokens, **options: Any) -> tuple[Transport, list[float]]:
    pauses: list[float] = []
    keeper = TokenKeeper("wecom:ww1:1", tokens, sleep=pauses.append)
    made = Transport(app="wecom:ww1:1", base_url=side.url, keeper=keeper, sleep=pauses.append, **options)
    return made, pauses


@pytest.mark.django_db(transaction=True)
def test_a_call_carries_the_token_and_leaves_a_line() -> None:
    tokens = Tokens()
    with far_side(OK) as side:
        transport, _ = _transport(side, tokens)
        assert transport.get("/cgi-bin/x", userid="u", cursor=None)["id"] == 7
        assert transport.post("/cgi-bin/y", {"a": 1})["id"] == 7
        transport.close()

    assert side.asked == [
        ("/cgi-bin/x", {"userid": "u", "access_token": "token-1"}, b""),
        ("/cgi-bin/y", {"access_token": "token-1"}, {"a": 1}),
    ]
    assert tokens.count == 1
    rows = ApiCall.objects.order_by("id").values_list("app", "api", "errcode", "attempts", "message")
    assert list(rows) == [
        ("wecom:ww1:1", "/cgi-bin/x", 0, 1, "ok"),
        ("wecom:ww1:1", "/cgi-bin/y", 0, 1, "ok"),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("errcode", [40014, 42001, 40001])
def test_a_forgotten_token_is_renewed_once(errcode: int) -> None:
    tokens = Tokens()
    with far_side({"errcode": errcode, "errmsg": "invalid access_token"}, OK) as side:
        transport, _ = _transport(side, tokens)
        assert transport.get("/x")["id"] == 7
        transport.close()

    assert [query["access_token"] for _, query, _ in side.asked] == ["token-1", "token-2"]


@pytest.mark.django_db(transaction=True)
def test_a_token_that_is_refused_again_is_an_error() -> None:
    with far_side({"errcode": 40014, "errmsg": "invalid"}) as side:
        transport, _ = _transport(side, Tokens())
        with pytest.raises(TencentRefused) as caught:
            transport.get("/x")
        transport.close()

    assert (caught.value.errcode, len(side.asked)) == (40014, 2)


@pytest.mark.django_db(transaction=True)
def test_a_busy_side_is_asked_again_with_growing_pauses() -> None:
    busy = {"errcode": -1, "errmsg": "system busy"}
    with far_side(busy, {"errcode": 45033, "errmsg": "concurrency"}, OK) as side:
        transport, pauses = _transport(side, Tokens())
        assert transport.post("/x")["id"] == 7
        transport.close()

    assert len(side.asked) == 3
    assert 0.1 <= pauses[0] <= 0.3 < 0.6 + pauses[1]
    assert ApiCall.objects.get().attempts == 3


@pytest.mark.django_db(transaction=True)
def test_a_side_that_stays_busy_is_given_up() -> None:
    with far_side({"errcode": -1, "errmsg": "system busy"}) as side:
        transport, _ = _transport(side, Tokens())
        with pytest.raises(TencentRefused):
            transport.post("/x")
        transport.close()

    assert len(side.asked) == 4


@pytest.mark.django_db(transaction=True)
def test_their_limit_is_not_hammered() -> None:
    with far_side({"errcode": 45009, "errmsg": "api freq out of limit"}) as side:
        transport, _ = _transport(side, Tokens())
        with pytest.raises(TencentLimited) as caught:
            transport.post("/x")
        transport.close()

    assert (len(side.asked), caught.value.retry_after, caught.value.status) == (1, 60.0, 429)


@pytest.mark.django_db(transaction=True)
def test_our_budget_stops_a_call_before_it_leaves() -> None:
    with far_side(OK) as side:
        transport, _ = _transport(side, Tokens(), windows=(Window(3_600, 2),))
        transport.get("/x")
        transport.get("/x")
        transport.get("/other")
        with pytest.raises(TencentLimited) as caught:
            transport.get("/x")
        transport.close()

    assert len(side.asked) == 3
    assert 0 < caught.value.retry_after <= 3_600


@pytest.mark.django_db(transaction=True)
def test_what_may_have_arrived_is_not_sent_again() -> None:
    for answer in (None, 502):
        with far_side(answer) as side:
            transport, _ = _transport(side, Tokens())
            with pytest.raises(TencentUnknown):
                transport.post("/x", {"a": 1})
            transport.close()
        assert len(side.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_a_question_without_an_answer_is_asked_again() -> None:
    with far_side(502, OK) as side:
        transport, _ = _transport(side, Tokens())
        assert transport.get("/x")["id"] == 7
        transport.close()

    assert len(side.asked) == 2


@pytest.mark.django_db(transaction=True)
def test_a_picture_comes_back_as_bytes() -> None:
    with far_side(b"\x89PNG") as side:
        transport, _ = _transport(side, Tokens())
        assert transport.raw("/qr", {"scene": "a"}) == ("image/png", b"\x89PNG")
        transport.close()


@pytest.mark.django_db(transaction=True)
def test_a_house_that_cannot_be_reached_is_unknown() -> None:
    keeper = TokenKeeper("a", Tokens())
    transport = Transport(app="a", base_url="http://127.0.0.1:9", keeper=keeper, sleep=lambda _seconds: None)

    with pytest.raises(TencentUnknown):
        transport.post("/x")
    transport.close()


@pytest.mark.django_db(transaction=True)
def test_a_token_is_fetched_anew_five_minutes_before_its_end() -> None:
    tokens = Tokens()
    keeper = TokenKeeper("a", tokens)
    first = keeper.get()
    with clock.frozen(clock.now() + timedelta(seconds=7200 - 310)):
        assert keeper.get() == first
    with clock.frozen(clock.now() + timedelta(seconds=7200 - 290)):
        assert keeper.get() == "token-2"


@pytest.mark.django_db(transaction=True)
def test_a_fetch_that_fails_leaves_no_lease() -> None:
    def broken() -> Fresh:
        raise TencentRefused("gettoken", 40013, "invalid corpid")

    with pytest.raises(TencentRefused):
        TokenKeeper("a", broken).get()

    assert ApiToken.objects.get().fetching_until is None


@pytest.mark.django_db(transaction=True)
def test_of_many_who_need_a_token_one_fetches() -> None:
    tokens, found = Tokens(), list[str]()

    def work() -> None:
        try:
            found.append(TokenKeeper("a", tokens).renew(""))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (found, tokens.count) == (["token-1"] * 8, 1)


@pytest.mark.django_db(transaction=True)
def test_tokens_are_sealed_in_the_table() -> None:
    TokenKeeper("a", Tokens()).get()

    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM tencent_apitoken")
        assert "token-1" not in cursor.fetchone()[0]
