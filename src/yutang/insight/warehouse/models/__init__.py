"""Rows of the warehouse: the list of sealed blocks."""

from yutang.insight.warehouse.models.block import Block

__all__ = ["Block"]
