"""The door of reach."""

from yutang.retention.reach.selectors.messages_of import messages_page, unread_count
from yutang.retention.reach.services.read_messages import read_all_messages, read_message
from yutang.retention.reach.services.send_messages import send_messages
from yutang.retention.reach.texts import register_text

__all__ = [
    "messages_page",
    "read_all_messages",
    "read_message",
    "register_text",
    "send_messages",
    "unread_count",
]
