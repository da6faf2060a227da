"""Pure decisions of the points mall."""

from datetime import datetime

from yutang.retention.points_mall.contracts import ItemKind, ItemSpec, item_invalid

MOST_POINTS = 10_000_000


def check_item(item: ItemSpec) -> None:
    """Refuse an item that nobody could get, naming the field."""
    if not item.title.strip():
        raise item_invalid("title", "请填写名称")
    if type(item.points) is not int or not 1 <= item.points <= MOST_POINTS:
        raise item_invalid("points", "积分须大于 0")
    if item.per_person < 1:
        raise item_invalid("per_person", "每人限兑至少 1 件")
    if item.stock is not None and item.stock < 1:
        raise item_invalid("stock", "数量须大于 0")
    if item.starts_at and item.ends_at and item.ends_at <= item.starts_at:
        raise item_invalid("ends_at", "结束时间须晚于开始时间")
    _check_kind(item)


def _check_kind(item: ItemSpec) -> None:
    needs = {
        ItemKind.COUPON: ("template_code", bool(item.template_code), "请填写券模板"),
        ItemKind.GOODS: ("sku_id", bool(item.sku_id) and item.cash_fen >= 0, "请选择商品"),
        ItemKind.BONUS: ("amount_fen", item.amount_fen > 0, "赠金须大于 0"),
    }
    if item.kind not in needs:
        raise item_invalid("kind", "没有这种兑换品")
    field, is_right, why = needs[ItemKind(item.kind)]
    if not is_right:
        raise item_invalid(field, why)


def is_on(starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> bool:
    """Whether an item can be had now."""
    return (starts_at is None or starts_at <= now) and (ends_at is None or ends_at > now)
