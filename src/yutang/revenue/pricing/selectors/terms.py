"""Who tells pricing what a customer may expect: a registry that higher rooms fill."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import datetime

from yutang.revenue.pricing.contracts import NO_TERMS, CustomerTerms, TermsProvider

_providers: dict[str, tuple[TermsProvider, bool]] = {}
_FIELDS = tuple(field.name for field in fields(CustomerTerms))


def register_terms(name: str, provider: TermsProvider, *, only_newcomers: bool = False) -> None:
    """Ask `provider` for the terms of customers whenever something is priced.

    It is asked once per batch and answers with a constant number of statements; who is missing has no terms of his own.
    Of several providers each field is taken from the one that says something other than the default; the later one
    wins. only_newcomers: the provider knows who has no order yet and is asked only while a promotion is for such
    customers. The last one registered under a name wins.
    """
    _providers[name] = (provider, only_newcomers)


def terms_of(
    customer_ids: Collection[int], now: datetime, *, newcomers: bool = True
) -> dict[int, CustomerTerms]:
    """Return what the registered rooms say about these customers; who is missing has nothing."""
    found: dict[int, CustomerTerms] = {}
    for provider, only_newcomers in _providers.values():
        if only_newcomers and not newcomers:
            continue
        for customer_id, terms in provider(customer_ids, now).items():
            known = found.get(customer_id)
            found[customer_id] = terms if known is None else _joined(known, terms)
    return found


def _joined(known: CustomerTerms, more: CustomerTerms) -> CustomerTerms:
    said = {name: getattr(more, name) for name in _FIELDS if getattr(more, name) != getattr(NO_TERMS, name)}
    return replace(known, **said)
