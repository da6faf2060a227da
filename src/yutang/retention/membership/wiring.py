"""What membership registers at start: checks and jobs."""

from yutang.retention.membership import checks, tasks

__all__ = ["checks", "tasks"]
