"""What 一鲫鲜果 sells, read from ``goods.toml``: 42 products as a fruit shop in Hangzhou would print them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
COST_SHARE_PERCENT = 62


@dataclass(frozen=True)
class Spec:
    """One SKU: what it is called, what it costs now, for members, and to buy in."""

    text: str
    price_fen: int
    member_price_fen: int | None
    cost_fen: int
    weight_g: int


@dataclass(frozen=True)
class Good:
    """One product; ``was_fen`` is the price of its first SKU that was charged before today's, or None."""

    key: str
    category: str
    name: str
    subtitle: str
    origin: str
    tint: str
    description: str
    specs: tuple[Spec, ...]
    was_fen: int | None
    popularity: int


@dataclass(frozen=True)
class Assortment:
    """The whole shop: categories as (name, icon key), products, and what is promised for all of them."""

    categories: tuple[tuple[str, str], ...]
    goods: tuple[Good, ...]
    promises: tuple[str, ...]


def assortment() -> Assortment:
    """Read the shop's list; the order of the file is the order on the shelf."""
    raw = tomllib.loads((HERE / "goods.toml").read_text(encoding="utf-8"))
    return Assortment(
        categories=tuple((row["name"], row["icon"]) for row in raw["category"]),
        goods=tuple(_good(row) for row in raw["good"]),
        promises=tuple(raw["promises"]),
    )


def _good(row: dict[str, Any]) -> Good:
    specs = tuple(_spec(*spec) for spec in row.pop("specs"))
    return Good(specs=specs, was_fen=row.pop("was_fen", None), **row)


def _spec(text: str, price_fen: int, member_price_fen: int, weight_g: int) -> Spec:
    return Spec(text, price_fen, member_price_fen or None, price_fen * COST_SHARE_PERCENT // 100, weight_g)
