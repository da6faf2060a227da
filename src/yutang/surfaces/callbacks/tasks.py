"""What the inbox does by itself."""

from yutang.kernel.jobs import periodic
from yutang.surfaces.callbacks.inbox import process_waiting


@periodic(seconds=5, name="process-callbacks")
def process_callbacks() -> int:
    """Process what was stored and not processed: after a crash, or after an error that has passed."""
    return process_waiting()
