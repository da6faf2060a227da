"""Turn complete blocks of the log into Parquet files."""

from pathlib import Path
from typing import Any

from django.conf import settings

from yutang.insight.warehouse.contracts import BLOCK_SIZE, FACTS_VERSION, SealReport, StoredEvent
from yutang.insight.warehouse.gateways import duck
from yutang.insight.warehouse.models import Block
from yutang.insight.warehouse.rules import FACTS, BlockSpan, block_digest, complete_blocks
from yutang.insight.warehouse.selectors.sealed_blocks import fact_file, intact_blocks
from yutang.insight.warehouse.selectors.stored_events import log_high_water, stored_events
from yutang.kernel import clock
from yutang.kernel.locks import single_runner

_EVENTS = "SELECT position, name, occurred_at, payload FROM batch"


def seal_blocks(*, size: int = BLOCK_SIZE) -> SealReport:
    """Seal every complete block that is not sealed yet; safe to run twice, at once, or after a crash.

    A block's files are named after its content and appear by rename, so sealing again writes the same names. Blocks
    whose files were lost are sealed again from the log.
    """
    with single_runner("warehouse-seal") as mine:
        if not mine:
            return SealReport(0, 0, 0)
        intact = intact_blocks()
        sealed_to = intact[-1].last_position if intact else 0
        spans = complete_blocks(sealed_to=sealed_to, high_water=log_high_water(), size=size)
        if not spans:
            return SealReport(0, 0, sealed_to)
        connection = duck.connect(Path(settings.WAREHOUSE_DIR) / "spill")
        try:
            events = sum(_seal(connection, span) for span in spans)
        finally:
            connection.close()
        return SealReport(len(spans), events, spans[-1].last)


def _seal(connection: Any, span: BlockSpan) -> int:
    events: list[StoredEvent] = list(stored_events(span.first, span.last))
    block = Block(
        first_position=span.first,
        last_position=span.last,
        digest=block_digest(events),
        facts_version=FACTS_VERSION,
        sealed_at=clock.now(),
    )
    duck.load_batch(connection, events)
    for fact, select in {"events": _EVENTS, **FACTS}.items():
        block.counts[fact] = duck.write_parquet(connection, select, fact_file(fact, block))
    # Blocks that followed a lost one overlap nothing: spans start right after the intact run.
    Block.objects.filter(first_position__lte=span.last, last_position__gte=span.first).delete()
    block.save(force_insert=True)
    return len(events)
