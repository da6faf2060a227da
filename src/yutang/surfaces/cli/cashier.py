"""`yutang cashier`: the sandbox's payment provider, a separate small server."""

import os
import threading

from yutang.integrations.sandbox_pay.server import run


def cashier() -> None:
    """Serve the cashier until stopped; started by `yutang up`, it ends when that process is gone."""
    parent = int(os.environ.get("YUTANG_PARENT", "0"))
    if parent:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    run()


def _end_with(parent: int) -> None:
    """Leave when the parent was killed without a chance to stop us."""
    pause = threading.Event()
    while not pause.wait(1.0):
        if os.getppid() != parent:
            os._exit(0)
