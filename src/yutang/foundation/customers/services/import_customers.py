"""Take over many customers at once."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import BadCustomerField, IdentityProvider, NewCustomer
from yutang.foundation.customers.models import Customer, Identity
from yutang.foundation.customers.services.register_customer import subject_index
from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.kernel.batches import insert_columns, next_ids
from yutang.kernel.ids import dated_no
from yutang.kernel.secrets import mask_phone

CHUNK = 2_000


def import_customers(batch: Sequence[NewCustomer], *, source: str) -> dict[str, int]:
    """Register the customers that are not known yet; returns the id of every one by external number.

    Known external numbers are left alone, so importing again changes nothing. A phone that belongs to a known
    customer joins the external number to him. No CustomerRegistered is published: nobody came just now.
    """
    for one in batch:
        if not one.external_no or len(one.external_no) > 200:
            raise BadCustomerField("external_no", "外部编号不能为空，且不超过 200 个字符")
    ids: dict[str, int] = {}
    for start in range(0, len(batch), CHUNK):
        ids |= _import_chunk(batch[start : start + CHUNK], source)
    return ids


@transaction.atomic
def _import_chunk(batch: Sequence[NewCustomer], source: str) -> dict[str, int]:
    wanted: dict[str, NewCustomer] = {}
    for one in batch:
        wanted.setdefault(one.external_no, one)
    ids = _known(IdentityProvider.IMPORT, list(wanted))
    phones = {no: rules.clean_phone(one.phone) for no, one in wanted.items() if one.phone and no not in ids}
    by_phone = _known(IdentityProvider.PHONE, list(phones.values()))
    joined = {no: by_phone[phone] for no, phone in phones.items() if phone in by_phone}
    fresh: list[NewCustomer] = []
    first_of_phone: dict[str, str] = {}
    twins: dict[str, str] = {}
    for no, one in wanted.items():
        if no in ids or no in joined:
            continue
        phone = phones.get(no, "")
        first = first_of_phone.setdefault(phone, no) if phone else no
        if first == no:
            fresh.append(one)
        else:
            twins[no] = first
    made = _insert_customers(fresh, phones, source)
    made_by_twin = {no: made[first] for no, first in twins.items()}
    _insert_identities(
        [
            (IdentityProvider.IMPORT, no, customer_id)
            for no, customer_id in (made | joined | made_by_twin).items()
        ]
        + [(IdentityProvider.PHONE, phones[no], made[no]) for no in made if no in phones]
    )
    return ids | joined | made | made_by_twin


def _known(provider: IdentityProvider, subjects: Sequence[str]) -> dict[str, int]:
    indexes = {subject_index(provider, subject): subject for subject in subjects}
    rows = Identity.objects.filter(
        among(Identity, "subject_index", indexes), provider=provider.value
    ).values_list("subject_index", "customer_id")
    return {indexes[index]: customer_id for index, customer_id in rows}


def _insert_customers(fresh: Sequence[NewCustomer], phones: dict[str, str], source: str) -> dict[str, int]:
    if not fresh:
        return {}
    at = clock.now()
    ids = next_ids(Customer, len(fresh))
    numbers = [phones.get(one.external_no, "") for one in fresh]
    insert_columns(
        Customer,
        id=ids,
        no=[dated_no("M", one.registered_at or at) for one in fresh],
        nickname=[one.nickname[:20] for one in fresh],
        avatar=[one.avatar for one in fresh],
        phone_masked=[mask_phone(phone) if phone else "" for phone in numbers],
        price_group=[one.price_group for one in fresh],
        home_store_id=[one.home_store_id for one in fresh],
        birthday=[one.birthday for one in fresh],
        marketing_ok=[False] * len(fresh),
        source_link_id=[one.source_link_id for one in fresh],
        token_epoch=[0] * len(fresh),
        imported_from=[source[:40]] * len(fresh),
        created_at=[one.registered_at or at for one in fresh],
        last_seen_at=[one.registered_at or at for one in fresh],
    )
    return {one.external_no: customer_id for one, customer_id in zip(fresh, ids, strict=True)}


def _insert_identities(rows: Sequence[tuple[IdentityProvider, str, int]]) -> None:
    at = clock.now()
    insert_columns(
        Identity,
        customer_id=[row[2] for row in rows],
        provider=[row[0].value for row in rows],
        subject_index=[subject_index(row[0], row[1]) for row in rows],
        value=[row[1] for row in rows],
        created_at=[at] * len(rows),
    )
