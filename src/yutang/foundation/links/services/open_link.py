"""Open links: the storm at the door."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from yutang.foundation.links.codes import known_code
from yutang.foundation.links.contracts import (
    Opened,
    OpenWant,
    OwnerKind,
    link_expired,
    link_unknown,
    visitor_invalid,
)
from yutang.foundation.links.events import LinkOpened
from yutang.foundation.links.models import Link, Touch
from yutang.foundation.links.rules import candidate_of
from yutang.foundation.links.services.bind_candidates import bind_candidates
from yutang.foundation.links.targets import HOME_PATH, path_of, target_of
from yutang.kernel.batches import insert_columns, next_ids, one_statement
from yutang.kernel.clock import now
from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import publish_many
from yutang.kernel.queries import Many, Query

_LINKS = Query(lambda: Link.objects.filter(code__among=Many("codes")).order_by())
_VISITOR = re.compile(r"[A-Za-z0-9_-]{1,64}")

type _Accepted = list[tuple[int, OpenWant, Link]]


def open_link(code: str, *, visitor_id: str, customer_id: int | None = None, user_agent: str = "") -> Opened:
    """Record one opening and say where to go; raises link_unknown, link_expired or visitor_invalid."""
    answer = open_links([OpenWant(code, visitor_id, customer_id, user_agent)])[0]
    if isinstance(answer, DomainError):
        raise answer
    return answer


@transaction.atomic
def open_links(batch: Sequence[OpenWant]) -> list[Opened | DomainError]:
    """Record many openings at once; each is answered in its place.

    Five statements however many wants there are; four for one, plus what a first binding writes.
    """
    at = now()
    answers: list[Opened | DomainError | None] = [None] * len(batch)
    accepted = _accepted(batch, answers, at=at)
    if accepted:
        touch_ids = _record(accepted, at=at)
        _bind(accepted, touch_ids, at=at)
        gone = _gone([link for _, _, link in accepted])
        for (place, want, link), touch_id in zip(accepted, touch_ids, strict=True):
            answers[place] = _opened(want, link, touch_id, is_gone=(link.target_kind, link.target_id) in gone)
    return [answer for answer in answers if answer is not None]


def _accepted(
    batch: Sequence[OpenWant], answers: list[Opened | DomainError | None], *, at: datetime
) -> _Accepted:
    codes = [known_code(want.code) for want in batch]
    genuine = {code for code in codes if code}
    links = {link.code: link for link in _LINKS.objects(codes=genuine)} if genuine else {}
    accepted: _Accepted = []
    for place, (want, code) in enumerate(zip(batch, codes, strict=True)):
        link = links.get(code or "")
        if link is None:
            answers[place] = link_unknown(want.code)
        elif not link.is_active or (link.expires_at is not None and link.expires_at <= at):
            answers[place] = link_expired(link.code)
        elif not _VISITOR.fullmatch(want.visitor_id):
            answers[place] = visitor_invalid()
        else:
            accepted.append((place, want, link))
    return accepted


def _record(accepted: _Accepted, *, at: datetime) -> list[int]:
    columns: dict[str, list[Any]] = {
        "link_id": [link.pk for _, _, link in accepted],
        "visitor_id": [want.visitor_id for _, want, _ in accepted],
        "customer_id": [want.customer_id for _, want, _ in accepted],
        "parent_touch_id": [link.parent_touch_id for _, _, link in accepted],
        "at": [at] * len(accepted),
        "device_digest": [_digest(want.user_agent) for _, want, _ in accepted],
    }
    if len(accepted) == 1 and connection.vendor == "sqlite":
        # One row learns its id from the insert itself: a statement less than reserving ids.
        touch_ids = [Touch.objects.create(**{name: values[0] for name, values in columns.items()}).pk]
        columns = {}
    else:
        touch_ids = next_ids(Touch, len(accepted))
    with one_statement():
        if columns:
            insert_columns(Touch, id=touch_ids, **columns)
        found = zip(accepted, touch_ids, strict=True)
        publish_many([_event(want, link, touch_id) for (_, want, link), touch_id in found])
    return touch_ids


def _bind(accepted: _Accepted, touch_ids: Sequence[int], *, at: datetime) -> None:
    candidates = [
        candidate_of(
            customer_id=want.customer_id,
            owner_kind=link.owner_kind,
            owner_id=link.owner_id,
            link_id=link.pk,
            touch_id=touch_id,
            at=at,
        )
        for (_, want, link), touch_id in zip(accepted, touch_ids, strict=True)
        if want.customer_id is not None
    ]
    bind_candidates([candidate for candidate in candidates if candidate], at=at)


def _gone(links: Sequence[Link]) -> set[tuple[str, int]]:
    """The targets that can no longer be shown: one question per kind of target."""
    wanted: dict[str, set[int]] = {}
    for link in links:
        wanted.setdefault(link.target_kind, set()).add(link.target_id)
    gone: set[tuple[str, int]] = set()
    for kind, ids in wanted.items():
        gone_ids = target_of(kind).gone_ids
        if gone_ids is not None:
            gone.update((kind, target_id) for target_id in gone_ids(ids))
    return gone


def _opened(want: OpenWant, link: Link, touch_id: int, *, is_gone: bool) -> Opened:
    return Opened(
        link_id=link.pk,
        code=link.code,
        touch_id=touch_id,
        carrier=link.carrier,
        target_kind=link.target_kind,
        target_id=link.target_id,
        path=HOME_PATH if is_gone else path_of(link.target_kind, link.target_id),
        owner_kind=link.owner_kind,
        owner_id=link.owner_id,
        is_own=_is_own(want, link),
        is_target_available=not is_gone,
        notice=target_of(link.target_kind).gone_notice if is_gone else "",
    )


def _event(want: OpenWant, link: Link, touch_id: int) -> LinkOpened:
    return LinkOpened(
        touch_id=touch_id,
        link_id=link.pk,
        visitor_id=want.visitor_id,
        customer_id=want.customer_id,
        parent_touch_id=link.parent_touch_id,
        carrier=link.carrier,
        target_kind=link.target_kind,
        target_id=link.target_id,
        channel=link.channel,
        campaign=link.campaign,
        owner_kind=link.owner_kind,
        owner_id=link.owner_id,
        is_own=_is_own(want, link),
    )


def _is_own(want: OpenWant, link: Link) -> bool:
    return link.owner_kind == OwnerKind.CUSTOMER and link.owner_id == want.customer_id


def _digest(user_agent: str) -> str:
    """Enough to tell devices apart in a fraud check, not enough to know the device."""
    return hashlib.sha256(user_agent.encode()).hexdigest()[:16] if user_agent else ""
