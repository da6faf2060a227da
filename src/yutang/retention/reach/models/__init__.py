"""Rows of reach."""

from yutang.retention.reach.models.message import Message

__all__ = ["Message"]
