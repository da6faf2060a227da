"""Moves of stock, append-only."""

from typing import Any

from yutang.foundation.catalog.models import Sku
from yutang.foundation.inventory.contracts import MOVE_LABELS
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter

_TONES = {"ship": "info", "return": "warn", "receive": "ok", "write_off": "r"}
_KINDS = {str(key): (str(label), _TONES.get(str(key), "")) for key, label in MOVE_LABELS.items()}


class StockMoveAdmin(ConsoleAdmin):
    """Every change of stock and its reason."""

    area = "stock"
    noun = "库存流水"
    columns = (
        two("商品", "product_name", "spec"),
        text("库位", lambda row: row.stock.location.name),
        state("类型", "kind", _KINDS),
        number("数量", "quantity", order="quantity"),
        text("单号", "ref"),
        text("原因", "reason"),
        when("时间", "at", order="id"),
    )
    facets = (choice_filter("类型", "kind", _KINDS), period_filter("时间", "at"))
    search_in = ("=ref",)
    search_hint = "单号"
    list_select_related = ("stock__location",)
    store_field = "stock__location__store_id"
    has_page = False

    def prepare(self, rows: list[Any]) -> None:
        """Which goods they are."""
        ids = {row.stock.sku_id for row in rows}
        found = {one.pk: one for one in Sku.objects.filter(pk__in=ids).select_related("product")}
        for row in rows:
            sku = found.get(row.stock.sku_id)
            row.product_name = sku.product.name if sku else f"SKU {row.stock.sku_id}"
            row.spec = (sku.spec or sku.no) if sku else ""
