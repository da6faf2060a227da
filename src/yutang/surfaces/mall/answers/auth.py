"""Signing in."""

from collections.abc import Sequence

from django.conf import settings

from yutang.foundation.customers.api import request_sign_in_code, sign_in_by_code
from yutang.foundation.customers.contracts import CodeWrong, ConsentGiven, ConsentPurpose
from yutang.foundation.links.api import claim_many, link_by_code
from yutang.integrations.sms.api import latest_for
from yutang.kernel import clock
from yutang.kernel.errors import DomainError, NotFound
from yutang.surfaces.mall.limits import Limit
from yutang.surfaces.mall.schemas.auth import CodeIn, CodeOut, DemoSmsOut, SignedInOut, SignInIn

CODES_OF_ADDRESS = Limit("codes", most=1_000, seconds=3_600)
FAILURES_OF_ADDRESS = Limit("sign-in-failures", most=50, seconds=600)


def request_code(body: CodeIn, *, address: str) -> CodeOut:
    """Send a code; the phone's own pause is kept by customers, the address's by us."""
    CODES_OF_ADDRESS.count(address)
    sent = request_sign_in_code(body.phone)
    return CodeOut(
        expires_in=max(int((sent.expires_at - clock.now()).total_seconds()), 0),
        resend_after=sent.retry_after_s,
    )


def sign_in(body: SignInIn, *, visitor_id: str, address: str) -> SignedInOut:
    """Exchange the code for a token; the device's touches become the customer's."""
    (answer,) = sign_in_many([(body, visitor_id, address)])
    if isinstance(answer, Exception):
        raise answer
    return answer


def sign_in_many(wanted: Sequence[tuple[SignInIn, str, str]]) -> list[SignedInOut | DomainError]:
    """Sign in many: each code is used up by itself, then the touches of all devices are claimed together.

    A code is used up in a transaction of its own, so that a wrong one stays counted. When the second step is lost to
    a crash, the touches wait for the next time the device signs in.
    """
    answers = [_answer(body, address) for body, _, address in wanted]
    claim_many(
        {
            visitor_id: answer.customer_id
            for answer, (_, visitor_id, _) in zip(answers, wanted, strict=True)
            if isinstance(answer, SignedInOut)
        }
    )
    return answers


def _answer(body: SignInIn, address: str) -> SignedInOut | DomainError:
    try:
        return _use_code(body, address)
    except DomainError as error:
        return error


def _use_code(body: SignInIn, address: str) -> SignedInOut:
    FAILURES_OF_ADDRESS.check(address)
    if not body.agree_terms:
        raise DomainError("terms_required", "请先同意用户协议和隐私政策", field="agree_terms")
    consents = [ConsentGiven(ConsentPurpose.TERMS), ConsentGiven(ConsentPurpose.PRIVACY)]
    if body.agree_marketing:
        consents.append(ConsentGiven(ConsentPurpose.MARKETING))
    try:
        signed = sign_in_by_code(
            body.phone, body.code, source_link_id=_source_link(body.link_code), consents=consents
        )
    except CodeWrong:
        FAILURES_OF_ADDRESS.count(address)
        raise
    return SignedInOut(token=signed.token, is_new=signed.is_new, customer_id=signed.customer_id)


def _source_link(code: str | None) -> int | None:
    """The link that led here; a bad code is no reason to keep a customer out."""
    if not code:
        return None
    try:
        return link_by_code(code).link_id
    except NotFound:
        return None


def demo_sms(phone: str) -> DemoSmsOut:
    """The last message to a phone; there is no such thing outside the demo."""
    sms = latest_for(phone) if settings.DEMO else None
    if sms is None:
        raise NotFound("not_found", "没有找到")
    return DemoSmsOut(phone=phone, code=sms.params.get("code"), body=sms.body)
