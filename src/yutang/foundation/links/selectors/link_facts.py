"""Links as other modules read them."""

from collections.abc import Collection

from django.conf import settings

from yutang.foundation.links.codes import known_code
from yutang.foundation.links.contracts import LinkFacts, link_unknown
from yutang.foundation.links.models import Link
from yutang.foundation.links.targets import path_of
from yutang.kernel.queries import Many, Query

_BY_CODE = Query(lambda: Link.objects.filter(code__among=Many("codes")).order_by())


def facts_of(link: Link) -> LinkFacts:
    """Return the row as a contract."""
    return LinkFacts(
        link_id=link.pk,
        code=link.code,
        url=f"{settings.PUBLIC_URL}/l/{link.code}",
        path=path_of(link.target_kind, link.target_id),
        carrier=link.carrier,
        target_kind=link.target_kind,
        target_id=link.target_id,
        channel=link.channel,
        campaign=link.campaign,
        owner_kind=link.owner_kind,
        owner_id=link.owner_id,
        parent_touch_id=link.parent_touch_id,
        expires_at=link.expires_at,
        is_active=link.is_active,
    )


def link_by_code(code: str) -> LinkFacts:
    """Return the link, opened or not; raises link_unknown for codes that are not ours."""
    known = known_code(code)
    link = Link.objects.filter(code=known).first() if known else None
    if link is None:
        raise link_unknown(code)
    return facts_of(link)


def links_by_codes(codes: Collection[str]) -> dict[str, LinkFacts]:
    """Return the links behind these codes as they were given; those that are not ours are absent (one query)."""
    known = {code: found for code in codes if (found := known_code(code))}
    if not known:
        return {}
    links = {link.code: facts_of(link) for link in _BY_CODE.objects(codes=set(known.values()))}
    return {code: links[found] for code, found in known.items() if found in links}


def links_by_ids(link_ids: Collection[int]) -> dict[int, LinkFacts]:
    """Return the links that exist, in one query."""
    return {link.pk: facts_of(link) for link in Link.objects.filter(pk__in=link_ids)}
