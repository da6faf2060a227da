"""`yutang demo reset`: everything goes, so that the demo can be loaded anew."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from yutang.kernel import clock


def reset_demo() -> None:
    """Empty every table and the event lake. What was imported goes too; nothing can be undone."""
    call_command("flush", verbosity=0, interactive=False)
    shutil.rmtree(Path(settings.WAREHOUSE_DIR), ignore_errors=True)
    shutil.rmtree(Path(settings.DATA_DIR) / "sandbox-pay", ignore_errors=True)
    clock.reset()
