"""Rows of journeys."""

from yutang.retention.journeys.models.enrollment import Enrollment

__all__ = ["Enrollment"]
