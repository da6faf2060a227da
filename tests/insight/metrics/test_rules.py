"""Arithmetic of figures."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yutang.insight.metrics.contracts import Sales
from yutang.insight.metrics.rules import change_tree, main_path, share_bp, split_product, window_of

NOW = datetime(2026, 11, 21, 6, 26, tzinfo=UTC)
amounts = st.integers(0, 10**12)
counts = st.integers(0, 10**6)


def sales(new: tuple[int, int], returning: tuple[int, int]) -> Sales:
    return Sales(
        new[1] + returning[1],
        0,
        new[0] + returning[0],
        1,
        new[1],
        new[0],
        returning[1],
        returning[0],
        0,
        0,
        0,
    )


def test_thirty_days_end_now_and_compare_with_the_same_hours():
    window = window_of("30d", now=NOW)

    assert (window.first_day, window.last_day, window.days) == (date(2026, 10, 23), date(2026, 11, 21), 30)
    assert window.end == NOW
    assert window.previous_end == NOW - timedelta(days=30)


def test_a_custom_window_in_the_past_is_whole():
    window = window_of("custom", now=NOW, first=date(2026, 11, 1), last=date(2026, 11, 3))

    assert window.end - window.start == timedelta(days=3)
    assert window.start == datetime(2026, 10, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last"), [(None, date(2026, 11, 1)), (date(2026, 11, 2), date(2026, 11, 1))]
)
def test_a_custom_window_needs_two_days_in_order(first, last):
    with pytest.raises(ValueError, match="custom"):
        window_of("custom", now=NOW, first=first, last=last)


@given(counts, amounts, counts, amounts)
def test_two_effects_add_up(count0, money0, count1, money1):
    assert sum(split_product((count0, money0), (count1, money1))) == money1 - money0


@given(*[st.tuples(counts, amounts)] * 4)
def test_every_level_of_the_tree_adds_up(new0, back0, new1, back1):
    root = change_tree(sales(new0, back0), sales(new1, back1))

    assert sum(child.delta_fen for child in root.children) == root.delta_fen
    for branch in root.children:
        assert sum(leaf.delta_fen for leaf in branch.children) == branch.delta_fen


def test_the_main_path_follows_the_larger_part_of_the_fall():
    root = change_tree(sales((412, 2_393_720), (100, 1_000_000)), sales((338, 1_822_496), (100, 1_010_000)))

    assert main_path(root) == ("gmv", "new", "new_orders")


def test_shares_round_half_up():
    assert (share_bp(1, 3), share_bp(2, 3), share_bp(1, 0)) == (3_333, 6_667, None)
