"""Send somebody a code to sign in with."""

import secrets

from django.db import transaction

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


@transaction.atomic
def _store(phone: str, code: str) -> CodeSent:
    at, today = clock.now(), clock.business_date()
    fresh = {
        "code_digest": code_digest(phone, code),
        "sent_at": at,
        "expires_at": at + rules.CODE_LIFE,
        "sent_on": today,
        "attempts": 0,
    }
    row, is_new = SignInCode.objects.select_for_update().get_or_create(
        phone_index=phone_index(phone), defaults={**fresh, "sent_count": 1}
    )
    if not is_new:
        rules.check_pace(
            sent_at=row.sent_at, sent_on=row.sent_on, sent_count=row.sent_count, at=at, today=today
        )
        count = row.sent_count + 1 if row.sent_on == today else 1
        SignInCode.objects.filter(pk=row.pk).update(**fresh, sent_count=count)
    return CodeSent(at + rules.CODE_LIFE, int(rules.CODE_PAUSE.total_seconds()))
