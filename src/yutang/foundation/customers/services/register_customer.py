"""Recognise a customer by an identity, or register a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import (
    BadCustomerField,
    ConsentGiven,
    ConsentPurpose,
    IdentityProvider,
    NewCustomer,
)
from yutang.foundation.customers.events import CustomerRegistered
from yutang.foundation.customers.models import Customer, Identity
from yutang.foundation.customers.services.record_consents import append_consents
from yutang.kernel import clock
from yutang.kernel.batches import insert_columns, next_ids, one_statement
from yutang.kernel.ids import dated_no
from yutang.kernel.outbox import publish_many
from yutang.kernel.queries import Many, Query
from yutang.kernel.secrets import blind_index, mask_phone

SIGN_IN = "sign_in"
_BY_PHONE = Query(
    lambda: (
        Identity.objects.filter(provider=IdentityProvider.PHONE.value, subject_index__among=Many("indexes"))
        .order_by()
        .values_list("subject_index", "customer_id", "customer__token_epoch")
    )
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The customer behind an identity; `epoch` goes into his tokens."""

    customer_id: int
    epoch: int
    is_new: bool


def subject_index(provider: IdentityProvider, subject: str) -> str:
    """By what an identity is found without decrypting any."""
    return blind_index(subject, purpose=f"identity:{provider.value}")


@transaction.atomic
def register_customer(new: NewCustomer) -> Recognised:
    """Return the customer with this phone or external number, registering him if there is none.

    Two devices that register the same identity at once get the same customer. A new one is announced by
    CustomerRegistered. Fields of a known customer are left as they are.
    """
    identities = identities_of(new)
    if not identities:
        raise BadCustomerField("phone", "手机号和外部编号至少要有一个")
    found = recognise(identities)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return register_many([Registration(new, tuple(identities))])[0]
    except IntegrityError:
        # Somebody registered this identity a moment ago: he is the customer.
        found = recognise(identities)
        if found is None:
            raise
        return found


def identities_of(new: NewCustomer) -> list[tuple[IdentityProvider, str]]:
    """The identities a new customer brings."""
    identities = []
    if new.phone:
        identities.append((IdentityProvider.PHONE, rules.clean_phone(new.phone)))
    if new.external_no:
        identities.append((IdentityProvider.IMPORT, new.external_no))
    return identities


def recognise(identities: Sequence[tuple[IdentityProvider, str]]) -> Recognised | None:
    """The customer who has the first known of these identities."""
    for provider, subject in identities:
        row = (
            Identity.objects.filter(provider=provider.value, subject_index=subject_index(provider, subject))
            .values_list("customer_id", "customer__token_epoch")
            .first()
        )
        if row is not None:
            return Recognised(row[0], row[1], is_new=False)
    return None


def recognise_many(phones: Sequence[str]) -> dict[str, Recognised]:
    """The customers who have these phones, by phone, in one statement."""
    if not phones:
        return {}
    indexes = {subject_index(IdentityProvider.PHONE, phone): phone for phone in phones}
    rows = _BY_PHONE.rows(indexes=list(indexes))
    return {indexes[index]: Recognised(pk, epoch, is_new=False) for index, pk, epoch in rows}


@dataclass(frozen=True, slots=True)
class Registration:
    """A customer about to be written, his identities, and what he agreed to."""

    new: NewCustomer
    identities: tuple[tuple[IdentityProvider, str], ...]
    consents: tuple[ConsentGiven, ...] = ()

    @property
    def phone(self) -> str:
        """His phone, or nothing."""
        return next((subject for kind, subject in self.identities if kind is IdentityProvider.PHONE), "")


def register_many(registrations: Sequence[Registration]) -> list[Recognised]:
    """Write new customers with identities and first consents; IntegrityError if one is known after all."""
    if not registrations:
        return []
    with one_statement():
        return _insert(registrations, clock.now())


def _insert(registrations: Sequence[Registration], at: datetime) -> list[Recognised]:
    ids = _insert_customers(registrations, at)
    pairs = [(pk, *found) for pk, one in zip(ids, registrations, strict=True) for found in one.identities]
    insert_columns(
        Identity,
        customer_id=[pk for pk, _, _ in pairs],
        provider=[provider.value for _, provider, _ in pairs],
        subject_index=[subject_index(provider, subject) for _, provider, subject in pairs],
        value=[subject for _, _, subject in pairs],
        created_at=[at] * len(pairs),
    )
    said = [(pk, one) for pk, found in zip(ids, registrations, strict=True) for one in found.consents]
    consents = append_consents(said, source=SIGN_IN)
    publish_many(
        [
            *(
                CustomerRegistered(pk, one.new.source_link_id, one.new.home_store_id)
                for pk, one in zip(ids, registrations, strict=True)
            ),
            *consents,
        ]
    )
    return [Recognised(pk, 0, is_new=True) for pk in ids]


def _insert_customers(registrations: Sequence[Registration], at: datetime) -> list[int]:
    news = [one.new for one in registrations]
    columns: dict[str, list[Any]] = {
        "no": [dated_no("M", at) for _ in news],
        "nickname": [_nickname(one) for one in registrations],
        "avatar": [new.avatar for new in news],
        "phone_masked": [mask_phone(one.phone) if one.phone else "" for one in registrations],
        "price_group": [new.price_group for new in news],
        "home_store_id": [new.home_store_id for new in news],
        "birthday": [new.birthday for new in news],
        "marketing_ok": [_wants_marketing(one.consents) for one in registrations],
        "source_link_id": [new.source_link_id for new in news],
        "token_epoch": [0 for _ in news],
        "imported_from": ["" for _ in news],
        "created_at": [new.registered_at or at for new in news],
        "last_seen_at": [new.registered_at or at for new in news],
    }
    if len(news) == 1 and connection.vendor == "sqlite":
        # One row learns its id from the insert itself: a statement less than reserving ids.
        return [Customer.objects.create(**{name: values[0] for name, values in columns.items()}).pk]
    ids = next_ids(Customer, len(news))
    insert_columns(Customer, id=ids, **columns)
    return ids


def _nickname(one: Registration) -> str:
    given = one.new.nickname or (f"用户{one.phone[-4:]}" if one.phone else "")
    return rules.clean_text(given, field="nickname", label="昵称", longest=20, required=False)


def _wants_marketing(consents: Sequence[ConsentGiven]) -> bool:
    return any(one.purpose == ConsentPurpose.MARKETING and one.granted for one in consents)
