"""Splits add up, whatever is split."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yutang.kernel.money import apportion, parse_yuan, yuan

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@given(total=st.integers(-(10**12), 10**12), weights=WEIGHTS)
def test_parts_add_up_and_stay_within_one_fen_of_their_share(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)

    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True)
    )


@given(data=st.data(), weights=WEIGHTS)
def test_no_part_exceeds_its_weight_while_the_total_fits(data: st.DataObject, weights: list[int]) -> None:
    total = data.draw(st.integers(0, sum(weights)))

    parts = apportion(total, weights)

    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def test_the_larger_remainder_gets_the_fen_and_ties_go_to_the_earlier_line() -> None:
    assert apportion(1000, [3, 3, 3]) == [334, 333, 333]
    assert apportion(5, [1, 1]) == [3, 2]
    assert apportion(100, [50, 33, 17]) == [50, 33, 17]
    assert apportion(2, [10, 60, 30]) == [0, 1, 1]
    assert apportion(-5, [1, 1]) == [-3, -2]
    assert apportion(0, []) == []


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_a_total_without_weight_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        apportion(1, weights)


@given(st.integers(-(10**13), 10**13))
def test_yuan_and_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen


@pytest.mark.parametrize(("text", "fen"), [("12.9", 1290), ("0.05", 5), ("-3", -300), (" 7.50 ", 750)])
def test_amounts_as_people_write_them(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize("text", ["", "1.234", "1e3", "¥5", "1,000", "--1", ".5", "١٢", "9" * 14, "NaN"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_yuan(text)
