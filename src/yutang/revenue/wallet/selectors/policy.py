"""The rules and offers in force."""

from yutang.revenue.wallet.contracts import OfferFacts, PolicyFacts
from yutang.revenue.wallet.models import TopUpOffer, WalletPolicy


def current_policy() -> PolicyFacts:
    """Return the limits in force."""
    row = WalletPolicy.objects.order_by("-pk").values_list("max_balance_fen", "max_topup_fen").first()
    return PolicyFacts(*row) if row else PolicyFacts()


def topup_offers(*, only_active: bool = True) -> list[OfferFacts]:
    """Return the offers in the order in which they are shown."""
    rows = TopUpOffer.objects.all()
    if only_active:
        rows = rows.filter(is_active=True)
    return [offer_facts(row) for row in rows]


def offer_facts(row: TopUpOffer) -> OfferFacts:
    """Return an offer as a value."""
    return OfferFacts(row.pk, row.pay_fen, row.bonus_fen, row.title, row.sort, row.is_active)
