"""Two flash sales for whoever tries the demo: one that runs, and the next one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from yutang.foundation.inventory.api import available
from yutang.kernel import clock
from yutang.revenue.flash_sales.api import schedule_sale
from yutang.revenue.flash_sales.contracts import ItemSpec, SaleSpec
from yutang.surfaces.demo.setting import ACTOR, OnShelf, Setting

EACH = 3
PIECES = (40, 60, 24)
RUNNING_HOURS = 8
NEXT_AFTER_HOURS = 20


def schedule_flash_sales(setting: Setting) -> None:
    """Set goods of the warehouse aside that carry no limited price and lie there in plenty."""
    chosen = _choice(setting)
    now = clock.now().replace(second=0, microsecond=0)
    _schedule("今日抢鲜", chosen[:EACH], now - timedelta(minutes=20), RUNNING_HOURS)
    _schedule("明日早市", chosen[EACH : 2 * EACH], now + timedelta(hours=NEXT_AFTER_HOURS), 3)


def _choice(setting: Setting) -> list[OnShelf]:
    """The best sellers, one SKU of each product."""
    left = available([one.sku_id for one in setting.shelf], setting.warehouse_id)
    limited = {one.product_id for one in setting.shelf if one.sku_id in setting.limited}
    found: dict[int, OnShelf] = {}
    for one in sorted(setting.shelf, key=lambda one: (-one.weight, one.sku_id)):
        if one.product_id not in limited and left.get(one.sku_id, 0) >= 2 * max(PIECES):
            found.setdefault(one.product_id, one)
    return list(found.values())[: 2 * EACH]


def _schedule(name: str, shelf: Sequence[OnShelf], starts_at: datetime, hours: int) -> None:
    if not shelf:
        return
    items = tuple(
        # six tenths of the price, ending in .90 as prices on signs do
        ItemSpec(one.sku_id, max(one.price_fen * 6 // 1000 * 100 - 10, 90), pieces, per_person=1 + n % 2)
        for n, (one, pieces) in enumerate(zip(shelf, PIECES, strict=False))
    )
    schedule_sale(
        SaleSpec(name, starts_at, starts_at + timedelta(hours=hours), items),
        actor=ACTOR,
    )
