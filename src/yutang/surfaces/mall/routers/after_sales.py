"""After-sale and the pictures that belong to it."""

from django.http import HttpRequest
from ninja import File, Query, Router
from ninja.files import UploadedFile

from yutang.surfaces.mall.answers import after_sales, uploads
from yutang.surfaces.mall.caller import Key, OptionalKey, PathCode, customer_of, once, signed_in
from yutang.surfaces.mall.schemas.after_sales import (
    AfterSaleIn,
    AfterSaleOptionsOut,
    AfterSaleOut,
    AfterSalesOut,
    AppealIn,
    OrderNo,
    RefundPreviewIn,
    RefundPreviewOut,
    SendBackIn,
    UploadOut,
)
from yutang.surfaces.mall.schemas.shared import In, PageNumber

router = Router(tags=["after-sales"], auth=signed_in)


class AfterSaleQuery(In):
    """Which page."""

    page: PageNumber = 1


class OptionsQuery(In):
    """Which order."""

    order_no: OrderNo


@router.post("/after-sales", response=AfterSaleOut, operation_id="apply_after_sale")
def apply_after_sale(request: HttpRequest, body: AfterSaleIn, idempotency_key: Key) -> object:
    """Ask for money back for some pieces of an order."""
    return once(
        request, "after-sales", idempotency_key, lambda: after_sales.apply(customer_of(request), body)
    )


@router.post("/after-sales/preview", response=RefundPreviewOut, operation_id="preview_refund")
def preview_refund(request: HttpRequest, body: RefundPreviewIn) -> RefundPreviewOut:
    """What would come back, to the fen."""
    return after_sales.preview(customer_of(request), body)


@router.get("/after-sales", response=AfterSalesOut, operation_id="list_after_sales")
def list_after_sales(request: HttpRequest, query: Query[AfterSaleQuery]) -> AfterSalesOut:
    """My applications."""
    return after_sales.page_of(customer_of(request), page=query.page)


@router.get("/after-sales/options", response=AfterSaleOptionsOut, operation_id="after_sale_options")
def after_sale_options(request: HttpRequest, query: Query[OptionsQuery]) -> AfterSaleOptionsOut:
    """What can be asked for an order of mine now."""
    return after_sales.options(customer_of(request), query.order_no)


@router.get("/after-sales/{no}", response=AfterSaleOut, operation_id="get_after_sale")
def get_after_sale(request: HttpRequest, no: PathCode) -> AfterSaleOut:
    """One application of mine."""
    return after_sales.one_of(customer_of(request), no)


@router.post("/after-sales/{no}/cancel", response=AfterSaleOut, operation_id="cancel_after_sale")
def cancel_after_sale(request: HttpRequest, no: PathCode, idempotency_key: OptionalKey = None) -> object:
    """Withdraw an application that nobody has decided."""
    return once(
        request,
        f"after-sales-cancel:{no}",
        idempotency_key,
        lambda: after_sales.cancel(customer_of(request), no),
    )


@router.post("/after-sales/{no}/send-back", response=AfterSaleOut, operation_id="send_back_goods")
def send_back_goods(
    request: HttpRequest, no: PathCode, body: SendBackIn, idempotency_key: OptionalKey = None
) -> object:
    """Tell under which number the goods travel back."""
    return once(
        request,
        f"after-sales-back:{no}",
        idempotency_key,
        lambda: after_sales.send_back(customer_of(request), no, body),
    )


@router.post("/after-sales/{no}/appeal", response=AfterSaleOut, operation_id="appeal_after_sale")
def appeal_after_sale(
    request: HttpRequest, no: PathCode, body: AppealIn, idempotency_key: OptionalKey = None
) -> object:
    """Ask head office about a refusal."""
    return once(
        request,
        f"after-sales-appeal:{no}",
        idempotency_key,
        lambda: after_sales.appeal(customer_of(request), no, body),
    )


@router.post("/after-sales/{no}/confirm", response=AfterSaleOut, operation_id="confirm_replacement")
def confirm_replacement(request: HttpRequest, no: PathCode, idempotency_key: OptionalKey = None) -> object:
    """Say that what was exchanged or sent again has arrived."""
    return once(
        request,
        f"after-sales-confirm:{no}",
        idempotency_key,
        lambda: after_sales.confirm(customer_of(request), no),
    )


@router.post("/uploads", response=UploadOut, operation_id="upload_picture")
def upload_picture(request: HttpRequest, file: File[UploadedFile]) -> UploadOut:
    """Store a picture (JPEG, PNG or WebP, 4 MB at most) as evidence."""
    return uploads.store_picture(customer_of(request), file)
