"""Tie a further identity to a customer."""

from django.db import IntegrityError, transaction

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import BadCustomerField, CustomerUnknown, IdentityProvider
from yutang.foundation.customers.models import Customer, Identity
from yutang.foundation.customers.services.register_customer import recognise, subject_index
from yutang.kernel import clock
from yutang.kernel.errors import Conflict
from yutang.kernel.secrets import mask_phone


def add_identity(customer_id: int, *, provider: IdentityProvider, subject: str) -> None:
    """Let the customer also be recognised by this; again is no error, Conflict if it is somebody else's."""
    if provider is IdentityProvider.PHONE:
        subject = rules.clean_phone(subject)
    elif not subject or len(subject) > 200:
        raise BadCustomerField("subject", "身份编号不能为空，且不超过 200 个字符")
    try:
        with transaction.atomic():
            _add(customer_id, provider, subject)
    except IntegrityError:
        found = recognise([(provider, subject)])
        if found is None or found.customer_id != customer_id:
            raise _taken() from None


def _add(customer_id: int, provider: IdentityProvider, subject: str) -> None:
    if not Customer.objects.filter(pk=customer_id, erased_at=None).exists():
        raise CustomerUnknown(customer_id)
    found = recognise([(provider, subject)])
    if found is not None:
        if found.customer_id != customer_id:
            raise _taken()
        return
    Identity.objects.create(
        customer_id=customer_id,
        provider=provider.value,
        subject_index=subject_index(provider, subject),
        value=subject,
        created_at=clock.now(),
    )
    if provider is IdentityProvider.PHONE:
        Customer.objects.filter(pk=customer_id).update(phone_masked=mask_phone(subject))


def _taken() -> Conflict:
    return Conflict("identity_taken", "这个账号已经绑定了另一位客户", field="subject")
