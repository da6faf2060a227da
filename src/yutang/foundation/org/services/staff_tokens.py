"""Tokens of staff on their phones: a seal that ends when the password changes or the person leaves."""

import hmac

from django.contrib.auth import authenticate

from yutang.foundation.org.contracts import StaffFacts
from yutang.foundation.org.models import Staff
from yutang.foundation.org.selectors.staff import staff_of
from yutang.kernel import clock, secrets
from yutang.kernel.errors import Unauthorized

LIFE_SECONDS = 7 * 24 * 3600
_PURPOSE = "staff-token"


def sign_in_staff(username: str, password: str) -> tuple[StaffFacts, str]:
    """Return the person behind a log-in and a token that names him for a week; Unauthorized("login_wrong")."""
    staff = authenticate(username=username, password=password)
    if not isinstance(staff, Staff) or not staff.is_active:
        raise Unauthorized("login_wrong", "账号或密码不对，请再试一次", field="password")
    body = f"{staff.pk}-{_print_of(staff)}-{int(clock.now().timestamp()) + LIFE_SECONDS}"
    return staff_of(staff.pk), f"{body}.{secrets.mac(body.encode(), purpose=_PURPOSE)}"


def staff_of_token(token: str) -> StaffFacts:
    """The person a token names, asked from the database; Unauthorized if it is forged, too old, or no longer right."""
    body, _, seal = token.partition(".")
    if not token.isascii() or not _is_sealed(body, seal):
        raise Unauthorized("token_bad", "请先登录")
    number, fingerprint, expires = body.split("-")
    if int(expires) < clock.now().timestamp():
        raise Unauthorized("token_expired", "登录已过期，请重新登录")
    staff = Staff.objects.filter(pk=int(number), is_active=True).first()
    if staff is None or not hmac.compare_digest(_print_of(staff), fingerprint):
        raise Unauthorized("token_revoked", "登录已失效，请重新登录")
    return staff_of(staff.pk)


def _print_of(staff: Staff) -> str:
    return secrets.mac(staff.password.encode(), purpose="staff-password")[:16]


def _is_sealed(body: str, seal: str) -> bool:
    return any(
        hmac.compare_digest(secrets.mac(body.encode(), purpose=_PURPOSE, secret=key), seal)
        for key in secrets.all_keys()
    )
