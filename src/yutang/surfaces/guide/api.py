"""The guide's API: one router, the house's error shape, one schema document."""

from yutang.surfaces.guide.routers import router
from yutang.surfaces.mall.api import MallAPI
from yutang.surfaces.mall.errors import register_error_handlers

DESCRIPTION = (
    "What the phone of guides and store managers speaks. Money is integer fen (`*_fen`), times are ISO 8601 with +08:00. "
    "Sign in with the console's log-in for a bearer token; rows are those of one's data scope. Redeeming takes an "
    "`Idempotency-Key`. Every error has the shape of `ErrorOut`."
)

api = MallAPI(title="Yutang guide", version="1", description=DESCRIPTION, urls_namespace="guide")
register_error_handlers(api)
api.add_router("", router)
