"""Rows of the embedded outbox."""

from yutang.integrations.sms.models.sms_message import SmsMessage

__all__ = ["SmsMessage"]
