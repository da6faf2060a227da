"""Callback XML: what we write we read, and what could hurt is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yutang.integrations.tencent.xml import XmlRefused, read_fields, write_fields

# XML 1.0 has no place for control characters and surrogates.
TEXTS = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=60
)


def test_an_event_of_wecom_is_read() -> None:
    body = (
        "<xml><ToUserName><![CDATA[ww1]]></ToUserName><CreateTime>1583995625</CreateTime>"
        "<ChangeType><![CDATA[update]]></ChangeType><MemChangeList><Item>a</Item><Item>b</Item></MemChangeList></xml>"
    )

    assert read_fields(body) == {
        "ToUserName": "ww1",
        "CreateTime": "1583995625",
        "ChangeType": "update",
        "MemChangeList": {"Item": ["a", "b"]},
    }


def test_fields_nobody_knows_are_kept() -> None:
    assert read_fields("<xml><New><Deep>1</Deep></New><Empty/></xml>") == {"New": {"Deep": "1"}, "Empty": ""}


@given(st.dictionaries(st.sampled_from(["A", "B", "C"]), TEXTS, min_size=1))
def test_what_is_written_is_read_again(fields: dict[str, str]) -> None:
    assert read_fields(write_fields(fields)) == fields


def test_emoji_and_the_end_of_cdata_survive() -> None:
    fields = {"Name": "小明🍎]]><b>", "State": "a&b"}

    assert read_fields(write_fields(fields)) == fields


def test_nothing_is_written_for_what_is_not_there() -> None:
    assert write_fields({"A": None, "B": 3}) == "<xml><B>3</B></xml>"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "<xml>",
        "<xml>text</xml>",
        '<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
        "<xml><A>" + "x" * 300_000 + "</A></xml>",
    ],
)
def test_what_is_not_a_callback_is_refused(body: str) -> None:
    with pytest.raises(XmlRefused):
        read_fields(body)
