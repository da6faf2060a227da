"""Make links, one or many."""

from collections.abc import Sequence

from django.db import transaction

from yutang.foundation.links.codes import new_code
from yutang.foundation.links.contracts import LinkFacts, NewLink, OwnerKind, TargetKind, target_invalid
from yutang.foundation.links.models import Link, Touch
from yutang.foundation.links.selectors.link_facts import facts_of
from yutang.kernel.clock import now


def create_link(new: NewLink) -> LinkFacts:
    """Make one link; the same words of the same owner give the same link again unless reuse is False."""
    return create_links([new])[0]


@transaction.atomic
def create_links(batch: Sequence[NewLink]) -> list[LinkFacts]:
    """Make many links at once, in the order asked. A customer's link remembers the touch by which he came."""
    for new in batch:
        _check(new)
    parents = _parents(batch)
    keys = [_reuse_key(new, parent) for new, parent in zip(batch, parents, strict=True)]
    known = {link.reuse_key: link for link in Link.objects.filter(reuse_key__in=[key for key in keys if key])}
    at = now()
    fresh: dict[str, Link] = {}
    chosen: list[Link] = []
    for place, (new, parent, key) in enumerate(zip(batch, parents, keys, strict=True)):
        link = known.get(key) if key else None
        if link is None:
            link = fresh.setdefault(key or f"#{place}", _row(new, parent, key))
            link.created_at = at
        chosen.append(link)
    written = _insert(list(fresh.values()))
    return [facts_of(link if link.pk else written[link.code]) for link in chosen]


def _insert(rows: list[Link]) -> dict[str, Link]:
    """Insert the rows; somebody may make the same link at this moment, then his row wins and is read back."""
    Link.objects.bulk_create(rows, ignore_conflicts=True)
    codes = [row.code for row in rows]
    written = {link.code: link for link in Link.objects.filter(code__in=codes)}
    lost = {row.reuse_key: row.code for row in rows if row.code not in written and row.reuse_key}
    for link in Link.objects.filter(reuse_key__in=lost) if lost else ():
        written[lost[link.reuse_key or ""]] = link
    return written


def _check(new: NewLink) -> None:
    if new.target_kind != TargetKind.HOME and new.target_id <= 0:
        raise target_invalid("target_id")
    if new.target_kind not in set(TargetKind):
        raise target_invalid("target_kind")
    if (new.owner_kind == OwnerKind.NONE) != (new.owner_id == 0) or new.owner_id < 0:
        raise target_invalid("owner_id")


def _parents(batch: Sequence[NewLink]) -> list[int | None]:
    """The touch by which each owner came: the one named if his, else his last by another's link."""
    owners = {new.owner_id for new in batch if new.owner_kind == OwnerKind.CUSTOMER}
    if not owners:
        return [None] * len(batch)
    touches = list(
        Touch.objects.filter(customer_id__in=owners)
        .order_by("at", "id")
        .values_list("id", "customer_id", "link__owner_kind", "link__owner_id")
    )
    his = {(touch_id, customer_id) for touch_id, customer_id, _, _ in touches}
    last = {
        customer_id: touch_id
        for touch_id, customer_id, owner_kind, owner_id in touches
        if not (owner_kind == OwnerKind.CUSTOMER and owner_id == customer_id)
    }
    return [
        new.parent_touch_id
        if (new.parent_touch_id, new.owner_id) in his
        else last.get(new.owner_id)
        if new.owner_kind == OwnerKind.CUSTOMER
        else None
        for new in batch
    ]


def _reuse_key(new: NewLink, parent: int | None) -> str | None:
    if not new.reuse or new.owner_kind == OwnerKind.NONE or new.expires_at is not None:
        return None
    words = (
        new.owner_kind,
        new.owner_id,
        new.carrier,
        new.target_kind,
        new.target_id,
        new.channel,
        new.campaign,
    )
    return ":".join(str(word) for word in (*words, parent or 0))[:160]


def _row(new: NewLink, parent: int | None, key: str | None) -> Link:
    return Link(
        code=new_code(),
        carrier=new.carrier,
        target_kind=new.target_kind,
        target_id=new.target_id,
        channel=new.channel[:40],
        campaign=new.campaign[:40],
        owner_kind=new.owner_kind,
        owner_id=new.owner_id,
        parent_touch_id=parent,
        expires_at=new.expires_at,
        reuse_key=key,
    )
