"""Refusals for rules that cannot be kept, each naming its field."""

from collections.abc import Callable, Mapping
from typing import Any

from yutang.kernel.errors import DomainError

MAX_FEN = 100_000_000
MAX_COUNT = 9_999
type Config = Mapping[str, Any]
type Check = Callable[[Config], None]


def wrong(field: str, message: str) -> DomainError:
    """Return the refusal of a rule."""
    return DomainError("price_rule_invalid", message, field=field)


def fen(value: object, field: str, *, least: int = 0) -> int:
    """Return an amount, or refuse it."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MAX_FEN:
        raise wrong(field, "金额须为整数分，且在合理范围内")
    return value


def whole(value: object, field: str, *, least: int = 1, most: int = MAX_COUNT) -> int:
    """Return a number of pieces or times, or refuse it."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise wrong(field, f"须为 {least} 到 {most} 的整数")
    return value


def share(value: object, field: str, *, least: int = 1) -> int:
    """Return the share that is still paid, in basis points, or refuse it."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= 10_000:
        raise wrong(field, "折扣须在 0.01 折到 10 折之间" if least else "折扣须在 0 折到 10 折之间")
    return value


def one_of(value: object, allowed: tuple[str, ...], field: str) -> str:
    """Return a choice, or refuse it."""
    if value not in allowed:
        raise wrong(field, "请选择有效的选项")
    return str(value)


def prices(value: object, field: str) -> dict[int, int]:
    """Return price by SKU, or refuse it."""
    if not isinstance(value, Mapping) or not value:
        raise wrong(field, "至少要有一个规格")
    found: dict[int, int] = {}
    for sku_id, price in value.items():
        if not str(sku_id).isdigit():
            raise wrong(field, "规格编号不正确")
        found[int(sku_id)] = fen(price, field)
    return found


def goods(value: object, field: str) -> dict[int, int]:
    """Return quantity by SKU from [{"sku_id", "quantity"}], or refuse it."""
    if not isinstance(value, list) or not value:
        raise wrong(field, "至少要有一个规格")
    found: dict[int, int] = {}
    for one in value:
        sku_id = one.get("sku_id") if isinstance(one, Mapping) else None
        if not isinstance(sku_id, int) or isinstance(sku_id, bool) or sku_id in found:
            raise wrong(field, "规格不正确或重复")
        found[sku_id] = whole(one.get("quantity", 1), field)
    return found
