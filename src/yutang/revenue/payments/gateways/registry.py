"""Which provider answers to which name, and who settles which payments."""

from collections.abc import Sequence
from typing import cast

from yutang.kernel.errors import NotFound
from yutang.revenue.payments.contracts import InstantProvider, Notification, PaymentProvider, Purpose

DEFAULT_PROVIDER = "sandbox"
_providers: dict[str, PaymentProvider] = {}
_purposes: dict[str, Purpose] = {}


def register_provider(name: str, provider: PaymentProvider) -> None:
    """Make a way of paying known under its name; the last one registered wins."""
    _providers[name] = provider


def provider_of(name: str) -> PaymentProvider:
    """Return a provider or raise NotFound("provider_unknown")."""
    found = _providers.get(name)
    if found is None:
        raise NotFound("provider_unknown", "没有这种支付方式", provider=name[:20])
    return found


def provider_names() -> list[str]:
    """Return the names of all providers, those that ask over the network first."""
    return sorted(_providers, key=lambda name: (name != DEFAULT_PROVIDER, name))


def instant_provider_of(name: str) -> InstantProvider:
    """Return a provider that takes money from our own ledger, or raise NotFound("provider_unknown")."""
    found = provider_of(name)
    if not hasattr(found, "capture"):
        raise NotFound("provider_unknown", "没有这种支付方式", provider=name[:20])
    return cast("InstantProvider", found)


def register_purpose(purpose: Purpose) -> None:
    """Make known who settles payments of a purpose; orders' own have the letter ""."""
    _purposes[purpose.letter] = purpose


def purpose_of(payment_no: str) -> Purpose:
    """Return the purpose that a payment's number names; a number that names none belongs to orders."""
    letter = payment_no[1:2]
    return _purposes[letter if letter in _purposes else ""]


def settle_notifications(notifications: Sequence[Notification]) -> list[str]:
    """Give verified notifications to whoever settles them; one outcome each, in order.

    Give it notifications of one purpose where locks matter: purposes lock different rows.
    """
    groups: dict[str, list[int]] = {}
    for place, notification in enumerate(notifications):
        groups.setdefault(purpose_of(notification.payment_no).letter, []).append(place)
    outcomes = [""] * len(notifications)
    for letter, places in groups.items():
        found = _purposes[letter].settle([notifications[place] for place in places])
        for place, outcome in zip(places, found, strict=True):
            outcomes[place] = outcome
    return outcomes
