"""Everything this module keeps about a customer, for the customer."""

import dataclasses
from typing import Any

from yutang.foundation.customers.models import Identity
from yutang.foundation.customers.selectors.addresses import addresses_of
from yutang.foundation.customers.selectors.consents import consent_history
from yutang.foundation.customers.selectors.profile import customer_profile


def export_customer(customer_id: int) -> dict[str, Any]:
    """Profile, identities, addresses and consents as JSON values, in clear, for the customer himself."""
    profile = dataclasses.asdict(customer_profile(customer_id))
    identities = Identity.objects.filter(customer_id=customer_id).order_by("id")
    return {
        "profile": {name: _plain(value) for name, value in profile.items()},
        "identities": [
            {"provider": row.provider, "value": row.value, "bound_at": row.created_at.isoformat()}
            for row in identities
        ],
        "addresses": [dataclasses.asdict(address) for address in addresses_of(customer_id)],
        "consents": [
            {
                "purpose": one.purpose.value,
                "granted": one.granted,
                "source": one.source,
                "at": one.at.isoformat(),
            }
            for one in consent_history(customer_id)
        ],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
