"""My vouchers."""

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import vouchers
from yutang.surfaces.mall.caller import PathCode, customer_of, signed_in
from yutang.surfaces.mall.schemas.shared import Id, In
from yutang.surfaces.mall.schemas.vouchers import VoucherDetailOut, VouchersOut, VoucherTab

router = Router(tags=["vouchers"], auth=signed_in)


class VoucherQuery(In):
    """Which tab."""

    status: VoucherTab = "active"
    before: Id | None = None


@router.get("/vouchers", response=VouchersOut, operation_id="list_vouchers")
def list_vouchers(request: HttpRequest, query: Query[VoucherQuery]) -> VouchersOut:
    """My vouchers: those I can use, those used up, those that ended."""
    return vouchers.mine(customer_of(request), tab=query.status, before=query.before)


@router.get("/vouchers/{code}", response=VoucherDetailOut, operation_id="get_voucher")
def get_voucher(request: HttpRequest, code: PathCode) -> VoucherDetailOut:
    """One voucher of mine with its QR code's text, stores and history; somebody else's does not exist."""
    return vouchers.voucher_of(customer_of(request), code)
