"""`yutang worker`: the background in a process of its own."""

import signal
from types import FrameType

from rich.console import Console

from yutang.kernel.service import BackgroundService


def worker() -> None:
    """Run relay, reactions, periodic jobs and one-off tasks until stopped."""
    service = BackgroundService()
    is_stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal is_stopping
        is_stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    service.start()
    Console().print("后台任务已启动，按 Ctrl-C 停止")
    while not is_stopping:
        signal.sigtimedwait({signal.SIGUSR2}, 0.5)
    service.stop()
