"""What others may ask reach to say, and what they get back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from yutang.kernel.errors import DomainError, NotFound


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """The text of one kind of message; `{name}` is replaced by a parameter. `path` is a page of the mall."""

    code: str
    kind: str
    title: str
    body: str
    action_text: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class MessageWant:
    """One message to one customer; the same key never says it twice."""

    customer_id: int
    template: str
    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message as its reader sees it."""

    message_id: int
    customer_id: int
    kind: str
    title: str
    body: str
    action_text: str
    path: str
    sent_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """One page, the newest first."""

    items: tuple[MessageFacts, ...]
    has_more: bool


def template_unknown(code: str) -> DomainError:
    """The error for a message without text."""
    return DomainError("message_template_unknown", "没有这个消息模板", field="template", template=code[:60])


def param_missing(code: str, name: str) -> DomainError:
    """The error for a text with a gap that nobody filled."""
    return DomainError("message_param_missing", "消息模板缺少参数", field=name, template=code[:60])


def message_unknown(message_id: int) -> NotFound:
    """The error for a message that does not exist or is somebody else's."""
    return NotFound("message_unknown", "没有找到这条消息", field="message_id", message_id=message_id)
