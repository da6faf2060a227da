"""The message centre."""

from yutang.surfaces.mall.schemas.shared import Moment, Out


class MessageOut(Out):
    """One message; `path` is the page its button opens."""

    id: int
    kind: str
    title: str
    body: str
    path: str
    action_text: str
    read: bool
    at: Moment


class MessagesOut(Out):
    """One page of messages, the newest first."""

    items: list[MessageOut]
    unread_count: int
    next_page: int | None


class UnreadOut(Out):
    """The red dot."""

    unread_count: int
