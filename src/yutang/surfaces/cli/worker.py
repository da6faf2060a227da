"""`yutang worker`: the background in a process of its own."""

import os
import signal
import threading

import typer

from yutang.kernel.outbox import wake
from yutang.kernel.service import BackgroundService


def worker() -> None:
    """Run relay, reactions, periodic jobs and one-off tasks until stopped, or until the `yutang up` above is gone."""
    service = BackgroundService()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    if "YUTANG_WAKE_FD" in os.environ:
        wake.follow(int(os.environ["YUTANG_WAKE_FD"]), at_end=stopping.set)
    service.start()
    typer.echo("后台任务已启动，按 Ctrl-C 停止")
    while not stopping.wait(0.5):
        pass
    service.stop()
    typer.echo("已停止")
