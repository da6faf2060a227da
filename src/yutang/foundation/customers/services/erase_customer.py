"""Forget a customer who asks for it."""

from django.db import transaction
from django.db.models import F

from yutang.foundation.customers.contracts import CustomerUnknown, IdentityProvider
from yutang.foundation.customers.events import CustomerErased
from yutang.foundation.customers.models import Address, Customer, Identity, SignInCode
from yutang.foundation.customers.services.request_sign_in_code import phone_index
from yutang.kernel import audit, clock
from yutang.kernel.outbox import publish

ERASED_NICKNAME = "已注销用户"


@transaction.atomic
def erase_customer(customer_id: int, *, actor: str) -> None:
    """Delete identities, addresses and profile for good; orders stay, tied to a customer without a face.

    The same phone may register again as somebody new. Every token dies, CustomerErased tells the others, and
    the audit keeps that it happened. Erasing twice is no error.
    """
    customer = Customer.objects.select_for_update().filter(pk=customer_id).first()
    if customer is None:
        raise CustomerUnknown(customer_id)
    if customer.erased_at is not None:
        return
    identities = Identity.objects.filter(customer_id=customer_id)
    phones = identities.filter(provider=IdentityProvider.PHONE.value).values_list("value", flat=True)
    SignInCode.objects.filter(phone_index__in=[phone_index(phone) for phone in phones]).delete()
    identities.delete()
    Address.objects.filter(customer_id=customer_id).delete()
    Customer.objects.filter(pk=customer_id).update(
        nickname=ERASED_NICKNAME,
        avatar="",
        phone_masked="",
        birthday=None,
        price_group="",
        marketing_ok=False,
        token_epoch=F("token_epoch") + 1,
        erased_at=clock.now(),
    )
    audit.erase(subject=f"customer:{customer_id}")
    audit.record(actor=actor, action="customers.erase", subject=f"customer:{customer_id}", change={})
    publish(CustomerErased(customer_id))
