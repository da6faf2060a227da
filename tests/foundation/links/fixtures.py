"""Builders of links."""

from datetime import UTC, datetime

from yutang.foundation.links import api as links
from yutang.foundation.links.contracts import Carrier, LinkFacts, NewLink, OwnerKind, TargetKind

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def shared_by(customer_id: int, *, target_id: int = 0) -> LinkFacts:
    """A customer's link, to a product if one is named."""
    kind = TargetKind.PRODUCT if target_id else TargetKind.HOME
    return links.create_link(
        NewLink(
            carrier=Carrier.SHARE,
            target_kind=kind,
            target_id=target_id,
            owner_kind=OwnerKind.CUSTOMER,
            owner_id=customer_id,
        )
    )


def staff_code(staff_id: int) -> LinkFacts:
    return links.create_link(
        NewLink(
            carrier=Carrier.STAFF_CODE,
            target_kind=TargetKind.HOME,
            owner_kind=OwnerKind.STAFF,
            owner_id=staff_id,
        )
    )


def flyer(*, channel: str = "文三路地铁口") -> LinkFacts:
    return links.create_link(NewLink(carrier=Carrier.FLYER, target_kind=TargetKind.HOME, channel=channel))


def brought(customer_id: int, by: int) -> None:
    """The customer signs in after opening a link of somebody."""
    visitor = f"device-of-{customer_id}"
    links.open_link(shared_by(by).code, visitor_id=visitor)
    links.claim_touches(visitor_id=visitor, customer_id=customer_id)
