"""The worker of `yutang up`: started, woken, restarted, stopped."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from yutang.kernel.outbox import wake
from yutang.surfaces.cli import background

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def until(said: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not said() and time.monotonic() < end:
        time.sleep(0.02)
    return said()


@pytest.mark.parametrize(
    ("worker", "database", "where"),
    [
        ("", "", "inline"),
        ("", "sqlite:////tmp/x.sqlite3", "inline"),
        ("", "postgresql://postgres@127.0.0.1/x", "child"),
        ("external", "postgresql://postgres@127.0.0.1/x", "external"),
        ("inline", "postgresql://postgres@127.0.0.1/x", "inline"),
    ],
)
def test_where_the_background_runs(
    monkeypatch: pytest.MonkeyPatch, worker: str, database: str, where: str
) -> None:
    monkeypatch.setenv("YUTANG_WORKER", worker)
    monkeypatch.setenv("YUTANG_DATABASE_URL", database)
    assert background.wanted() == where


def test_a_worker_that_dies_is_started_again_and_stops_with_the_house(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    children: list[subprocess.Popen[bytes]] = []

    def spawn(_self: object) -> "subprocess.Popen[bytes]":
        children.append(subprocess.Popen(SLEEP, start_new_session=True))
        return children[-1]

    monkeypatch.setattr(background._Worker, "_spawn", spawn)
    monkeypatch.setattr(background, "FIRST_PAUSE", 0.05)
    with background.background("child"):
        assert len(children) == 1
        os.kill(children[0].pid, signal.SIGKILL)
        assert until(lambda: len(children) == 2)
        assert "意外结束（-9）" in capsys.readouterr().err
        assert children[1].poll() is None
    assert children[1].poll() == -signal.SIGTERM
    assert len(children) == 2


def test_elsewhere_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_Worker", None)
    for where in ("inline", "external"):
        with background.background(where):
            pass


def test_a_commit_wakes_the_worker_and_the_end_of_the_house_is_noticed() -> None:
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    ended = threading.Event()
    wake.wait(0)
    wake.follow(ours, at_end=ended.set)
    os.write(theirs, b".")
    assert wake.wait(5)

    for _ in range(70_000):  # more than a pipe holds: nobody waits, nothing fails
        wake.tell(theirs)
        wake.signal()
    wake.tell(None)
    os.close(theirs)
    assert ended.wait(5)
    os.close(ours)
