"""The customer's own page, consents, data and addresses."""

from django.http import HttpResponse, JsonResponse

from yutang.foundation.customers import api as customers
from yutang.foundation.customers.contracts import (
    AddressFacts,
    AddressFields,
    ConsentGiven,
    ConsentPurpose,
    CustomerProfile,
    ProfileChanges,
)
from yutang.foundation.org.api import stores_by_ids
from yutang.referral.affiliates.api import affiliate_of
from yutang.referral.affiliates.contracts import AffiliateStatus
from yutang.retention.membership.api import level_name
from yutang.retention.reach.api import messages_page, unread_count
from yutang.revenue.orders import api as orders
from yutang.surfaces.mall.answers.coupons import mine as coupons_mine
from yutang.surfaces.mall.answers.coupons import usable_count
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.answers.orders import guide_of
from yutang.surfaces.mall.answers.orders import page_of as orders_page
from yutang.surfaces.mall.schemas.addresses import AddressesOut, AddressIn, AddressOut
from yutang.surfaces.mall.schemas.me import (
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    MeOut,
    MePatch,
    MyStoreOut,
    OrderCounts,
)
from yutang.surfaces.mall.schemas.shared import Done

CONSENTS = (
    (ConsentPurpose.TERMS, "用户协议", "使用商城所必需", True),
    (ConsentPurpose.PRIVACY, "隐私政策", "手机号和地址加密保存，只用于履约和售后", True),
    (ConsentPurpose.MARKETING, "优惠与活动提醒", "关闭后只收订单相关的通知", False),
)


def profile(customer_id: int) -> MeOut:
    """My page."""
    return _me_out(customers.customer_profile(customer_id))


def _me_out(facts: CustomerProfile) -> MeOut:
    customer_id = facts.customer_id
    affiliate = affiliate_of(customer_id)
    counts = orders.order_counts(customer_id)
    stores = stores_by_ids([facts.home_store_id]) if facts.home_store_id else {}
    store = stores.get(facts.home_store_id or 0)
    return MeOut(
        id=customer_id,
        no=facts.no,
        nickname=facts.nickname,
        avatar=media_url(facts.avatar),
        phone=facts.phone_masked,
        birthday=facts.birthday,
        level=level_name(customer_id),
        store=MyStoreOut(id=store.store_id, name=store.name) if store else None,
        guide=guide_of(customer_id),
        marketing_ok=facts.marketing_ok,
        affiliate_status=AffiliateStatus(affiliate.status).value if affiliate else "none",
        coupon_count=usable_count(customer_id),
        unread_count=unread_count(customer_id),
        cart_count=orders.cart_count(customer_id),
        orders=OrderCounts(
            pending_payment=counts.get("pending_payment", 0),
            paid=counts.get("paid", 0),
            shipped=counts.get("shipped", 0),
            ready_for_pickup=counts.get("ready_for_pickup", 0),
            after_sale=counts.get("after_sale", 0),
        ),
        joined_at=facts.created_at,
    )


def change(customer_id: int, body: MePatch) -> MeOut:
    """Change what is given."""
    changes = ProfileChanges(
        nickname=body.nickname, avatar=body.avatar, birthday=body.birthday, home_store_id=body.home_store_id
    )
    return _me_out(customers.update_profile(customer_id, changes))


def consents(customer_id: int) -> ConsentsOut:
    """Every permission and whether it stands."""
    standing = {fact.purpose: fact for fact in customers.current_consents(customer_id)}
    items = []
    for purpose, title, detail, required in CONSENTS:
        fact = standing.get(purpose)
        items.append(
            ConsentOut(
                kind=purpose.value,
                title=title,
                detail=detail,
                granted=fact.granted if fact else False,
                required=required,
                at=fact.at if fact else None,
            )
        )
    return ConsentsOut(items=items)


def consent(customer_id: int, body: ConsentIn) -> ConsentsOut:
    """Grant or withdraw."""
    given = ConsentGiven(ConsentPurpose(body.kind), granted=body.granted)
    customers.record_consents(customer_id, consents=[given], source="settings")
    return consents(customer_id)


def export(customer_id: int) -> HttpResponse:
    """Everything, as a file: who he is, what he bought, his coupons and messages."""
    document = {
        **customers.export_customer(customer_id),
        "orders": _all_orders(customer_id),
        "coupons": [
            coupon.model_dump(mode="json")
            for tab in ("available", "used", "expired")
            for coupon in coupons_mine(customer_id, tab).items
        ],
        "messages": _all_messages(customer_id),
    }
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


def _all_orders(customer_id: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    before: int | None = None
    while True:
        page = orders_page(customer_id, tab="all", before=before)
        found += [card.model_dump(mode="json", exclude={"actions"}) for card in page.items]
        before = page.next_before
        if before is None:
            return found


def _all_messages(customer_id: int) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    number, has_more = 1, True
    while has_more:
        page = messages_page(customer_id, page=number, size=200)
        found += [{"title": m.title, "body": m.body, "at": m.sent_at.isoformat()} for m in page.items]
        number, has_more = number + 1, page.has_more
    return found


def erase(customer_id: int) -> Done:
    """Delete the account."""
    customers.erase_customer(customer_id, actor=f"customer:{customer_id}")
    return Done()


def address_out(facts: AddressFacts, *, in_clear: bool) -> AddressOut:
    """One address; the whole number only where it is edited."""
    return AddressOut(
        id=facts.address_id,
        name=facts.name,
        phone_masked=facts.phone_masked,
        phone=facts.phone if in_clear else None,
        province=facts.province,
        city=facts.city,
        district=facts.district,
        detail=facts.detail,
        is_default=facts.is_default,
    )


def addresses(customer_id: int) -> AddressesOut:
    """All of them."""
    return AddressesOut(items=[address_out(a, in_clear=False) for a in customers.addresses_of(customer_id)])


def address(customer_id: int, address_id: int) -> AddressOut:
    """One, for editing."""
    return address_out(customers.address_of(customer_id, address_id), in_clear=True)


def save(customer_id: int, address_id: int | None, body: AddressIn) -> AddressOut:
    """Add or replace."""
    saved = customers.save_address(customer_id, AddressFields(**body.model_dump()), address_id=address_id)
    return address_out(saved, in_clear=True)


def remove(customer_id: int, address_id: int) -> Done:
    """Forget one."""
    customers.delete_address(customer_id, address_id)
    return Done()
