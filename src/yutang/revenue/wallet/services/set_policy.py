"""Limits and offers, audited."""

from django.db import transaction

from yutang.kernel import audit, clock
from yutang.revenue.wallet.contracts import OfferFacts, OfferSpec, PolicyFacts, offer_unknown
from yutang.revenue.wallet.models import TopUpOffer, WalletPolicy
from yutang.revenue.wallet.rules import check_offer, check_policy
from yutang.revenue.wallet.selectors.policy import current_policy, offer_facts


@transaction.atomic
def set_policy(*, max_balance_fen: int, max_topup_fen: int, actor: str) -> PolicyFacts:
    """Put new limits in force; what is in a wallet already stays. Raises wallet_policy_invalid naming the field."""
    before, policy = current_policy(), PolicyFacts(max_balance_fen, max_topup_fen)
    check_policy(policy)
    WalletPolicy.objects.create(
        max_balance_fen=max_balance_fen, max_topup_fen=max_topup_fen, created_at=clock.now(), created_by=actor
    )
    change = {
        "max_balance_fen": [before.max_balance_fen, max_balance_fen],
        "max_topup_fen": [before.max_topup_fen, max_topup_fen],
    }
    audit.record(actor=actor, action="wallet.set_policy", subject="wallet_policy", change=change)
    return policy


@transaction.atomic
def create_offer(offer: OfferSpec, *, actor: str) -> OfferFacts:
    """Add an offer. Raises wallet_policy_invalid naming the field."""
    check_offer(offer, current_policy())
    row = TopUpOffer.objects.create(
        pay_fen=offer.pay_fen,
        bonus_fen=offer.bonus_fen,
        title=offer.title[:40],
        sort=offer.sort,
        created_at=clock.now(),
    )
    change = {"pay_fen": offer.pay_fen, "bonus_fen": offer.bonus_fen}
    audit.record(actor=actor, action="wallet.create_offer", subject=f"topup_offer:{row.pk}", change=change)
    return offer_facts(row)


@transaction.atomic
def switch_offer(*, offer_id: int, is_active: bool, actor: str) -> None:
    """Show an offer or take it away; purchases already made keep what they were promised."""
    if not TopUpOffer.objects.filter(pk=offer_id).update(is_active=is_active):
        raise offer_unknown(offer_id)
    audit.record(
        actor=actor,
        action="wallet.switch_offer",
        subject=f"topup_offer:{offer_id}",
        change={"is_active": is_active},
    )
