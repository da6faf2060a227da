"""The doctor reports what is wrong, and what could not be looked at."""

from collections.abc import Iterable, Iterator

import pytest

from yutang.kernel import doctor
from yutang.kernel.doctor import Finding


@pytest.fixture(autouse=True)
def only_own_checks() -> Iterator[None]:
    before = dict(doctor._checks)
    doctor._checks.clear()
    yield
    doctor._checks.clear()
    doctor._checks.update(before)


def test_findings_errors_and_clean_checks_side_by_side() -> None:
    heard: list[str] = []

    @doctor.check(name="甲")
    def sick() -> Iterable[Finding]:
        yield Finding("order:1", "少了一分")

    @doctor.check(name="乙")
    def broken() -> Iterable[Finding]:
        raise RuntimeError("no table")

    @doctor.check(name="丙")
    def clean() -> Iterable[Finding]:
        return []

    results = doctor.run_checks(heard.append)

    assert heard == doctor.check_names() == ["甲", "乙", "丙"]
    assert [result.is_clean for result in results] == [False, False, True]
    assert results[0].findings == (Finding("order:1", "少了一分"),)
    assert results[1].error == "RuntimeError: no table"
