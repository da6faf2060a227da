"""The embedded outbox: messages are rows instead of radio waves, so that anyone can try and test."""

from collections.abc import Mapping

import orjson

from yutang.integrations.sms.contracts import SentSms, sms_template_unknown
from yutang.integrations.sms.models import SmsMessage
from yutang.integrations.sms.templates import TEMPLATES
from yutang.kernel import clock
from yutang.kernel.secrets import blind_index, mask_phone

PURPOSE = "sms"


def send_sms(phone: str, template: str, params: Mapping[str, str]) -> SentSms:
    """Send one message; raises sms_template_unknown for a template without text."""
    if template not in TEMPLATES:
        raise sms_template_unknown(template)
    row = SmsMessage.objects.create(
        phone_index=blind_index(phone, purpose=PURPOSE),
        phone_masked=mask_phone(phone),
        phone=phone,
        template=template,
        params=orjson.dumps(dict(params)).decode(),
        sent_at=clock.now(),
    )
    return facts_of(row)


def latest_for(phone: str, *, template: str | None = None) -> SentSms | None:
    """The newest message to a phone, for demo mode and tests."""
    rows = SmsMessage.objects.filter(phone_index=blind_index(phone, purpose=PURPOSE))
    if template is not None:
        rows = rows.filter(template=template)
    row = rows.order_by("-id").first()
    return facts_of(row) if row else None


def facts_of(row: SmsMessage) -> SentSms:
    """The message in words; values that a newer template needs and the row lacks stay empty."""
    params: dict[str, str] = orjson.loads(row.params)
    text = TEMPLATES.get(row.template, "")
    return SentSms(
        sms_id=row.pk,
        phone_masked=row.phone_masked,
        template=row.template,
        body=text.format_map(_Blank(params)),
        params=params,
        sent_at=row.sent_at,
    )


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
