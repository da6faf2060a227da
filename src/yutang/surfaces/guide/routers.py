"""The addresses of the staff's phone."""

from django.http import HttpRequest
from ninja import P as Param
from ninja import PathEx, Query, Router

from yutang.kernel.errors import NotFound
from yutang.revenue.vouchers import api as vouchers
from yutang.revenue.vouchers.contracts import RedeemWant, SaleWant
from yutang.surfaces.guide import answers
from yutang.surfaces.guide.caller import Key, signed_in, staff_of, store_for, stores_seen
from yutang.surfaces.guide.schemas import (
    DeviceIn,
    DeviceOut,
    DevicesOut,
    GuideHomeOut,
    RedeemIn,
    RedemptionOut,
    RedemptionsOut,
    ReverseIn,
    SaleIn,
    SaleOut,
    ScanOut,
    StaffOut,
    StaffSignedInOut,
    StaffSignInIn,
    SyncIn,
    SyncOut,
)
from yutang.surfaces.mall.caller import PathCode
from yutang.surfaces.mall.limits import Limit
from yutang.surfaces.mall.schemas.shared import Id, In

# A code has 75 random bits; this keeps a stolen phone from trying, and a counter never scans this fast.
LOOKS_OF_STAFF = Limit("guide-scan", most=240, seconds=60)
router = Router(tags=["guide"], auth=signed_in)
AnyCode = PathEx[str, Param(min_length=1, max_length=60)]


class StoreQuery(In):
    """Which store; nothing means one's own."""

    store_id: Id | None = None


class HistoryQuery(In):
    """Which redemptions: of one store, or only my own."""

    store_id: Id | None = None
    mine: bool = False
    before: Id | None = None


@router.post("/auth/sign-in", response=StaffSignedInOut, auth=None, operation_id="staff_sign_in")
def sign_in(request: HttpRequest, body: StaffSignInIn) -> StaffSignedInOut:
    """Exchange the console's log-in for a token."""
    return answers.sign_in(body, address=str(request.META.get("REMOTE_ADDR", "")))


@router.get("/me", response=StaffOut, operation_id="get_staff")
def get_me(request: HttpRequest) -> StaffOut:
    """Who I am and where I may act."""
    return answers.staff_out(staff_of(request))


@router.get("/home", response=GuideHomeOut, operation_id="get_guide_home")
def get_home(request: HttpRequest, query: Query[StoreQuery]) -> GuideHomeOut:
    """Today at my store."""
    staff = staff_of(request)
    return answers.home(staff, store_for(staff, query.store_id))


@router.get("/vouchers/{code}", response=ScanOut, operation_id="scan_voucher")
def scan_voucher(request: HttpRequest, code: AnyCode, query: Query[StoreQuery]) -> ScanOut:
    """What a scan shows; nothing is redeemed."""
    staff = staff_of(request)
    LOOKS_OF_STAFF.count(str(staff.staff_id))
    return answers.scan(code, store_for(staff, query.store_id))


@router.post("/redemptions", response=RedemptionOut, operation_id="redeem_voucher")
def redeem(request: HttpRequest, body: RedeemIn, idempotency_key: Key) -> RedemptionOut:
    """Redeem uses of a voucher; the same key never redeems twice, and a second scan hears who and when."""
    staff = staff_of(request)
    LOOKS_OF_STAFF.count(str(staff.staff_id))
    want = RedeemWant(
        code=body.code,
        staff_id=staff.staff_id,
        store_id=store_for(staff, body.store_id),
        key=f"staff:{staff.staff_id}:{idempotency_key}",
        uses=body.uses,
    )
    return answers.redemptions_out([vouchers.redeem_voucher(want)])[0]


@router.get("/redemptions", response=RedemptionsOut, operation_id="list_redemptions")
def list_redemptions(request: HttpRequest, query: Query[HistoryQuery]) -> RedemptionsOut:
    """Redemptions of the stores I may see, or my own."""
    staff = staff_of(request)
    seen = stores_seen(staff)
    if query.store_id is not None:
        seen = frozenset({store_for(staff, query.store_id)})
    return answers.page(seen, staff_id=staff.staff_id if query.mine else None, before=query.before)


@router.get("/redemptions/{no}", response=RedemptionOut, operation_id="get_redemption")
def get_redemption(request: HttpRequest, no: PathCode) -> RedemptionOut:
    """One redemption; another store's does not exist."""
    found = vouchers.redemption_by_no(no, store_ids=stores_seen(staff_of(request)))
    return answers.redemptions_out([found])[0]


@router.post("/redemptions/{no}/reverse", response=RedemptionOut, operation_id="reverse_redemption")
def reverse(request: HttpRequest, no: PathCode, body: ReverseIn) -> RedemptionOut:
    """Take a redemption back on its day; managers only."""
    done = vouchers.reverse_redemption(
        redemption_no=no, staff_id=staff_of(request).staff_id, reason=body.reason
    )
    return answers.redemptions_out([done])[0]


@router.post("/redemptions/{no}/sales", response=SaleOut, operation_id="record_store_sale")
def record_sale(request: HttpRequest, no: PathCode, body: SaleIn, idempotency_key: Key) -> SaleOut:
    """Write down what the customer bought beside it."""
    staff = staff_of(request)
    done = vouchers.record_sale(
        SaleWant(
            redemption_no=no,
            staff_id=staff.staff_id,
            key=f"staff:{staff.staff_id}:{idempotency_key}",
            amount_fen=body.amount_fen,
            items=body.items,
            order_no=body.order_no,
        )
    )
    return SaleOut(
        id=done.sale_id,
        redemption_no=done.redemption_no,
        amount_fen=done.amount_fen,
        items=done.items,
        order_no=done.order_no,
        at=done.at,
    )


@router.get("/devices", response=DevicesOut, operation_id="list_devices")
def list_devices(request: HttpRequest, query: Query[StoreQuery]) -> DevicesOut:
    """The devices of a store."""
    staff = staff_of(request)
    found = vouchers.devices_of([store_for(staff, query.store_id)])
    return DevicesOut(items=[answers.device_out(one) for one in found])


@router.post("/devices", response=DeviceOut, operation_id="register_device")
def register_device(request: HttpRequest, body: DeviceIn) -> DeviceOut:
    """Let this device redeem without a network; managers only."""
    staff = staff_of(request)
    made = vouchers.register_device(
        name=body.name,
        store_id=store_for(staff, body.store_id),
        public_key=body.public_key,
        staff_id=staff.staff_id,
    )
    return answers.device_out(made)


@router.get("/devices/{no}", response=DeviceOut, operation_id="get_device")
def get_device(request: HttpRequest, no: PathCode) -> DeviceOut:
    """How a device stands; another store's does not exist."""
    found = vouchers.device_by_no(no)
    seen = stores_seen(staff_of(request))
    if seen is not None and found.store_id not in seen:
        raise NotFound("device_unknown", "这台设备还没有登记", device_no=no)
    return answers.device_out(found)


@router.post("/devices/{no}/revoke", response=DeviceOut, operation_id="revoke_device")
def revoke_device(request: HttpRequest, no: PathCode) -> DeviceOut:
    """Take no more lists of a device; managers only."""
    return answers.device_out(vouchers.revoke_device(device_no=no, staff_id=staff_of(request).staff_id))


@router.post("/sync", response=SyncOut, operation_id="sync_offline")
def sync(request: HttpRequest, body: SyncIn) -> SyncOut:
    """Take over what a device redeemed without a network; the same list may come again."""
    rows = vouchers.sync_offline(
        device_no=body.device, text=body.list, signature=body.signature, staff_id=staff_of(request).staff_id
    )
    return SyncOut(rows=[answers.sync_row(one) for one in rows])
