"""Share something."""

from yutang.foundation.catalog.api import product_detail
from yutang.foundation.links.api import create_link
from yutang.foundation.links.contracts import Carrier, NewLink, OwnerKind, TargetKind
from yutang.referral.affiliates.contracts import SharedLink
from yutang.referral.affiliates.selectors.earning_preview import earning_preview
from yutang.referral.affiliates.selectors.policy import current_policy
from yutang.referral.affiliates.services.apply import join_automatically


def share_link(
    *,
    customer_id: int,
    target_kind: TargetKind = TargetKind.HOME,
    target_id: int = 0,
    carrier: Carrier = Carrier.SHARE,
    parent_touch_id: int | None = None,
) -> SharedLink:
    """Make the customer's link to a target, the same one every time; raises when the product is gone.

    Anybody may share. Where everybody is a distributor, sharing makes him one.
    """
    is_product = target_kind == TargetKind.PRODUCT
    if is_product:
        product_detail(target_id)
    join_automatically(customer_id, current_policy())
    link = create_link(
        NewLink(
            carrier=carrier,
            target_kind=target_kind,
            target_id=target_id,
            owner_kind=OwnerKind.CUSTOMER,
            owner_id=customer_id,
            parent_touch_id=parent_touch_id,
        )
    )
    earning = earning_preview(customer_id, target_id) if is_product else None
    return SharedLink(link_id=link.link_id, code=link.code, url=link.url, path=link.path, earning=earning)
