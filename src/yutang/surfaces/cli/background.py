"""The background of `yutang up` on PostgreSQL: a worker process of its own, started, woken, restarted and stopped by us.

Relay, reactions and jobs took more than a quarter of the interpreter that customers wait for; a process has an
interpreter of its own. On SQLite the background stays inside: the file has one writer at a time, and two processes
that want it wait for each other by sleeping.
"""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from importlib import import_module

import typer

STOP_SECONDS = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class _Worker:
    """Keeps one child running until it is told to stop."""

    def __init__(self) -> None:
        self._ours, self._theirs = os.pipe()
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="yutang-background", daemon=True)

    def start(self) -> None:
        """Start the child, and let each of our commits wake it."""
        os.set_blocking(self._theirs, False)
        import_module("yutang.kernel.outbox.wake").tell(self._theirs)
        self._child = self._spawn()
        self._thread.start()

    def stop(self) -> None:
        """Let the child finish what it is doing; a deaf one is ended."""
        self._stopping.set()
        child = self._child
        if child is not None:
            child.terminate()
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._thread.join(STOP_SECONDS)
        import_module("yutang.kernel.outbox.wake").tell(None)
        for end in (self._ours, self._theirs):
            os.close(end)

    def _spawn(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "yutang.surfaces.cli.main", "worker"]
        environment = os.environ | {"YUTANG_WAKE_FD": str(self._ours)}
        # A session of its own: Ctrl-C at the terminal reaches us alone, and we stop it in order.
        return subprocess.Popen(  # noqa: S603 - ourselves
            command,
            env=environment,
            pass_fds=(self._ours,),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )

    def _watch(self) -> None:
        pause = FIRST_PAUSE
        while self._child is not None:
            code = self._child.wait()
            if self._stopping.is_set():
                return
            typer.echo(f"后台任务进程意外结束（{code}），{pause:.0f} 秒后重新启动；商城照常可用", err=True)
            if self._stopping.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE)
            self._child = self._spawn()
            if self._stopping.is_set():
                self._child.terminate()


def wanted() -> str:
    """Return where the background runs: "inline", "child", or "external" where somebody else runs `yutang worker`."""
    given = os.environ.get("YUTANG_WORKER", "")
    if given in ("inline", "child", "external"):
        return given
    engine = os.environ.get("YUTANG_DATABASE_URL", "").partition(":")[0]
    return "child" if engine in ("postgresql", "postgres") else "inline"


@contextlib.contextmanager
def background(where: str) -> Iterator[None]:
    """Run the worker beside the block when it belongs into a process of its own."""
    if where != "child":
        yield
        return
    worker = _Worker()
    worker.start()
    try:
        yield
    finally:
        worker.stop()
