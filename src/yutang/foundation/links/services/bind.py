"""Bind a customer by hand: a guide takes over, an import brings old relations."""

from django.db import transaction

from yutang.foundation.links.contracts import BindingFacts, BindingKind
from yutang.foundation.links.rules import Candidate
from yutang.foundation.links.selectors.bindings import bindings_of
from yutang.foundation.links.services.bind_candidates import bind_candidates
from yutang.foundation.links.services.end_binding import end_binding
from yutang.kernel import audit
from yutang.kernel.clock import now
from yutang.kernel.errors import Conflict


@transaction.atomic
def bind(
    *,
    customer_id: int,
    kind: BindingKind,
    holder_id: int,
    link_id: int | None = None,
    actor: str,
    replace: bool = False,
) -> BindingFacts:
    """Bind a customer to a guide or a distributor, audited. replace=True ends a protected one.

    Raises binding_protected when somebody else holds the customer, binding_circle when he was brought by him.
    """
    standing = {b.kind: b for b in bindings_of([customer_id])}.get(kind)
    if standing is not None and standing.holder_id == holder_id:
        return standing
    if standing is not None and replace:
        end_binding(customer_id=customer_id, kind=kind, actor=actor, reason="人工改派")
    at = now()
    made = bind_candidates([Candidate(customer_id, kind, holder_id, link_id, None, at)], at=at)
    if not made:
        raise _refusal(customer_id=customer_id, kind=kind, holder_id=holder_id)
    audit.record(
        actor=actor,
        action="links.bind",
        subject=f"customer:{customer_id}",
        change={str(kind): [standing.holder_id if standing else None, holder_id]},
    )
    return made[0]


def _refusal(*, customer_id: int, kind: BindingKind, holder_id: int) -> Conflict:
    if any(binding.kind == kind for binding in bindings_of([customer_id])):
        return Conflict("binding_protected", "客户在保护期内，不能改绑", field="holder_id")
    return Conflict(
        "binding_circle", "对方是由这位客户邀请来的，不能互为上下级", field="holder_id", holder_id=holder_id
    )
