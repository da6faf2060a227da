"""Callbacks of the other side: signed, encrypted, tried three times, and wrong on purpose when told so."""

import pytest

from tests.integrations.tencent.far_side import far_side
from tests.integrations.wecom.conftest import CORP_ID, Side
from yutang.integrations.tencent.crypto import MessageCipher
from yutang.integrations.tencent.xml import read_fields
from yutang.integrations.wecom.fake import people
from yutang.integrations.wecom.fake.callbacks import Postman

TOKEN, AES_KEY = "kjr2TKI8umCBfVF3wAHk8JiPwma5VBme", "4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws"
READER = MessageCipher(token=TOKEN, aes_key=AES_KEY, receiver=CORP_ID)


def _read(query: dict[str, str], body: bytes) -> dict[str, object]:
    outer = read_fields(body)
    assert READER.is_signed(
        signature=query["msg_signature"],
        timestamp=query["timestamp"],
        nonce=query["nonce"],
        encrypted=outer["Encrypt"],
    )
    return read_fields(READER.decrypt(outer["Encrypt"]))


@pytest.fixture
def friend(side: Side) -> Side:
    people.add(side.corp, people.appear(side.corp, "小明🍎"), "lin", state="card-7")
    return side


def test_an_added_friend_is_told_in_cipher(friend: Side) -> None:
    with far_side({}) as receiver:
        postman = Postman(friend.corp, url=receiver.url, token=TOKEN, aes_key=AES_KEY)
        assert postman.deliver() == 1
        assert postman.deliver() == 0

    ((_, query, body),) = receiver.asked
    found = _read(query, body)
    assert (found["ToUserName"], found["FromUserName"], found["ChangeType"]) == (
        CORP_ID,
        "sys",
        "add_external_contact",
    )
    assert (found["UserID"], found["State"], str(found["WelcomeCode"])[:4]) == ("lin", "card-7", "wel-")
    assert friend.corp.wire[-1].answered == "HTTP 200"


def test_three_tries_and_no_more(friend: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yutang.integrations.wecom.fake.callbacks._PAUSE", 0.0)
    with far_side(500) as receiver:
        postman = Postman(friend.corp, url=receiver.url, token=TOKEN, aes_key=AES_KEY)
        assert [postman.deliver() for _ in range(5)] == [0] * 5

    assert len(receiver.asked) == 3


def test_callbacks_get_lost_and_doubled_on_purpose(friend: Side) -> None:
    people.add(friend.corp, people.appear(friend.corp, "乙"), "chen")
    friend.corp.faults.lose_callbacks = 1
    friend.corp.faults.double_callbacks = 1
    with far_side({}) as receiver:
        postman = Postman(friend.corp, url=receiver.url, token=TOKEN, aes_key=AES_KEY)
        assert postman.deliver() == 2

    found = [_read(query, body)["UserID"] for _, query, body in receiver.asked]
    assert found == ["chen", "chen"]


def test_the_address_is_checked_with_an_encrypted_word(side: Side) -> None:
    with far_side({"not": "the word"}) as receiver:
        postman = Postman(side.corp, url=receiver.url, token=TOKEN, aes_key=AES_KEY)
        assert postman.check_url() is False

    ((_, query, _body),) = receiver.asked
    assert READER.decrypt(query["echostr"]).isdigit()
