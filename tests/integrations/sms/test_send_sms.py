"""The embedded outbox."""

import pytest
from django.db import connection

from yutang.integrations.sms.api import latest_for, send_sms
from yutang.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


def test_the_newest_message_to_a_phone_can_be_read() -> None:
    send_sms("13800138000", "sign_in_code", {"brand": "一鲫鲜果", "code": "123456", "minutes": "10"})
    send_sms("13800138000", "sign_in_code", {"brand": "一鲫鲜果", "code": "654321", "minutes": "10"})
    send_sms("13900139000", "sign_in_code", {"brand": "一鲫鲜果", "code": "000000", "minutes": "10"})

    found = latest_for("13800138000")

    assert found is not None
    assert found.params["code"] == "654321"
    assert found.body == "【一鲫鲜果】验证码 654321，10 分钟内有效。请勿告诉他人。"
    assert found.phone_masked == "138****8000"
    assert latest_for("13700137000") is None


def test_neither_phone_nor_code_lies_in_the_table() -> None:
    send_sms("13800138000", "sign_in_code", {"brand": "b", "code": "123456", "minutes": "10"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sms_smsmessage")
        row = " ".join(str(value) for value in cursor.fetchone())
    assert "13800138000" not in row
    assert "123456" not in row


def test_a_message_without_text_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        send_sms("13800138000", "nonsense", {})
    assert refused.value.code == "sms_template_unknown"
