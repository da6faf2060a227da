"""What callers of short messages see."""

from dataclasses import dataclass
from datetime import datetime

from yutang.kernel.errors import DomainError


@dataclass(frozen=True, kw_only=True)
class SentSms:
    """A message as it left the house."""

    sms_id: int
    phone_masked: str
    template: str
    body: str
    params: dict[str, str]
    sent_at: datetime


class UnknownSmsTemplate(DomainError):
    """The template has no text."""

    def __init__(self, template: str) -> None:
        super().__init__("sms_template_unknown", "没有这个短信模板", template=template)
