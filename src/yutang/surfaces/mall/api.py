"""The storefront API: every router, one error shape, one schema document."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from yutang.surfaces.mall.errors import register_error_handlers
from yutang.surfaces.mall.routers import (
    affiliate,
    after_sales,
    auth,
    cart,
    coupons,
    flash,
    links,
    lottery,
    me,
    membership,
    messages,
    orders,
    points_mall,
    shop,
    vouchers,
    wallet,
)
from yutang.surfaces.mall.schemas.shared import ErrorOut

DESCRIPTION = (
    "What the mall (H5 and mini-program) speaks. Money is integer fen (`*_fen`), times are ISO 8601 with +08:00. "
    "Sign in for a bearer token; send the device id as `X-Visitor`; acts that create something take an "
    "`Idempotency-Key`. Who cannot send PATCH (a mini-program) sends PUT with `X-HTTP-Method-Override: PATCH`. "
    "Every error has the shape of `ErrorOut`."
)


class MallAPI(NinjaAPI):
    """Ninja with the error shape written into every operation of the schema."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The document, complete: success as declared, everything else as `ErrorOut`."""
        document = super().get_openapi_schema(**kwargs)
        schema = ErrorOut.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"].update({**schema.pop("$defs"), "ErrorOut": schema})
        failure = {
            "description": "What went wrong",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}},
        }
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = failure
        return document


api = MallAPI(title="Yutang mall", version="1", description=DESCRIPTION, urls_namespace="mall")
register_error_handlers(api)
for router in (
    shop.router,
    links.router,
    auth.router,
    me.router,
    cart.router,
    orders.router,
    after_sales.router,
    coupons.router,
    flash.router,
    membership.router,
    messages.router,
    affiliate.router,
    vouchers.router,
    wallet.router,
    points_mall.router,
    lottery.router,
):
    api.add_router("", router)
