"""Take a link out of use."""

from django.db import transaction

from yutang.foundation.links.contracts import LinkFacts, link_unknown
from yutang.foundation.links.models import Link
from yutang.foundation.links.selectors.link_facts import facts_of
from yutang.kernel import audit


@transaction.atomic
def withdraw_link(*, link_id: int, actor: str) -> LinkFacts:
    """From now on opening the link answers link_expired; its touches and what they earned stay."""
    link = Link.objects.select_for_update().filter(pk=link_id).first()
    if link is None:
        raise link_unknown(str(link_id))
    if link.is_active:
        link.is_active = False
        # A later share of the same words makes a new link instead of this dead one.
        link.reuse_key = None
        link.save(update_fields=["is_active", "reuse_key"])
        audit.record(
            actor=actor,
            action="links.withdraw",
            subject=f"link:{link.pk}",
            change={"is_active": [True, False]},
        )
    return facts_of(link)
