"""End a binding."""

from django.db import transaction

from yutang.foundation.links.contracts import BindingKind
from yutang.foundation.links.models import Binding
from yutang.kernel import audit
from yutang.kernel.clock import now


@transaction.atomic
def end_binding(*, customer_id: int, kind: BindingKind, actor: str, reason: str) -> bool:
    """End the open binding, audited; returns whether there was one. What it earned so far stays."""
    ended = Binding.objects.filter(customer_id=customer_id, kind=kind, ended_at__isnull=True).update(
        ended_at=now(), ended_reason=reason[:80]
    )
    if ended:
        audit.record(
            actor=actor,
            action="links.end_binding",
            subject=f"customer:{customer_id}",
            change={str(kind): reason[:80]},
        )
    return bool(ended)
