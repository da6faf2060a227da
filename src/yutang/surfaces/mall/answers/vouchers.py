"""Vouchers as their owner sees them."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from yutang.foundation.org.api import stores, stores_by_ids
from yutang.foundation.org.contracts import StoreFacts
from yutang.kernel import clock
from yutang.revenue.vouchers import api as vouchers
from yutang.revenue.vouchers.contracts import RightFacts, VoucherFacts, VoucherStatus
from yutang.surfaces.mall.schemas.vouchers import (
    PackOut,
    RightOut,
    VoucherDetailOut,
    VoucherOut,
    VouchersOut,
    VoucherStoreOut,
    VoucherUseOut,
)

ALL_STORES = "全部门店可用"


def pack_of(product_id: int) -> PackOut | None:
    """What a pack holds; None for a product without listed rights."""
    rights = vouchers.rights_of_products([product_id]).get(product_id, ())
    if not rights:
        return None
    names = _names([store_id for right in rights for store_id in right.store_ids])
    return PackOut(
        worth_fen=sum(right.worth_fen for right in rights), rights=[_right(right, names) for right in rights]
    )


def _right(right: RightFacts, names: Mapping[int, StoreFacts]) -> RightOut:
    return RightOut(
        name=right.name,
        worth_fen=right.worth_fen,
        uses=right.uses,
        stores_text=_stores_text(right.store_ids, names),
        valid_text=_valid_text(right),
        note=right.note,
    )


def _valid_text(right: RightFacts) -> str:
    if right.valid_days is not None:
        return f"购买后 {right.valid_days} 天内有效"
    begins = f"{right.valid_from:%Y-%m-%d} 至 " if right.valid_from else ""
    return f"{begins}{right.valid_until:%Y-%m-%d} 前有效"


def _names(store_ids: Collection[int]) -> Mapping[int, StoreFacts]:
    return stores_by_ids(set(store_ids)) if store_ids else {}


def _stores_text(store_ids: Collection[int], names: Mapping[int, StoreFacts]) -> str:
    known = [names[store_id].name for store_id in store_ids if store_id in names]
    if not store_ids:
        return ALL_STORES
    return "、".join(known) if len(known) <= 2 else f"{known[0]}等 {len(known)} 家门店可用"


def mine(customer_id: int, *, tab: str, before: int | None) -> VouchersOut:
    """One tab of my vouchers."""
    page = vouchers.vouchers_page(customer_id=customer_id, tab=tab, before=before)
    return VouchersOut(items=vouchers_out(page.vouchers), next_before=page.next_before)


def of_order(order_id: int) -> list[VoucherOut]:
    """The vouchers that an order became."""
    return vouchers_out(vouchers.vouchers_of_orders([order_id]).get(order_id, []))


def vouchers_out(found: Collection[VoucherFacts]) -> list[VoucherOut]:
    """Vouchers as cards (one statement for the names of stores)."""
    names = _names([store_id for one in found for store_id in one.store_ids])
    return [voucher_out(one, names) for one in found]


def voucher_out(one: VoucherFacts, names: Mapping[int, StoreFacts]) -> VoucherOut:
    """One voucher; the moment it ends is told as its last day."""
    now = clock.now()
    last_day = clock.business_date(one.valid_until - timedelta(microseconds=1))
    usable = one.status == VoucherStatus.ACTIVE and not one.is_refunding
    is_over = one.status == VoucherStatus.ACTIVE and one.valid_until <= now
    return VoucherOut(
        code=one.code,
        name=one.name,
        note=one.note,
        worth_fen=one.worth_fen,
        status="expired" if is_over else VoucherStatus(one.status).value,
        status_text="已过期" if is_over else one.status_text,
        usable=usable and one.valid_from <= now < one.valid_until,
        uses_total=one.uses_total,
        uses_left=one.uses_left,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        ends_text=f"{last_day:%Y-%m-%d} 前可用",
        stores_text=_stores_text(one.store_ids, names),
        order_no=one.order_no,
    )


def voucher_of(customer_id: int, code: str) -> VoucherDetailOut:
    """One voucher of mine, whole."""
    one, history = vouchers.voucher_detail(code=code, customer_id=customer_id)
    names = _names(one.store_ids)
    places = [store for store in (names.values() if one.store_ids else stores()) if store.is_active]
    return VoucherDetailOut(
        voucher=voucher_out(one, names),
        qr_text=vouchers.qr_text(one.code),
        product_id=one.product_id,
        issued_at=one.issued_at,
        all_stores=not one.store_ids,
        stores=[
            VoucherStoreOut(
                id=store.store_id,
                name=store.name,
                address=store.address,
                hours=store.hours,
                phone=store.phone,
            )
            for store in places[:50]
        ],
        history=[
            VoucherUseOut(
                no=row.no,
                at=row.redeemed_at,
                store_name=row.store_name,
                staff_name=row.staff_name[:1] + "*" * max(len(row.staff_name) - 1, 0),
                uses=row.uses,
                left_after=row.left_after,
                reversed=row.reversed_at is not None,
            )
            for row in history
        ],
    )
