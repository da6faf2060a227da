"""Let a customer change what he shows."""

from django.db import transaction

from yutang.foundation.customers import rules
from yutang.foundation.customers.contracts import CustomerProfile, CustomerUnknown, ProfileChanges
from yutang.foundation.customers.models import Customer
from yutang.foundation.customers.selectors.profile import customer_profile
from yutang.foundation.org import api as org
from yutang.kernel import clock


@transaction.atomic
def update_profile(customer_id: int, changes: ProfileChanges) -> CustomerProfile:
    """Change the given fields and return the profile; BadCustomerField names a value that is wrong."""
    checked = rules.check_profile(changes, today=clock.business_date())
    if checked.home_store_id is not None:
        org.store_of(checked.home_store_id)
    values = {
        field: value
        for field in ("nickname", "avatar", "birthday", "home_store_id")
        if (value := getattr(checked, field)) is not None
    }
    known = Customer.objects.filter(pk=customer_id, erased_at=None)
    if not (known.update(**values) if values else known.exists()):
        raise CustomerUnknown(customer_id)
    return customer_profile(customer_id)
