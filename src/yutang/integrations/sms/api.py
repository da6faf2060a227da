"""The door of short messages."""

from yutang.integrations.sms.contracts import SentSms, sms_template_unknown
from yutang.integrations.sms.outbox import facts_of, latest_for, send_sms

__all__ = ["SentSms", "facts_of", "latest_for", "send_sms", "sms_template_unknown"]
