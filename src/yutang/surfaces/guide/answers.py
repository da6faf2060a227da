"""Shapes for the staff's phone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta

from yutang.foundation.customers.api import customers_by_ids
from yutang.foundation.customers.contracts import CustomerFacts
from yutang.foundation.org.api import brand_profile, scopes_of, sign_in_staff, stores, stores_by_ids
from yutang.foundation.org.contracts import ROLE_LABELS, StaffFacts, StaffRole, StoreFacts
from yutang.kernel import clock
from yutang.revenue.vouchers import api as vouchers
from yutang.revenue.vouchers.contracts import DeviceFacts, OfflineAnswer, RedemptionFacts, VoucherFacts
from yutang.surfaces.guide.schemas import (
    CustomerOut,
    DeviceOut,
    GuideHomeOut,
    PlaceOut,
    RedemptionOut,
    RedemptionsOut,
    ScanOut,
    StaffOut,
    StaffSignedInOut,
    StaffSignInIn,
    SyncRowOut,
)
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.limits import Limit

TRIES_OF_ADDRESS = Limit("staff-sign-in", most=60, seconds=600)
TRIES_OF_NAME = Limit("staff-sign-in-name", most=10, seconds=600)
NO_MANAGERS = (StaffRole.GUIDE, StaffRole.FINANCE)


def sign_in(body: StaffSignInIn, *, address: str) -> StaffSignedInOut:
    """Exchange the console's log-in for a token; tries are counted by address and by name."""
    TRIES_OF_ADDRESS.count(address)
    TRIES_OF_NAME.count(body.username)
    staff, token = sign_in_staff(body.username, body.password)
    return StaffSignedInOut(token=token, staff=staff_out(staff))


def staff_out(staff: StaffFacts) -> StaffOut:
    """The person and where he may act."""
    scope = scopes_of([staff.staff_id])[staff.staff_id]
    places = [place_out(store) for store in stores() if scope.covers(store.store_id)]
    return StaffOut(
        id=staff.staff_id,
        name=staff.display_name or staff.username,
        avatar=media_url(staff.avatar),
        role=staff.role.value,
        role_text=ROLE_LABELS[staff.role],
        store=next((place for place in places if place.id == staff.store_id), None),
        stores=places,
        may_manage=staff.role not in NO_MANAGERS,
        brand_name=brand_profile().name,
    )


def place_out(store: StoreFacts) -> PlaceOut:
    """A store by name."""
    return PlaceOut(id=store.store_id, name=store.name, address=store.address)


def home(staff: StaffFacts, store_id: int) -> GuideHomeOut:
    """Today's figures of a store, my part of them, and what happened last."""
    since, until = today()
    figures = vouchers.store_figures(since=since, until=until, store_ids=[store_id])
    mine = vouchers.store_figures(since=since, until=until, store_ids=[store_id], staff_id=staff.staff_id)
    one = figures[0] if figures else None
    recent = vouchers.redemptions_page(store_ids=[store_id], limit=5).redemptions
    return GuideHomeOut(
        store=place_out(stores_by_ids([store_id])[store_id]),
        redemptions=one.redemptions if one else 0,
        uses=one.uses if one else 0,
        customers=one.customers if one else 0,
        sales=one.sales if one else 0,
        sales_fen=one.sales_fen if one else 0,
        mine=mine[0].redemptions if mine else 0,
        open_conflicts=vouchers.open_conflicts([store_id]),
        recent=redemptions_out(recent),
    )


def today() -> tuple[datetime, datetime]:
    """The business day in Shanghai, as two moments."""
    begins = datetime.combine(clock.business_date(), time(), clock.SHANGHAI)
    return begins, begins + timedelta(days=1)


def scan(code: str, store_id: int) -> ScanOut:
    """What a scan shows."""
    found = vouchers.scan_voucher(code=code, store_id=store_id)
    voucher = found.voucher
    people = customers_by_ids([voucher.customer_id])
    return ScanOut(
        code=voucher.code,
        name=voucher.name,
        note=voucher.note,
        worth_fen=voucher.worth_fen,
        uses_total=voucher.uses_total,
        uses_left=voucher.uses_left,
        usable=found.refusal is None,
        refusal_code=found.refusal.code if found.refusal else "",
        refusal=found.refusal.message if found.refusal else "",
        ends_text=_ends_text(voucher),
        pack_no=voucher.pack_no,
        order_no=voucher.order_no,
        customer=_customer(people, voucher.customer_id),
        last=redemptions_out([found.last])[0] if found.last else None,
    )


def _ends_text(voucher: VoucherFacts) -> str:
    last_day = clock.business_date(voucher.valid_until - timedelta(microseconds=1))
    return f"{last_day:%Y-%m-%d} 前可用"


def page(store_ids: Collection[int] | None, *, staff_id: int | None, before: int | None) -> RedemptionsOut:
    """One page of redemptions."""
    found = vouchers.redemptions_page(store_ids=store_ids, staff_id=staff_id, before=before)
    return RedemptionsOut(items=redemptions_out(found.redemptions), next_before=found.next_before)


def redemptions_out(found: Sequence[RedemptionFacts]) -> list[RedemptionOut]:
    """Redemptions with their customers, masked (one statement)."""
    people = customers_by_ids({one.customer_id for one in found}) if found else {}
    return [
        RedemptionOut(
            no=one.no,
            code_tail=one.code[-4:],
            name=one.name,
            uses=one.uses,
            left_after=one.left_after,
            customer=_customer(people, one.customer_id),
            staff_name=one.staff_name,
            store_id=one.store_id,
            store_name=one.store_name,
            at=one.redeemed_at,
            offline=one.is_offline,
            reversed=one.reversed_at is not None,
            reversible=one.reversed_at is None
            and clock.business_date(one.redeemed_at) == clock.business_date(),
            sale_fen=one.sale_fen,
            repeated=one.repeated,
        )
        for one in found
    ]


def _customer(people: Mapping[int, CustomerFacts], customer_id: int) -> CustomerOut:
    person = people.get(customer_id)
    name = person.nickname if person and person.nickname else "顾客"
    return CustomerOut(
        name=name,
        avatar=media_url(person.avatar) if person else "",
        phone_masked=person.phone_masked if person else "",
    )


def device_out(one: DeviceFacts) -> DeviceOut:
    """A device."""
    return DeviceOut(
        no=one.no,
        name=one.name,
        store_id=one.store_id,
        kind=one.kind,
        revoked=one.is_revoked,
        registered_at=one.registered_at,
        last_sync_at=one.last_sync_at,
    )


def sync_row(one: OfflineAnswer) -> SyncRowOut:
    """What became of one row."""
    return SyncRowOut(
        nonce=one.nonce,
        code=one.code,
        outcome="redeemed" if one.outcome == "redeemed" else "conflict",
        message=one.message,
        redemption_no=one.redemption_no,
        by=one.by,
        store=one.store,
        at=one.at,
    )
