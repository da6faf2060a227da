"""The door of short messages."""

from yutang.integrations.sms.contracts import SentSms, UnknownSmsTemplate
from yutang.integrations.sms.outbox import facts_of, latest_for, send_sms

__all__ = ["SentSms", "UnknownSmsTemplate", "facts_of", "latest_for", "send_sms"]
