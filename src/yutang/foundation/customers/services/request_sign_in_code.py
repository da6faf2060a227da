"""Send somebody a code to sign in with."""

import secrets

from django.db import connection

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import CodeSent
from yutang.foundation.customers.models import SignInCode
from yutang.foundation.org import api as org
from yutang.integrations.sms.api import send_sms
from yutang.kernel import clock
from yutang.kernel.secrets import blind_index

TEMPLATE = "sign_in_code"


def request_sign_in_code(phone: str) -> CodeSent:
    """Send a six-digit code by short message; it lives ten minutes and replaces the one before.

    TooMany with `retry_after` seconds: one a minute and ten a day for each phone.
    """
    number = rules.clean_phone(phone)
    code = f"{secrets.randbelow(10**6):06d}"
    sent = _store(number, code)
    minutes = int(rules.CODE_LIFE.total_seconds()) // 60
    send_sms(number, TEMPLATE, {"brand": org.brand_profile().name, "code": code, "minutes": str(minutes)})
    return sent


def phone_index(phone: str) -> str:
    """By what the waiting code of a phone is found."""
    return blind_index(phone, purpose="sign-in-phone")


def code_digest(phone: str, code: str) -> str:
    """What is stored of a code: a keyed digest, bound to its phone."""
    return blind_index(f"{phone}:{code}", purpose="sign-in-code")


# One conditional write: whoever comes too soon changes no row, also when two ask at the same moment. A last
# code more than a pause in the future means that the house's clock was moved back since.
_STORE = """
    INSERT INTO customers_signincode
        (phone_index, code_digest, sent_at, expires_at, attempts, sent_on, sent_count)
    VALUES (%s, %s, %s, %s, 0, %s, 1)
    ON CONFLICT (phone_index) DO UPDATE SET
        code_digest = excluded.code_digest, sent_at = excluded.sent_at, expires_at = excluded.expires_at,
        attempts = 0, sent_on = excluded.sent_on,
        sent_count = CASE WHEN customers_signincode.sent_on = excluded.sent_on
            THEN customers_signincode.sent_count + 1 ELSE 1 END
    WHERE (customers_signincode.sent_at <= %s OR customers_signincode.sent_at >= %s)
        AND (customers_signincode.sent_on <> excluded.sent_on OR customers_signincode.sent_count < %s)
"""


def _store(phone: str, code: str) -> CodeSent:
    at, today = clock.now(), clock.business_date()
    index, expires_at = phone_index(phone), at + rules.CODE_LIFE
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            _STORE,
            [
                index,
                code_digest(phone, code),
                moment(at),
                moment(expires_at),
                connection.ops.adapt_datefield_value(today),
                moment(at - rules.CODE_PAUSE),
                moment(at + rules.CODE_PAUSE),
                rules.CODES_PER_DAY,
            ],
        )
        is_stored = cursor.rowcount == 1
    if not is_stored:
        row = SignInCode.objects.get(phone_index=index)
        raise rules.too_many_codes(row.sent_at, at=at)
    return CodeSent(expires_at, int(rules.CODE_PAUSE.total_seconds()))
