"""Opening and sharing."""

from collections.abc import Mapping, Sequence

from yutang.foundation.customers.api import customers_by_ids
from yutang.foundation.links.api import open_link
from yutang.foundation.links.contracts import Carrier, Opened, OwnerKind, TargetKind
from yutang.foundation.org.api import staff_by_ids
from yutang.kernel.errors import DomainError
from yutang.referral.affiliates.api import share_link
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.schemas.links import OpenedLinkOut, SharedLinkOut, ShareIn
from yutang.surfaces.mall.schemas.products import EarningOut
from yutang.surfaces.mall.schemas.shared import Face


def open_one(code: str, *, visitor_id: str, customer_id: int | None) -> OpenedLinkOut:
    """Record the opening and say where it leads."""
    opened = open_link(code, visitor_id=visitor_id, customer_id=customer_id)
    return _opened_out(opened, visitor_id, _sharers([opened]))


def opened_many(
    opened: Sequence[Opened | DomainError], visitor_ids: Sequence[str]
) -> list[OpenedLinkOut | DomainError]:
    """Many openings with their sharers in one question; refusals stay what they are."""
    found = [answer for answer in opened if not isinstance(answer, DomainError)]
    faces = _sharers(found)
    return [
        answer if isinstance(answer, DomainError) else _opened_out(answer, visitor_id, faces)
        for answer, visitor_id in zip(opened, visitor_ids, strict=True)
    ]


def _opened_out(opened: Opened, visitor_id: str, faces: Mapping[tuple[str, int], Face]) -> OpenedLinkOut:
    return OpenedLinkOut(
        code=opened.code,
        target_kind=opened.target_kind,
        target_id=opened.target_id or None,
        path=path_with_touch(opened),
        touch_id=opened.touch_id,
        visitor_id=visitor_id,
        sharer=faces.get((opened.owner_kind, opened.owner_id)),
        notice=opened.notice,
    )


def path_with_touch(opened: Opened) -> str:
    """The page, told which touch led there."""
    joint = "&" if "?" in opened.path else "?"
    return f"{opened.path}{joint}touch={opened.touch_id}"


def _sharers(opened: Sequence[Opened]) -> dict[tuple[str, int], Face]:
    """Customers and staff behind the links, in one question for each kind."""
    faces: dict[tuple[str, int], Face] = {}
    customer_ids = {item.owner_id for item in opened if item.owner_kind == OwnerKind.CUSTOMER}
    for customer in (customers_by_ids(customer_ids) if customer_ids else {}).values():
        faces[(OwnerKind.CUSTOMER, customer.customer_id)] = Face(
            name=customer.nickname, avatar=media_url(customer.avatar)
        )
    staff_ids = {item.owner_id for item in opened if item.owner_kind == OwnerKind.STAFF}
    for staff in (staff_by_ids(staff_ids) if staff_ids else {}).values():
        faces[(OwnerKind.STAFF, staff.staff_id)] = Face(
            name=staff.display_name, avatar=media_url(staff.avatar)
        )
    return faces


def share(customer_id: int, body: ShareIn) -> SharedLinkOut:
    """The caller's own link; its earning is shown to distributors only."""
    shared = share_link(
        customer_id=customer_id,
        target_kind=TargetKind(body.target_kind),
        target_id=body.target_id or 0,
        carrier=Carrier(body.carrier),
        parent_touch_id=body.parent_touch_id,
    )
    earning = shared.earning
    return SharedLinkOut(
        code=shared.code,
        url=shared.url,
        path=shared.path,
        poster_url=f"/api/mall/affiliate/poster/{body.target_id}.png"
        if body.target_kind == "product"
        else None,
        earning=EarningOut(amount_fen=earning.earning_fen, rate_bp=earning.rate_bp, formula=earning.formula)
        if earning
        else None,
    )
