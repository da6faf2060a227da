"""Signing in."""

from collections.abc import Mapping, Sequence

from django.conf import settings

from yutang.foundation.customers.api import request_sign_in_code
from yutang.foundation.customers.api import sign_in_many as use_codes
from yutang.foundation.customers.contracts import CodeWrong, ConsentGiven, ConsentPurpose, SignInWant
from yutang.foundation.links.api import claim_many, links_by_codes
from yutang.foundation.links.contracts import LinkFacts
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
    """Sign in many: the codes are used up together, then the touches of all devices are claimed together.

    Codes are used up in a transaction of their own, so that a wrong one stays counted. When the second step is lost to
    a crash, the touches wait for the next time the device signs in.
    """
    sources = links_by_codes({body.link_code for body, _, _ in wanted if body.link_code})
    answers: list[SignedInOut | DomainError | None] = [_refusal(body, ip) for body, _, ip in wanted]
    let_in = [place for place, refusal in enumerate(answers) if refusal is None]
    signed = use_codes([_want(wanted[place][0], sources) for place in let_in])
    for place, answer in zip(let_in, signed, strict=True):
        if isinstance(answer, DomainError):
            if isinstance(answer, CodeWrong):
                FAILURES_OF_ADDRESS.count(wanted[place][2])
            answers[place] = answer
        else:
            answers[place] = SignedInOut(
                token=answer.token, is_new=answer.is_new, customer_id=answer.customer_id
            )
    claim_many(
        {
            visitor_id: answer.customer_id
            for answer, (_, visitor_id, _) in zip(answers, wanted, strict=True)
            if isinstance(answer, SignedInOut)
        },
        newcomers={a.customer_id for a in answers if isinstance(a, SignedInOut) and a.is_new},
    )
    return [answer for answer in answers if answer is not None]


def _refusal(body: SignInIn, address: str) -> DomainError | None:
    """Why this one is not even tried."""
    try:
        FAILURES_OF_ADDRESS.check(address)
    except DomainError as error:
        return error
    if not body.agree_terms:
        return DomainError("terms_required", "请先同意用户协议和隐私政策", field="agree_terms")
    return None


def _want(body: SignInIn, sources: Mapping[str, LinkFacts]) -> SignInWant:
    """The link that led here is kept; a bad code of one is no reason to keep a customer out."""
    consents = [ConsentGiven(ConsentPurpose.TERMS), ConsentGiven(ConsentPurpose.PRIVACY)]
    if body.agree_marketing:
        consents.append(ConsentGiven(ConsentPurpose.MARKETING))
    source = sources.get(body.link_code or "")
    return SignInWant(
        body.phone, body.code, source_link_id=source.link_id if source else None, consents=tuple(consents)
    )


def demo_sms(phone: str) -> DemoSmsOut:
    """The last message to a phone; there is no such thing outside the demo."""
    sms = latest_for(phone) if settings.DEMO else None
    if sms is None:
        raise NotFound("not_found", "没有找到")
    return DemoSmsOut(phone=phone, code=sms.params.get("code"), body=sms.body)
