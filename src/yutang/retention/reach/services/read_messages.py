"""The customer has read."""

from yutang.kernel import clock
from yutang.retention.reach.contracts import MessageFacts, message_unknown
from yutang.retention.reach.models import Message
from yutang.retention.reach.selectors.messages_of import facts_of


def read_message(*, customer_id: int, message_id: int) -> MessageFacts:
    """Mark one message as read, once; raises message_unknown for somebody else's."""
    row = Message.objects.filter(pk=message_id, customer_id=customer_id).first()
    if row is None:
        raise message_unknown(message_id)
    if row.read_at is None:
        row.read_at = clock.now()
        row.save(update_fields=["read_at"])
    return facts_of(row)


def read_all_messages(*, customer_id: int) -> int:
    """Mark everything as read; returns how many were unread."""
    return Message.objects.filter(customer_id=customer_id, read_at__isnull=True).update(read_at=clock.now())
