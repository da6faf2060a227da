"""Checks that prove from the rows that the books are right."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    subject: str
    message: str


@dataclass(frozen=True)
class CheckResult:
    """What a check found; ``error`` when it could not run."""

    name: str
    findings: tuple[Finding, ...]
    seconds: float
    error: str = ""

    @property
    def is_clean(self) -> bool:
        """Say whether it ran and found nothing."""
        return not self.findings and not self.error


type Check = Callable[[], Iterable[Finding]]
_checks: dict[str, Check] = {}


def check(*, name: str) -> Callable[[Check], Check]:
    """Register the function below as a check; it reads only, and yields what is wrong."""

    def register(fn: Check) -> Check:
        known = _checks.get(name)
        if known is not None and known.__module__ != fn.__module__:
            raise TypeError(f"two checks are called {name!r}")
        _checks[name] = fn
        return fn

    return register


def check_names() -> list[str]:
    """Return the names of all checks."""
    return list(_checks)


def run_checks(progress: Callable[[str], None] | None = None) -> list[CheckResult]:
    """Run every check; one that fails to run is reported, not raised. ``progress`` hears each name before it runs."""
    results = []
    for name, fn in _checks.items():
        if progress is not None:
            progress(name)
        started, findings, error = time.perf_counter(), list[Finding](), ""
        try:
            findings.extend(fn())
        except Exception as problem:
            log.exception("check %s failed", name)
            error = f"{type(problem).__name__}: {problem}"
        results.append(CheckResult(name, tuple(findings), time.perf_counter() - started, error))
    return results
