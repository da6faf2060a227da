"""Pure decisions about customers: what a phone, an address and a sign-in code may be."""

import base64
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yutang.foundation.customers.contracts import AddressFields, BadCustomerField, ProfileChanges
from yutang.kernel.errors import TooMany

CODE_LIFE = timedelta(minutes=10)
CODE_PAUSE = timedelta(minutes=1)
CODES_PER_DAY = 10
ATTEMPTS = 5
TOKEN_LIFE = timedelta(days=30)
MOST_ADDRESSES = 20

_SEPARATORS = re.compile(r"[\s\-()（）·]")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_CODE = re.compile(r"[0-9]{6}")
_REGION_CODE = re.compile(r"[0-9]{6}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def clean_phone(phone: str, *, field: str = "phone") -> str:
    """Return a mainland mobile number as 11 digits, or raise BadCustomerField.

    +86, 0086 and separators are understood and dropped.
    """
    digits = _SEPARATORS.sub("", phone)
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    if len(digits) == 13:
        digits = digits.removeprefix("86")
    if not _PHONE.fullmatch(digits):
        raise BadCustomerField(field, "请输入正确的 11 位手机号")
    return digits


def clean_code(code: str) -> str:
    """Return a six-digit sign-in code; BadCustomerField if it is none."""
    digits = code.strip()
    if not _CODE.fullmatch(digits):
        raise BadCustomerField("code", "请输入 6 位数字验证码")
    return digits


def clean_text(value: str, *, field: str, label: str, longest: int, required: bool = True) -> str:
    """Return one line of text without control characters; BadCustomerField if missing or too long."""
    text = _CONTROL.sub("", value).strip()
    if required and not text:
        raise BadCustomerField(field, f"请填写{label}")
    if len(text) > longest:
        raise BadCustomerField(field, f"{label}不能超过 {longest} 个字")
    return text


def clean_address(given: AddressFields) -> AddressFields:
    """Return the address as it will be stored; BadCustomerField names the first field that is wrong."""
    if given.region_code and not _REGION_CODE.fullmatch(given.region_code):
        raise BadCustomerField("region_code", "行政区划代码应是 6 位数字")
    return AddressFields(
        name=clean_text(given.name, field="name", label="收货人", longest=25),
        phone=_reachable(given.phone),
        province=clean_text(given.province, field="province", label="省份", longest=20),
        city=clean_text(given.city, field="city", label="城市", longest=20),
        district=clean_text(given.district, field="district", label="区县", longest=20, required=False),
        detail=clean_text(given.detail, field="detail", label="详细地址", longest=120),
        region_code=given.region_code,
        is_default=given.is_default,
    )


def check_profile(changes: ProfileChanges, *, today: date) -> ProfileChanges:
    """Return the changes as they will be stored; BadCustomerField names the field that is wrong."""
    nickname = changes.nickname
    if nickname is not None:
        nickname = clean_text(nickname, field="nickname", label="昵称", longest=20)
    if changes.avatar is not None and len(changes.avatar) > 200:
        raise BadCustomerField("avatar", "头像地址太长")
    if changes.birthday is not None and not date(1900, 1, 1) <= changes.birthday <= today:
        raise BadCustomerField("birthday", "请填写正确的生日")
    return ProfileChanges(nickname, changes.avatar, changes.birthday, changes.home_store_id)


def too_many_codes(sent_at: datetime, *, at: datetime) -> TooMany:
    """Say why no code is sent: within a minute of the last one, or the eleventh of the day."""
    waited = at - sent_at
    if abs(waited) < CODE_PAUSE:
        wait = -int(-(CODE_PAUSE - max(waited, timedelta(0))).total_seconds() // 1)
        return TooMany("code_too_soon", f"发送太频繁，请 {wait} 秒后再试", field="phone", retry_after=wait)
    wait = 24 * 3600
    message = f"今天已发送 {CODES_PER_DAY} 次验证码，请明天再试"
    return TooMany("code_too_many", message, field="phone", retry_after=wait)


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a token says about its bearer."""

    customer_id: int
    epoch: int
    expires: int


def token_body(claims: TokenClaims) -> str:
    """The signed part of a token."""
    text = f"{claims.customer_id}.{claims.epoch}.{claims.expires}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def claims_of(body: str) -> TokenClaims | None:
    """Read the signed part of a token; None if it is none."""
    try:
        text = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode("ascii")
        customer_id, epoch, expires = (int(part) for part in text.split("."))
    except ValueError:
        return None
    return TokenClaims(customer_id, epoch, expires)


def _reachable(phone: str) -> str:
    digits = _SEPARATORS.sub("", phone)
    return digits if _LANDLINE.fullmatch(digits) else clean_phone(phone)
