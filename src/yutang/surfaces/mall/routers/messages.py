"""The message centre."""

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import messages
from yutang.surfaces.mall.caller import PathId, customer_of, signed_in
from yutang.surfaces.mall.schemas.messages import MessageOut, MessagesOut, UnreadOut
from yutang.surfaces.mall.schemas.shared import In, PageNumber

router = Router(tags=["messages"], auth=signed_in)


class MessageQuery(In):
    """Which page."""

    page: PageNumber = 1


@router.get("/messages", response=MessagesOut, operation_id="list_messages")
def list_messages(request: HttpRequest, query: Query[MessageQuery]) -> MessagesOut:
    """My messages."""
    return messages.page_of(customer_of(request), page=query.page)


@router.get("/messages/unread", response=UnreadOut, operation_id="count_unread")
def count_unread(request: HttpRequest) -> UnreadOut:
    """The red dot."""
    return messages.unread(customer_of(request))


@router.post("/messages/read-all", response=UnreadOut, operation_id="read_all_messages")
def read_all_messages(request: HttpRequest) -> UnreadOut:
    """Mark everything as read."""
    return messages.read_all(customer_of(request))


@router.post("/messages/{message_id}/read", response=MessageOut, operation_id="read_message")
def read_message(request: HttpRequest, message_id: PathId) -> MessageOut:
    """Mark one message as read."""
    return messages.read(customer_of(request), message_id)
