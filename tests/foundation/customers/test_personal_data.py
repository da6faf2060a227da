"""What a customer owns: addresses, profile, consents, the right to have it all and to be forgotten."""

import json
from datetime import UTC, date, datetime

import pytest

from tests.foundation.fixtures import a_customer, a_store, at_once
from yutang.foundation.customers.api import (
    AddressFields,
    AddressUnknown,
    BadCustomerField,
    ConsentGiven,
    CustomerUnknown,
    IdentityProvider,
    NewCustomer,
    ProfileChanges,
    add_identity,
    address_of,
    addresses_of,
    consent_history,
    customer_by_phone,
    customer_profile,
    customers_by_ids,
    delete_address,
    destinations,
    erase_customer,
    export_customer,
    import_customers,
    phone_of,
    record_consents,
    register_customer,
    save_address,
    set_price_group,
    unmask_phone,
    update_profile,
)
from yutang.foundation.customers.checks import identities_fit, marketing_has_consent, masks_fit
from yutang.foundation.customers.models import Address, Customer, Identity
from yutang.kernel.audit import entries_of
from yutang.kernel.errors import Conflict, NotFound

HOME = AddressFields(
    name="林小鱼",
    phone="13812345678",
    province="浙江省",
    city="杭州市",
    district="西湖区",
    detail="文三路 259 号 3 幢 201",
    region_code="330106",
)


def doctor_is_content() -> bool:
    return [
        finding for check in (identities_fit, masks_fit, marketing_has_consent) for finding in check()
    ] == []


@pytest.mark.django_db
def test_the_first_address_is_the_default_and_there_is_never_a_second_default() -> None:
    who = a_customer()
    first = save_address(who, HOME)
    second = save_address(who, AddressFields(**{**vars_of(HOME), "city": "宁波市"}))
    third = save_address(who, AddressFields(**{**vars_of(HOME), "city": "绍兴市", "is_default": True}))

    assert [(one.city, one.is_default) for one in addresses_of(who)] == [
        ("绍兴市", True),
        ("宁波市", False),
        ("杭州市", False),
    ]
    delete_address(who, third.address_id)
    assert address_of(who, second.address_id).is_default
    assert not address_of(who, first.address_id).is_default


def vars_of(fields: AddressFields) -> dict:
    return {name: getattr(fields, name) for name in fields.__slots__}


@pytest.mark.django_db
def test_an_address_is_encrypted_at_rest_and_clear_for_its_owner() -> None:
    who = a_customer()
    saved = save_address(who, HOME)

    raw = Address.objects.extra(select={"a": "name", "b": "phone", "c": "detail"}).get()
    assert all(clear not in stored for clear, stored in (("林", raw.a), ("138", raw.b), ("文三路", raw.c)))
    assert (saved.name, saved.phone, saved.detail) == ("林小鱼", "13812345678", "文三路 259 号 3 幢 201")
    assert saved.phone_masked == "138****5678"


@pytest.mark.django_db
def test_another_customers_address_does_not_exist() -> None:
    who, other = a_customer(), a_customer()
    address_id = save_address(who, HOME).address_id

    with pytest.raises(AddressUnknown):
        address_of(other, address_id)
    with pytest.raises(AddressUnknown):
        save_address(other, HOME, address_id=address_id)
    with pytest.raises(AddressUnknown):
        delete_address(other, address_id)
    assert list(destinations([(who, address_id), (other, address_id)])) == [(who, address_id)]


@pytest.mark.django_db
def test_a_destination_travels_sealed_with_what_prices_its_owner_sees() -> None:
    who = a_customer()
    set_price_group(who, "member")
    address_id = save_address(who, HOME).address_id

    found = destinations([(who, address_id)])[who, address_id]

    assert (found.customer_id, found.price_group, found.home_store_id) == (who, "member", None)
    assert json.loads(found.sealed_address)["city"] == "杭州市"
    assert not any(clear in found.sealed_address for clear in ("13812345678", "林小鱼", "文三路"))


@pytest.mark.django_db
def test_saving_an_address_again_replaces_it() -> None:
    who = a_customer()
    address_id = save_address(who, HOME).address_id

    save_address(who, AddressFields(**{**vars_of(HOME), "phone": "0571-88880000"}), address_id=address_id)

    assert [(one.phone, one.is_default) for one in addresses_of(who)] == [("057188880000", True)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 26}, "name"),
        ({"phone": "123"}, "phone"),
        ({"province": ""}, "province"),
        ({"city": ""}, "city"),
        ({"detail": ""}, "detail"),
        ({"detail": "长" * 121}, "detail"),
        ({"region_code": "33"}, "region_code"),
    ],
)
def test_a_bad_address_names_its_field(change: dict, field: str) -> None:
    with pytest.raises(BadCustomerField) as refusal:
        save_address(a_customer(), AddressFields(**{**vars_of(HOME), **change}))

    assert refusal.value.details["field"] == field


@pytest.mark.django_db
def test_markup_and_quotes_are_only_text() -> None:
    who = a_customer()
    nasty = "<b>'; DROP TABLE x;--</b>\x00\n"

    saved = save_address(who, AddressFields(**{**vars_of(HOME), "detail": nasty}))

    assert saved.detail == "<b>'; DROP TABLE x;--</b>"


@pytest.mark.django_db
def test_there_is_a_limit_to_addresses() -> None:
    who = a_customer()
    for _ in range(20):
        save_address(who, HOME)

    with pytest.raises(BadCustomerField):
        save_address(who, HOME)


@pytest.mark.django_db(transaction=True)
def test_two_devices_making_default_addresses_at_once_leave_one(postgres_only: None) -> None:
    who = a_customer()
    fields = AddressFields(**{**vars_of(HOME), "is_default": True})

    results = at_once(*[lambda: save_address(who, fields) for _ in range(5)])

    assert [result for result in results if isinstance(result, Exception)] == []
    assert Address.objects.filter(is_default=True).count() == 1


@pytest.mark.django_db
def test_a_profile_changes_only_where_asked() -> None:
    who, store = a_customer(nickname="小鱼"), a_store()

    changed = update_profile(who, ProfileChanges(birthday=date(1990, 5, 1), home_store_id=store.store_id))

    assert (changed.nickname, changed.birthday, changed.home_store_id) == (
        "小鱼",
        date(1990, 5, 1),
        store.store_id,
    )
    assert update_profile(who, ProfileChanges()).nickname == "小鱼"
    with pytest.raises(BadCustomerField) as refusal:
        update_profile(who, ProfileChanges(birthday=date(2190, 1, 1)))
    assert refusal.value.details["field"] == "birthday"
    with pytest.raises(NotFound):
        update_profile(who, ProfileChanges(home_store_id=999))
    with pytest.raises(CustomerUnknown):
        update_profile(999, ProfileChanges(nickname="谁"))


@pytest.mark.django_db
def test_a_price_group_is_a_fact_of_the_customer() -> None:
    who = a_customer()
    set_price_group(who, "member")

    assert customers_by_ids([who, 999])[who].price_group == "member"
    with pytest.raises(CustomerUnknown):
        set_price_group(999, "member")


@pytest.mark.django_db
def test_marketing_consent_is_given_and_withdrawn_and_history_stays() -> None:
    who = a_customer()

    record_consents(who, consents=[ConsentGiven("marketing")], source="settings")
    record_consents(who, consents=[ConsentGiven("marketing")], source="settings")
    assert customer_profile(who).marketing_ok is True
    record_consents(who, consents=[ConsentGiven("marketing", granted=False)], source="settings")

    assert customer_profile(who).marketing_ok is False
    assert [one.granted for one in consent_history(who)] == [False, True]
    with pytest.raises(BadCustomerField):
        record_consents(who, consents=[ConsentGiven("anything")], source="settings")
    assert doctor_is_content()


@pytest.mark.django_db
def test_unmasking_is_audited() -> None:
    who = a_customer(phone="13812345678")

    assert unmask_phone(who, actor="staff:3", reason="快递退回") == "13812345678"

    (entry,) = entries_of(f"customer:{who}")
    assert (entry.actor, entry.action, entry.change) == (
        "staff:3",
        "customers.unmask_phone",
        {"reason": "快递退回"},
    )


@pytest.mark.django_db
def test_a_customer_may_have_many_identities_and_an_identity_one_customer() -> None:
    who, other = a_customer(phone="13812345678"), a_customer()
    add_identity(who, provider=IdentityProvider.OPENID, subject="oABC")
    add_identity(who, provider=IdentityProvider.OPENID, subject="oABC")

    with pytest.raises(Conflict):
        add_identity(other, provider=IdentityProvider.OPENID, subject="oABC")
    add_identity(who, provider=IdentityProvider.PHONE, subject="13900000000")
    assert (phone_of(who), customer_by_phone("13812345678")) == ("13900000000", who)
    assert Identity.objects.filter(customer_id=who).count() == 3


@pytest.mark.django_db
def test_export_is_json_of_everything_in_clear() -> None:
    who = a_customer(phone="13812345678")
    save_address(who, HOME)
    record_consents(who, consents=[ConsentGiven("terms")], source="sign_in")

    exported = json.loads(json.dumps(export_customer(who), ensure_ascii=False))

    assert exported["profile"]["nickname"] == "小鱼"
    assert [one["value"] for one in exported["identities"]] == ["13812345678"]
    assert exported["addresses"][0]["detail"] == "文三路 259 号 3 幢 201"
    assert exported["consents"][0]["purpose"] == "terms"


@pytest.mark.django_db
def test_an_erased_customer_leaves_a_row_without_a_face() -> None:
    who = a_customer(phone="13812345678")
    save_address(who, HOME)
    unmask_phone(who, actor="staff:3", reason="电话核实")

    erase_customer(who, actor="customer")
    erase_customer(who, actor="customer")

    facts = customers_by_ids([who])[who]
    assert (facts.nickname, facts.phone_masked, facts.is_erased) == ("已注销用户", "", True)
    assert (addresses_of(who), phone_of(who), customer_by_phone("13812345678")) == ([], "", None)
    with pytest.raises(CustomerUnknown):
        customer_profile(who)
    assert [(entry.action, entry.change) for entry in entries_of(f"customer:{who}")] == [
        ("customers.erase", {}),
        ("customers.unmask_phone", None),
    ]
    assert register_customer(NewCustomer(phone="13812345678")).is_new
    assert doctor_is_content()


@pytest.mark.django_db
def test_importing_customers_again_changes_nothing() -> None:
    known = a_customer(phone="13812345678")
    since = datetime(2016, 1, 1, tzinfo=UTC)
    batch = [NewCustomer(external_no=f"H{n}", nickname=f"家庭 {n}", registered_at=since) for n in range(2500)]
    batch += [
        NewCustomer(external_no="X1", phone="13812345678"),
        NewCustomer(external_no="X2", phone="13900000001"),
        NewCustomer(external_no="X3", phone="139 0000 0001"),
    ]

    first = import_customers(batch, source="completejourney")
    again = import_customers(batch, source="completejourney")

    assert first == again
    assert (first["X1"], first["X2"]) == (known, first["X3"])
    assert Customer.objects.count() == 2500 + 2
    row = Customer.objects.get(pk=first["H7"])
    assert (row.nickname, row.created_at, row.imported_from) == ("家庭 7", since, "completejourney")
    assert doctor_is_content()


@pytest.mark.django_db
def test_an_import_without_numbers_or_with_a_bad_phone_is_refused_whole() -> None:
    for bad in (NewCustomer(nickname="无名"), NewCustomer(external_no="H1", phone="12")):
        with pytest.raises(BadCustomerField):
            import_customers([NewCustomer(external_no="H0"), bad], source="csv")
    assert Customer.objects.count() == 0
