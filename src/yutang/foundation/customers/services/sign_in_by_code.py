"""Sign in with a phone and the code that was sent to it."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import CodeWrong, ConsentGiven, NewCustomer, SignedIn
from yutang.foundation.customers.models import Customer, SignInCode
from yutang.foundation.customers.services.record_consents import record_consents
from yutang.foundation.customers.services.register_customer import (
    SIGN_IN,
    identities_of,
    recognise,
    register,
)
from yutang.foundation.customers.services.request_sign_in_code import code_digest, phone_index
from yutang.foundation.customers.services.tokens import make_token
from yutang.kernel import clock


def sign_in_by_code(
    phone: str,
    code: str,
    *,
    source_link_id: int | None = None,
    home_store_id: int | None = None,
    consents: Sequence[ConsentGiven] = (),
) -> SignedIn:
    """Sign in, registering the customer if the phone is new; the code is used up.

    CodeWrong when it is wrong, used, five times tried or older than ten minutes. A failed attempt must stay
    counted, so this verb owns its transaction: calling it inside another is a RuntimeError.
    """
    number, digits = rules.clean_phone(phone), rules.clean_code(code)
    new = NewCustomer(phone=number, source_link_id=source_link_id, home_store_id=home_store_id)
    try:
        outcome = _attempt(new, digits, consents)
    except IntegrityError:
        # Somebody registered this phone a moment ago; the code is still unused, so simply sign in.
        outcome = _attempt(new, digits, consents)
    if isinstance(outcome, CodeWrong):
        raise outcome
    return outcome


@transaction.atomic(durable=True)
def _attempt(new: NewCustomer, code: str, consents: Sequence[ConsentGiven]) -> SignedIn | CodeWrong:
    refusal = _use_code(new.phone, code)
    if refusal is not None:
        return refusal
    identities = identities_of(new)
    who = recognise(identities)
    if who is None:
        who = register(new, identities, consents=consents)
    else:
        Customer.objects.filter(pk=who.customer_id).update(last_seen_at=clock.now())
        if consents:
            record_consents(who.customer_id, consents=consents, source=SIGN_IN)
    return SignedIn(who.customer_id, make_token(who.customer_id, who.epoch), who.is_new)


def _use_code(phone: str, code: str) -> CodeWrong | None:
    """Use the code up by one conditional write, or count a failed attempt and say why."""
    waiting = SignInCode.objects.filter(phone_index=phone_index(phone))
    right = waiting.filter(
        code_digest=code_digest(phone, code), attempts__lt=rules.ATTEMPTS, expires_at__gt=clock.now()
    )
    if right.update(code_digest="") == 1:
        return None
    row = waiting.select_for_update().first()
    if row is None or not row.code_digest or row.expires_at <= clock.now():
        return CodeWrong("验证码已失效，请重新获取", attempts_left=0)
    left = rules.ATTEMPTS - row.attempts - 1
    if left >= 0:
        waiting.update(attempts=row.attempts + 1)
    message = f"验证码不对，还可以试 {left} 次" if left > 0 else "输错次数太多，请重新获取验证码"
    return CodeWrong(message, attempts_left=max(left, 0))
