"""The message centre."""

from yutang.retention.reach import api as reach
from yutang.retention.reach.contracts import MessageFacts
from yutang.surfaces.mall.schemas.messages import MessageOut, MessagesOut, UnreadOut


def message_out(message: MessageFacts) -> MessageOut:
    """One message."""
    return MessageOut(
        id=message.message_id,
        kind=message.kind,
        title=message.title,
        body=message.body,
        path=message.path,
        action_text=message.action_text,
        read=message.read_at is not None,
        at=message.sent_at,
    )


def page_of(customer_id: int, *, page: int) -> MessagesOut:
    """One page."""
    found = reach.messages_page(customer_id, page=page)
    return MessagesOut(
        items=[message_out(message) for message in found.items],
        unread_count=reach.unread_count(customer_id),
        next_page=page + 1 if found.has_more else None,
    )


def unread(customer_id: int) -> UnreadOut:
    """The red dot."""
    return UnreadOut(unread_count=reach.unread_count(customer_id))


def read(customer_id: int, message_id: int) -> MessageOut:
    """Mark one."""
    return message_out(reach.read_message(customer_id=customer_id, message_id=message_id))


def read_all(customer_id: int) -> UnreadOut:
    """Mark all."""
    reach.read_all_messages(customer_id=customer_id)
    return UnreadOut(unread_count=0)
