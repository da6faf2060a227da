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


def sms_template_unknown(template: str) -> DomainError:
    """The error for a message without text."""
    return DomainError("sms_template_unknown", "没有这个短信模板", template=template)
