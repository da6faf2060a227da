"""`yutang cashier`: the sandbox's payment provider, a separate small server."""

import os
import signal
import threading
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from django.conf import settings

from yutang.integrations.sandbox_pay.server import run_cashier


def cashier() -> None:
    """Serve the cashier until stopped; started by `yutang up`, it ends when that process is gone."""
    parent = int(os.environ.get("YUTANG_PARENT", "0"))
    if parent:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    signal.signal(signal.SIGTERM, _interrupt)
    address = urlsplit(settings.CASHIER_URL)
    run_cashier(
        data_dir=Path(settings.DATA_DIR),
        host=address.hostname or "127.0.0.1",
        port=address.port or 8010,
        public_url=settings.CASHIER_URL,
    )


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end_with(parent: int) -> None:
    """Leave when the parent was killed without a chance to stop us."""
    pause = threading.Event()
    while not pause.wait(1.0):
        if os.getppid() != parent:
            os._exit(0)
