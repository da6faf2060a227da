"""Sign in with a phone and the code that was sent to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import (
    CodeWrong,
    ConsentGiven,
    IdentityProvider,
    NewCustomer,
    SignedIn,
    SignInWant,
)
from yutang.foundation.customers.models import Customer, SignInCode
from yutang.foundation.customers.services.record_consents import record_consents
from yutang.foundation.customers.services.register_customer import (
    SIGN_IN,
    Recognised,
    Registration,
    identities_of,
    recognise_many,
    register_many,
    subject_index,
)
from yutang.foundation.customers.services.request_sign_in_code import code_digest, phone_index
from yutang.foundation.customers.services.tokens import make_token
from yutang.kernel import clock, prepared
from yutang.kernel.errors import DomainError


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
    (answer,) = sign_in_many([SignInWant(phone, code, source_link_id, home_store_id, tuple(consents))])
    if isinstance(answer, DomainError):
        raise answer
    return answer


def sign_in_many(wants: Sequence[SignInWant]) -> list[SignedIn | DomainError]:
    """Sign in many like sign_in_by_code, in one transaction; each is answered in its place.

    Statements do not grow with the batch, but for those whose code is wrong. Two who use the same phone are
    answered one after the other.
    """
    answers: dict[int, SignedIn | DomainError] = {}
    waiting: list[_Attempt] = []
    for place, want in enumerate(wants):
        try:
            waiting.append(_Attempt(place, rules.clean_phone(want.phone), rules.clean_code(want.code), want))
        except DomainError as error:
            answers[place] = error
    while waiting:
        first: dict[str, _Attempt] = {}
        for attempt in waiting:
            first.setdefault(attempt.phone, attempt)
        now = list(first.values())
        try:
            answers |= _sign_in(now)
        except IntegrityError:
            # Somebody registered one of these phones a moment ago; the codes are still unused: simply sign in.
            answers |= _sign_in(now)
        waiting = [attempt for attempt in waiting if attempt.place not in answers]
    return [answers[place] for place in range(len(wants))]


@dataclass(frozen=True, slots=True)
class _Attempt:
    place: int
    phone: str
    code: str
    want: SignInWant


@transaction.atomic(durable=True)
def _sign_in(attempts: Sequence[_Attempt]) -> dict[int, SignedIn | DomainError]:
    right, people = _use_codes(attempts)
    answers: dict[int, SignedIn | DomainError] = {
        attempt.place: _why_not(attempt) for attempt in attempts if attempt.phone not in right
    }
    welcome = [attempt for attempt in attempts if attempt.phone in right]
    _greet([(people[a.phone], a.want.consents) for a in welcome if a.phone in people])
    people |= _register([attempt for attempt in welcome if attempt.phone not in people])
    for attempt in welcome:
        who = people[attempt.phone]
        answers[attempt.place] = SignedIn(who.customer_id, make_token(who.customer_id, who.epoch), who.is_new)
    return answers


def _greet(known: Sequence[tuple[Recognised, Sequence[ConsentGiven]]]) -> None:
    if not known:
        return
    Customer.objects.filter(pk__in=[who.customer_id for who, _ in known]).update(last_seen_at=clock.now())
    for who, consents in known:
        if consents:
            record_consents(who.customer_id, consents=consents, source=SIGN_IN)


def _register(attempts: Sequence[_Attempt]) -> dict[str, Recognised]:
    news = [
        NewCustomer(
            phone=attempt.phone,
            source_link_id=attempt.want.source_link_id,
            home_store_id=attempt.want.home_store_id,
        )
        for attempt in attempts
    ]
    made = register_many(
        [
            Registration(new, tuple(identities_of(new)), attempt.want.consents)
            for new, attempt in zip(news, attempts, strict=True)
        ]
    )
    return {attempt.phone: who for attempt, who in zip(attempts, made, strict=True)}


# One conditional write for all: a code that is used, tried too often or too old changes no row.
_USE = """
    UPDATE customers_signincode SET code_digest = ''
    WHERE phone_index IN ({marks}) AND code_digest IN ({marks}) AND attempts < %s AND expires_at > %s
    RETURNING phone_index
"""
# The same, and who the phones belong to, in one statement.
_USE_AND_RECOGNISE = """
    WITH used AS (
        UPDATE customers_signincode AS code SET code_digest = ''
        FROM unnest(%s::varchar[], %s::varchar[], %s::varchar[]) AS given(phone, digest, subject)
        WHERE code.phone_index = given.phone AND code.code_digest = given.digest
          AND code.attempts < %s::int AND code.expires_at > %s::timestamptz
        RETURNING given.phone, given.subject
    )
    SELECT used.phone, customer.id, customer.token_epoch FROM used
    LEFT JOIN customers_identity AS identity ON identity.provider = %s AND identity.subject_index = used.subject
    LEFT JOIN customers_customer AS customer ON customer.id = identity.customer_id
"""


def _use_codes(attempts: Sequence[_Attempt]) -> tuple[set[str], dict[str, Recognised]]:
    """Use the codes up; return the phones whose code was right, and the customers among them."""
    phones = {phone_index(attempt.phone): attempt.phone for attempt in attempts}
    # A digest is bound to its phone: no other phone's row can have it.
    digests = [code_digest(attempt.phone, attempt.code) for attempt in attempts]
    now = clock.now()
    if connection.vendor == "postgresql":
        subjects = [subject_index(IdentityProvider.PHONE, attempt.phone) for attempt in attempts]
        lists = [prepared.array_literal(values) for values in (list(phones), digests, subjects)]
        values = [*lists, rules.ATTEMPTS, now, IdentityProvider.PHONE.value]
        rows = prepared.run(_USE_AND_RECOGNISE, values)[0]
        known = {phones[index]: Recognised(pk, epoch, is_new=False) for index, pk, epoch in rows if pk}
        return {phones[row[0]] for row in rows}, known
    marks = ", ".join(["%s"] * len(attempts))
    at = connection.ops.adapt_datetimefield_value(now)
    rows = prepared.run(_USE.format(marks=marks), [*phones, *digests, rules.ATTEMPTS, at])[0]
    right = {phones[row[0]] for row in rows}
    return right, recognise_many(sorted(right))


def _why_not(attempt: _Attempt) -> CodeWrong:
    """Count a failed attempt and say what was wrong."""
    waiting = SignInCode.objects.filter(phone_index=phone_index(attempt.phone))
    row = waiting.select_for_update().first()
    if row is None or not row.code_digest or row.expires_at <= clock.now():
        return CodeWrong("验证码已失效，请重新获取", attempts_left=0)
    left = rules.ATTEMPTS - row.attempts - 1
    if left >= 0:
        waiting.update(attempts=row.attempts + 1)
    message = f"验证码不对，还可以试 {left} 次" if left > 0 else "输错次数太多，请重新获取验证码"
    return CodeWrong(message, attempts_left=max(left, 0))
