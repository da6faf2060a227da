"""Who a customer is."""

from collections.abc import Iterable

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import (
    CustomerFacts,
    CustomerProfile,
    CustomerUnknown,
    IdentityProvider,
)
from yutang.foundation.customers.models import Customer, Identity
from yutang.kernel.queries import Many, Query
from yutang.kernel.secrets import blind_index

_BY_ID = Query(lambda: Customer.objects.filter(pk__among=Many("ids")).order_by())


def customers_by_ids(customer_ids: Iterable[int]) -> dict[int, CustomerFacts]:
    """What may be shown of these customers, in one query."""
    return {row.pk: _facts(row) for row in _BY_ID.objects(ids=set(customer_ids))}


def customer_profile(customer_id: int) -> CustomerProfile:
    """The customer's own page; CustomerUnknown if there is none or he was erased."""
    row = Customer.objects.filter(pk=customer_id, erased_at=None).first()
    if row is None:
        raise CustomerUnknown(customer_id)
    return CustomerProfile(
        customer_id=row.pk,
        no=row.no,
        nickname=row.nickname,
        avatar=row.avatar,
        phone_masked=row.phone_masked,
        price_group=row.price_group,
        home_store_id=row.home_store_id,
        birthday=row.birthday,
        marketing_ok=row.marketing_ok,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
    )


def customer_by_phone(phone: str) -> int | None:
    """The customer who has this phone, found by its blind index."""
    index = blind_index(rules.clean_phone(phone), purpose=f"identity:{IdentityProvider.PHONE.value}")
    return (
        Identity.objects.filter(provider=IdentityProvider.PHONE.value, subject_index=index)
        .values_list("customer_id", flat=True)
        .first()
    )


def phone_of(customer_id: int) -> str:
    """The customer's number in clear, for sending to it; what staff see goes through `unmask_phone`."""
    row = Identity.objects.filter(customer_id=customer_id, provider=IdentityProvider.PHONE.value)
    return row.order_by("-id").values_list("value", flat=True).first() or ""


def _facts(row: Customer) -> CustomerFacts:
    return CustomerFacts(
        customer_id=row.pk,
        no=row.no,
        nickname=row.nickname,
        avatar=row.avatar,
        phone_masked=row.phone_masked,
        price_group=row.price_group,
        home_store_id=row.home_store_id,
        marketing_ok=row.marketing_ok,
        source_link_id=row.source_link_id,
        created_at=row.created_at,
        is_erased=row.erased_at is not None,
    )
