"""Only one runner at a time."""

import pytest

from yutang.kernel.locks import single_runner


@pytest.mark.django_db
def test_the_second_gets_nothing_until_the_first_is_done() -> None:
    with single_runner("test-lock") as first, single_runner("test-lock") as second:
        assert first is not None
        assert first.is_held()
        assert second is None
        with single_runner("test-other-lock") as other:
            assert other is not None
    with single_runner("test-lock") as again:
        assert again is not None
