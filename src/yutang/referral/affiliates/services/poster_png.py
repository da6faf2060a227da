"""A customer's poster for a product."""

import hashlib
from dataclasses import astuple
from pathlib import Path

from django.conf import settings

from yutang.foundation.catalog.api import ProductDetail, product_detail
from yutang.foundation.customers.api import customer_profile
from yutang.foundation.links.contracts import Carrier, TargetKind
from yutang.foundation.org.api import brand_profile
from yutang.kernel.clock import SHANGHAI
from yutang.referral.affiliates.contracts import PosterContent
from yutang.referral.affiliates.services.draw_poster import draw_poster
from yutang.referral.affiliates.services.share_link import share_link
from yutang.revenue.orders.api import orders_page
from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.pricing.api import price_tags

_LOOK = "1"
"""Raised when posters are drawn differently, so that stored ones are drawn anew."""

_BOUGHT = {OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.READY_FOR_PICKUP, OrderStatus.COMPLETED}
_LOOKED_AT = 50


def poster_png(customer_id: int, product_id: int) -> bytes:
    """Return the poster as PNG, drawn once per content and kept under MEDIA_ROOT/posters.

    Raises product_unknown or product_gone. Everything on it is true at this moment: when price, sharer or
    picture change, so does the content, and a new poster is drawn.
    """
    content = _content(customer_id, product_id)
    digest = hashlib.sha256(repr((_LOOK, astuple(content))).encode()).hexdigest()
    path = Path(settings.MEDIA_ROOT) / "posters" / digest[:2] / f"{digest}.png"
    if path.exists():
        return path.read_bytes()
    png = draw_poster(content)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written aside and moved: whoever reads at this moment sees a whole poster or none.
    aside = path.with_suffix(f".{hashlib.sha256(png).hexdigest()[:8]}.part")
    aside.write_bytes(png)
    aside.replace(path)
    return png


def _content(customer_id: int, product_id: int) -> PosterContent:
    product = product_detail(product_id)
    link = share_link(
        customer_id=customer_id,
        target_kind=TargetKind.PRODUCT,
        target_id=product.product_id,
        carrier=Carrier.POSTER,
    )
    brand = brand_profile()
    sharer = customer_profile(customer_id)
    price_fen, struck_fen, note = _price(product)
    return PosterContent(
        brand_name=brand.name,
        brand_slogan=brand.slogan,
        brand_color=brand.brand_color,
        brand_logo=_media(brand.logo),
        title=product.name,
        subtitle=product.subtitle,
        picture=_media(product.pictures[0] if product.pictures else ""),
        tint=product.tint,
        price_fen=price_fen,
        struck_fen=struck_fen,
        price_note=note,
        sharer_name=sharer.nickname or "好友",
        sharer_note=_bought(customer_id, product.product_id),
        sharer_avatar=_media(sharer.avatar),
        sentence=_sentence(product),
        url=link.url,
    )


def _price(product: ProductDetail) -> tuple[int, int | None, str]:
    """What a friend pays now, a struck price only if it was really charged, and until when a limited one holds."""
    if not product.skus:
        return product.price_fen, None, ""
    tags = price_tags([sku.sku_id for sku in product.skus])
    sku = min(
        product.skus, key=lambda sku: tags[sku.sku_id].price_fen if sku.sku_id in tags else sku.price_fen
    )
    tag = tags.get(sku.sku_id)
    if tag is None:
        return sku.price_fen, sku.original_price_fen, ""
    is_limited = tag.limited_fen is not None and tag.limited_fen == tag.price_fen < sku.price_fen
    struck = sku.price_fen if is_limited else sku.original_price_fen
    if struck is not None and struck <= tag.price_fen:
        struck = None
    if not is_limited or tag.limited_until is None:
        return tag.price_fen, struck, ""
    until = tag.limited_until.astimezone(SHANGHAI)
    return tag.price_fen, struck, f"限时价至 {until.month} 月 {until.day} 日 {until:%H:%M}"


def _bought(customer_id: int, product_id: int) -> str:
    """How often the sharer bought it, counted from his orders; nothing is said when he never did."""
    orders = orders_page(customer_id=customer_id, limit=_LOOKED_AT).orders
    times = sum(
        order.status in _BOUGHT and any(line.product_id == product_id for line in order.lines)
        for order in orders
    )
    return f"买过 {times} 次" if times else "分享给你看看"


def _sentence(product: ProductDetail) -> str:
    """One true sentence from the product's own facts."""
    if product.service_promises:
        return "，".join(product.service_promises[:2]) + "。"
    if product.sales_count > 0:
        return f"已经有 {product.sales_count} 件送到大家手里。"
    return f"产地：{product.origin}。" if product.origin else ""


def _media(name: str) -> bytes:
    """Read a picture below MEDIA_ROOT; anything else, also a path that tries to leave it, is no picture."""
    if not name or "://" in name:
        return b""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / name.removeprefix(settings.MEDIA_URL).lstrip("/")).resolve()
    return path.read_bytes() if path.is_relative_to(root) and path.is_file() else b""
