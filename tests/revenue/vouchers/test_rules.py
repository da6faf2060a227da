"""Codes, dates and shares, without a database."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yutang.kernel.errors import DomainError
from yutang.revenue.vouchers.contracts import RightSpec
from yutang.revenue.vouchers.rules import (
    OfflineList,
    OfflineRow,
    Pack,
    Right,
    check_right,
    clean_code,
    corrected,
    expand_pack,
    looks_right,
    qr_text,
    read_list,
    unused_share,
    why_not_then,
    with_check,
)
from yutang.revenue.vouchers.rules.codes import ALPHABET

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


@given(st.text(ALPHABET, min_size=15, max_size=15), st.integers(0, 15), st.sampled_from(ALPHABET))
@settings(max_examples=60)
def test_one_wrong_character_is_noticed(body: str, place: int, letter: str) -> None:
    code = with_check(body)
    assert looks_right(code)
    wrong = code[:place] + letter + code[place + 1 :]
    assert looks_right(wrong) == (wrong == code)


def test_a_code_is_read_as_it_is_scanned_or_typed() -> None:
    code = with_check("0123456789abcde")
    assert clean_code(qr_text(code)) == code
    assert clean_code(f" {code[:4]}-{code[4:8]} {code[8:].upper()} ") == code
    assert clean_code("O1L i") == "0111"
    assert not looks_right("ｆｆ")


def right(**more: object) -> dict[str, object]:
    base = {"name": "果切券", "note": "", "worth_fen": 100, "uses": 1, "store_ids": []}
    return base | {"valid_days": None, "valid_from": None, "valid_until": None} | more


def test_days_are_whole_days_of_shanghai() -> None:
    # given: paid at 23:59 in Shanghai
    paid_at = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)
    # when
    (one,) = expand_pack([right(valid_days=1)], packs=1, paid_at=paid_at, zone=SHANGHAI)
    # then: good through the whole of the 23rd
    assert one.valid_from == paid_at
    assert one.valid_until == datetime(2026, 11, 24, tzinfo=SHANGHAI)


def test_fixed_dates_begin_and_end_at_midnight() -> None:
    rights = [right(valid_from="2026-12-01", valid_until="2026-12-31")]
    first, second = expand_pack(rights, packs=2, paid_at=NOON, zone=SHANGHAI)
    assert first.valid_from == datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert first.valid_until == datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert [(v.pack_no, v.right_no) for v in (first, second)] == [(1, 1), (2, 1)]


@pytest.mark.parametrize(
    ("field", "spec"),
    [
        ("name", RightSpec(" ", 100, valid_days=1)),
        ("worth_fen", RightSpec("券", 0, valid_days=1)),
        ("uses", RightSpec("券", 1, uses=0, valid_days=1)),
        ("valid_days", RightSpec("券", 1)),
        ("valid_days", RightSpec("券", 1, valid_days=1, valid_until=NOON.date())),
        ("valid_until", RightSpec("券", 1, valid_until=NOON.date() - timedelta(days=1))),
    ],
)
def test_a_right_that_makes_no_sense_names_its_field(field: str, spec: RightSpec) -> None:
    with pytest.raises(DomainError) as refused:
        check_right(spec, today=NOON.date())
    assert refused.value.details["field"] == field


def test_only_the_unused_share_comes_back() -> None:
    # given: 5 × ¥20 and 1 × ¥100 for ¥19.90; two of the five are used: 40 of 200
    pack = Pack(1, (Right(10_000, 5, 2), Right(10_000, 1, 0)))
    # when
    unused = unused_share([pack], paid_fen=1_990, refunded_fen=0, asked=1)
    # then
    assert (unused.packs, unused.asked, unused.fen) == (1, (1,), 1_592)


def test_a_pack_used_up_has_nothing_left() -> None:
    unused = unused_share([Pack(1, (Right(1, 1, 1),))], paid_fen=1_990, refunded_fen=0, asked=1)
    assert (unused.packs, unused.fen) == (0, 0)


PACKS = st.lists(
    st.lists(st.tuples(st.integers(1, 9_999), st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=3),
    min_size=1,
    max_size=4,
)


@given(PACKS, st.integers(0, 100_000), st.lists(st.integers(1, 3), max_size=4))
@settings(max_examples=80)
def test_whatever_the_steps_the_last_refund_leaves_exactly_what_was_earned(
    shapes: list[list[tuple[int, int, int]]], paid_fen: int, steps: list[int]
) -> None:
    packs = [
        Pack(n, tuple(Right(w, total, min(used, total)) for w, total, used in shape))
        for n, shape in enumerate(shapes, 1)
    ]
    whole = unused_share(packs, paid_fen=paid_fen, refunded_fen=0, asked=len(packs))
    back = 0
    for asked in [*steps, len(packs)]:
        rest = unused_share(packs, paid_fen=paid_fen, refunded_fen=back, asked=asked)
        assert rest.fen >= 0
        back += rest.fen
        packs = [Pack(p.pack_no, p.rights, p.is_refunded or p.pack_no in rest.asked) for p in packs]
    assert back == whole.fen <= paid_fen
    if all(used == 0 for shape in shapes for _, _, used in shape):
        assert back == paid_fen


def listed(skew: timedelta, ago: timedelta) -> tuple[OfflineRow, OfflineList]:
    row = OfflineRow("c", 1, NOON - ago + skew, "n" * 8, 1)
    return row, OfflineList("d", NOON + skew, (row,))


def test_a_clock_that_is_wrong_by_two_hours_was_wrong_then_too() -> None:
    row, whole = listed(timedelta(hours=2), timedelta(hours=5))
    assert corrected(row, whole, NOON) == NOON - timedelta(hours=5)
    assert why_not_then(row, whole, NOON, NOON - timedelta(days=9)) == ""


@pytest.mark.parametrize(
    ("skew", "ago", "since", "word"),
    [
        (timedelta(days=2), timedelta(), timedelta(days=9), "偏差"),
        (timedelta(), timedelta(hours=-1), timedelta(days=9), "将来"),
        (timedelta(), timedelta(hours=73), timedelta(days=9), "72"),
        (timedelta(), timedelta(hours=5), timedelta(hours=1), "登记"),
    ],
)
def test_times_that_cannot_be_believed(skew: timedelta, ago: timedelta, since: timedelta, word: str) -> None:
    row, whole = listed(skew, ago)
    assert word in why_not_then(row, whole, NOON, NOON - since)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"device":"d","sent_at":1,"rows":[]}',
        '{"device":"d","sent_at":1e400,"rows":[1]}',
        "[" * 9_999,
    ],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="offline_list_invalid"):
        read_list(text)
