"""Codes and numbers."""

from datetime import UTC, datetime

from yutang.kernel import ids


def test_codes_are_unambiguous_and_do_not_repeat() -> None:
    codes = {ids.random_code(12) for _ in range(5000)}

    assert len(codes) == 5000
    assert all(len(code) == 12 and set(code) <= set(ids.CODE_ALPHABET) for code in codes)
    assert not set("ilou") & set(ids.CODE_ALPHABET)


def test_a_dated_number_carries_the_minute_in_shanghai_and_never_repeats() -> None:
    at = datetime(2026, 11, 21, 6, 26, tzinfo=UTC)

    numbers = {ids.dated_no("D", at) for _ in range(50_000)}

    assert len(numbers) == 50_000
    assert all(number.startswith("D2611211426") and len(number) == 19 for number in numbers)
