"""A customer's message centre."""

from yutang.retention.reach.contracts import MessageFacts, MessagesPage
from yutang.retention.reach.models import Message


def facts_of(row: Message) -> MessageFacts:
    """The row as a contract."""
    return MessageFacts(
        message_id=row.pk,
        customer_id=row.customer_id,
        kind=row.kind,
        title=row.title,
        body=row.body,
        action_text=row.action_text,
        path=row.path,
        sent_at=row.sent_at,
        read_at=row.read_at,
    )


def messages_page(customer_id: int, *, page: int = 1, size: int = 20) -> MessagesPage:
    """One page of messages, the newest first."""
    start = (page - 1) * size
    rows = list(Message.objects.filter(customer_id=customer_id).order_by("-id")[start : start + size + 1])
    return MessagesPage(items=tuple(facts_of(row) for row in rows[:size]), has_more=len(rows) > size)


def unread_count(customer_id: int) -> int:
    """How many messages the customer has not opened."""
    return Message.objects.filter(customer_id=customer_id, read_at__isnull=True).count()
