"""Recognise a customer by an identity, or register a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

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
from yutang.kernel.ids import dated_no
from yutang.kernel.outbox import publish_many
from yutang.kernel.secrets import blind_index, mask_phone

SIGN_IN = "sign_in"


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
            return register(new, identities)
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


def register(
    new: NewCustomer,
    identities: Sequence[tuple[IdentityProvider, str]],
    *,
    consents: Sequence[ConsentGiven] = (),
) -> Recognised:
    """Write a new customer with identities and first consents; IntegrityError if one is known after all."""
    at = clock.now()
    phone = next((subject for provider, subject in identities if provider is IdentityProvider.PHONE), "")
    customer = Customer.objects.create(
        no=dated_no("M", at),
        nickname=rules.clean_text(
            new.nickname or (f"用户{phone[-4:]}" if phone else ""),
            field="nickname",
            label="昵称",
            longest=20,
            required=False,
        ),
        avatar=new.avatar,
        phone_masked=mask_phone(phone) if phone else "",
        price_group=new.price_group,
        home_store_id=new.home_store_id,
        birthday=new.birthday,
        source_link_id=new.source_link_id,
        created_at=new.registered_at or at,
        last_seen_at=new.registered_at or at,
        marketing_ok=any(one.purpose == ConsentPurpose.MARKETING and one.granted for one in consents),
    )
    Identity.objects.bulk_create(
        Identity(
            customer_id=customer.pk,
            provider=provider.value,
            subject_index=subject_index(provider, subject),
            value=subject,
            created_at=at,
        )
        for provider, subject in identities
    )
    publish_many(
        [
            CustomerRegistered(customer.pk, new.source_link_id, new.home_store_id),
            *append_consents(customer.pk, consents, source=SIGN_IN),
        ]
    )
    return Recognised(customer.pk, 0, is_new=True)
