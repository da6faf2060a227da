"""What every sub-command needs once Django is ready."""

import importlib

from django.db import DatabaseError


def prepare() -> None:
    """Follow the sandbox's clock; a data folder that was never migrated has none."""
    clock = importlib.import_module("yutang.kernel.clock")
    try:
        clock.sync()
    except DatabaseError:
        return
