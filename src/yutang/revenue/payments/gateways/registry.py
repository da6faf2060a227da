"""Which provider answers to which name."""

from yutang.kernel.errors import NotFound
from yutang.revenue.payments.contracts import PaymentProvider

DEFAULT_PROVIDER = "sandbox"
_providers: dict[str, PaymentProvider] = {}


def register_provider(name: str, provider: PaymentProvider) -> None:
    """Make a way of paying known under its name; the last one registered wins."""
    _providers[name] = provider


def provider_of(name: str) -> PaymentProvider:
    """Return a provider or raise NotFound("provider_unknown")."""
    found = _providers.get(name)
    if found is None:
        raise NotFound("provider_unknown", "没有这种支付方式", provider=name[:20])
    return found
