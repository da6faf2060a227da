"""The merchant as the storefront shows it."""

from yutang.surfaces.mall.schemas.shared import Out


class PolicyOut(Out):
    """Promises of the shop that pages quote."""

    shipping_fee_fen: int
    free_shipping_from_fen: int | None
    close_unpaid_minutes: int
    after_sale_days: int
    price_note: str


class BrandOut(Out):
    """Name, look and promises."""

    name: str
    slogan: str
    logo: str
    brand_color: str
    service_phone: str
    demo: bool
    policy: PolicyOut
