"""Django registration."""

import importlib

from django.apps import AppConfig


class LotteryConfig(AppConfig):
    """Lotteries."""

    name = "yutang.retention.lottery"
    label = "lottery"
    verbose_name = "抽奖"

    def ready(self) -> None:
        """Register periodic jobs and doctor checks."""
        importlib.import_module("yutang.retention.lottery.tasks")
        importlib.import_module("yutang.retention.lottery.checks")
