"""Which blocks are sealed, and where their files lie."""

from pathlib import Path

from django.conf import settings

from yutang.insight.warehouse.contracts import FACTS_VERSION
from yutang.insight.warehouse.models import Block


def fact_file(fact: str, block: Block) -> Path:
    """The Parquet file of one fact in one block; the name follows from what the block holds."""
    root = Path(settings.WAREHOUSE_DIR) / f"v{block.facts_version}"
    return root / fact / f"{block.first_position:012d}-{block.digest[:16]}.parquet"


def intact_blocks() -> list[Block]:
    """The longest run of blocks from position 1 whose files are all there; what follows is read from the log."""
    intact: list[Block] = []
    expected = 1
    for block in Block.objects.filter(facts_version=FACTS_VERSION).order_by("first_position"):
        files = (fact_file(fact, block) for fact, count in block.counts.items() if count)
        if block.first_position != expected or not all(path.exists() for path in files):
            break
        intact.append(block)
        expected = block.last_position + 1
    return intact
