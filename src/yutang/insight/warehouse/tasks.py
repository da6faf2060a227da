"""What the warehouse does by itself."""

from yutang.insight.warehouse.api import seal_blocks
from yutang.kernel.jobs import periodic


@periodic(seconds=30, name="seal-warehouse-blocks")
def seal_complete_blocks() -> int:
    """Seal what is complete; nothing to do is the usual answer."""
    return seal_blocks().blocks
