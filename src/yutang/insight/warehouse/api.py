"""The front door of the warehouse."""

from yutang.insight.warehouse.services.query_lake import query_lake, refresh_lake
from yutang.insight.warehouse.services.seal_blocks import seal_blocks

__all__ = ["query_lake", "refresh_lake", "seal_blocks"]
