"""The door of the customer book."""

from yutang.foundation.customers.contracts import (
    AddressFacts,
    AddressFields,
    AddressUnknown,
    Audience,
    BadCustomerField,
    CodeSent,
    CodeWrong,
    ConsentFacts,
    ConsentGiven,
    ConsentPurpose,
    CustomerFacts,
    CustomerProfile,
    CustomerUnknown,
    IdentityProvider,
    NewCustomer,
    ProfileChanges,
    SignedIn,
    SignInWant,
)
from yutang.foundation.customers.selectors.addresses import address_of, addresses_of, destinations
from yutang.foundation.customers.selectors.audience import audience_count, audience_ids, customer_ids_of_nos
from yutang.foundation.customers.selectors.birthdays import birthdays_of
from yutang.foundation.customers.selectors.consents import consent_history, current_consents
from yutang.foundation.customers.selectors.erased import erased_among
from yutang.foundation.customers.selectors.export import export_customer
from yutang.foundation.customers.selectors.profile import (
    customer_by_phone,
    customer_profile,
    customers_by_ids,
    phone_of,
)
from yutang.foundation.customers.services.add_identity import add_identity
from yutang.foundation.customers.services.delete_address import delete_address
from yutang.foundation.customers.services.erase_customer import erase_customer
from yutang.foundation.customers.services.import_customers import import_customers
from yutang.foundation.customers.services.record_consents import record_consents
from yutang.foundation.customers.services.register_customer import register_customer
from yutang.foundation.customers.services.request_sign_in_code import request_sign_in_code
from yutang.foundation.customers.services.save_address import save_address
from yutang.foundation.customers.services.set_price_group import set_price_group
from yutang.foundation.customers.services.sign_in_by_code import sign_in_by_code, sign_in_many
from yutang.foundation.customers.services.sign_out_everywhere import sign_out_everywhere
from yutang.foundation.customers.services.tokens import customer_of_token, fresh_customer_of_token, make_token
from yutang.foundation.customers.services.unmask_phone import unmask_phone
from yutang.foundation.customers.services.update_profile import update_profile

__all__ = [
    "AddressFacts",
    "AddressFields",
    "AddressUnknown",
    "Audience",
    "BadCustomerField",
    "CodeSent",
    "CodeWrong",
    "ConsentFacts",
    "ConsentGiven",
    "ConsentPurpose",
    "CustomerFacts",
    "CustomerProfile",
    "CustomerUnknown",
    "IdentityProvider",
    "NewCustomer",
    "ProfileChanges",
    "SignInWant",
    "SignedIn",
    "add_identity",
    "address_of",
    "addresses_of",
    "audience_count",
    "audience_ids",
    "birthdays_of",
    "consent_history",
    "current_consents",
    "customer_by_phone",
    "customer_ids_of_nos",
    "customer_of_token",
    "customer_profile",
    "customers_by_ids",
    "delete_address",
    "destinations",
    "erase_customer",
    "erased_among",
    "export_customer",
    "fresh_customer_of_token",
    "import_customers",
    "make_token",
    "phone_of",
    "record_consents",
    "register_customer",
    "request_sign_in_code",
    "save_address",
    "set_price_group",
    "sign_in_by_code",
    "sign_in_many",
    "sign_out_everywhere",
    "unmask_phone",
    "update_profile",
]
