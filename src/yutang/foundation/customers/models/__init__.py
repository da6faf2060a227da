"""Tables of the customer book."""

from yutang.foundation.customers.models.address import Address
from yutang.foundation.customers.models.consent import Consent
from yutang.foundation.customers.models.customer import Customer
from yutang.foundation.customers.models.identity import Identity
from yutang.foundation.customers.models.sign_in_code import SignInCode

__all__ = ["Address", "Consent", "Customer", "Identity", "SignInCode"]
