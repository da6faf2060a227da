"""The stage: brand, stores, staff, goods, stock, prices and rules, as head office would have set them up."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password

from yutang.foundation.catalog.api import create_category, import_products
from yutang.foundation.catalog.contracts import NewProduct, NewSku
from yutang.foundation.inventory.api import default_location_id, import_stock, location_of_store
from yutang.foundation.inventory.contracts import StockCount
from yutang.foundation.org.api import create_staff, guides_of, import_stores, regions, update_brand
from yutang.foundation.org.contracts import BrandFacts, NewStaff, NewStore, StaffRole
from yutang.kernel import clock
from yutang.referral.affiliates.api import set_policy
from yutang.revenue.pricing.api import create_coupon_template, create_promotion
from yutang.revenue.pricing.contracts import CouponTemplateSpec, PromotionKind, PromotionSpec, Scope
from yutang.surfaces.demo import places
from yutang.surfaces.demo.coupons import COUPONS
from yutang.surfaces.demo.goods import PICTURES, Good, assortment
from yutang.surfaces.demo.membership import build_membership

ACTOR = "demo"
PASSWORD = "yutang-demo"  # noqa: S105 - printed for everybody: the demo has nothing to protect
MEMBER_GROUP = "gold"
WAREHOUSE_STOCK = 600
STORE_STOCK = 60
LIMITED_DAYS = 3


@dataclass(frozen=True)
class OnShelf:
    """One SKU of the demo as the players see it."""

    sku_id: int
    product_id: int
    price_fen: int
    weight: int


@dataclass(frozen=True)
class Setting:
    """Everything the history is played on."""

    stores: Mapping[str, int]
    guides: Mapping[str, tuple[int, ...]]
    shelf: tuple[OnShelf, ...]
    limited: Mapping[int, int]
    locations: Mapping[str, int]
    warehouse_id: int


def copy_pictures() -> None:
    """Put the demo's pictures where the mall serves media from."""
    target = Path(settings.MEDIA_ROOT) / "demo"
    shutil.copytree(PICTURES, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.md"))


def build_setting(opened_at: datetime, *, is_new: bool) -> Setting:
    """Return the stage, setting it up as of ``opened_at`` if it is new; the caller holds the transaction."""
    stores = _stores()
    if is_new:
        _brand()
        _staff(stores, opened_at)
    shelf, limited = _goods(opened_at, is_new=is_new)
    warehouse_id = default_location_id()
    locations = {no: location_of_store(store_id) for no, store_id in stores.items()}
    if is_new:
        _stock(shelf, warehouse_id, locations)
        _rules()
        build_membership(actor=ACTOR, group=MEMBER_GROUP, opened_at=opened_at, warehouse_id=warehouse_id)
    guides = {no: tuple(guide.staff_id for guide in guides_of(store_id)) for no, store_id in stores.items()}
    return Setting(stores, guides, shelf, limited, locations, warehouse_id)


def open_limited_prices(setting: Setting) -> None:
    """Start today's limited prices, so that whoever tries the demo finds them running."""
    now = clock.now()
    tomorrow = clock.business_date(now) + timedelta(days=LIMITED_DAYS)
    create_promotion(
        PromotionSpec(
            name="今日限时",
            kind=PromotionKind.LIMITED_PRICE,
            config={"prices": {str(sku_id): fen for sku_id, fen in setting.limited.items()}},
            starts_at=now,
            ends_at=datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=clock.SHANGHAI),
        )
    )


def _brand() -> None:
    update_brand(
        BrandFacts(
            name=places.BRAND_NAME,
            slogan=places.BRAND_SLOGAN,
            logo="",
            brand_color="#0B7A75",
            service_phone=places.SERVICE_PHONE,
            policy={"hot_searches": ["草莓", "车厘子", "果切", "脐橙", "礼盒"]},
        ),
        actor=ACTOR,
    )


def _stores() -> dict[str, int]:
    names = dict(places.REGIONS)
    return import_stores(
        [
            NewStore(
                no=place.no,
                name=place.name,
                region_code=place.region,
                region_name=names[place.region],
                address=place.address,
                lat=place.latitude,
                lng=place.longitude,
                hours=places.HOURS,
                phone=place.phone,
            )
            for place in places.PLACES
        ]
    )


def _staff(stores: Mapping[str, int], opened_at: datetime) -> None:
    region_ids = {region.code: region.region_id for region in regions()}
    password_hash = make_password(PASSWORD)
    for member in (*places.HEAD_OFFICE, *places.STORE_MANAGERS, *places.GUIDES):
        create_staff(
            NewStaff(
                username=member.username,
                password=PASSWORD,
                password_hash=password_hash,
                display_name=member.name,
                role=StaffRole(member.role),
                store_id=stores.get(member.place),
                region_id=region_ids.get(member.place),
                avatar=f"demo/{member.avatar}",
                joined_at=opened_at,
            ),
            actor=ACTOR,
        )


def _goods(opened_at: datetime, *, is_new: bool) -> tuple[tuple[OnShelf, ...], dict[int, int]]:
    stock = assortment()
    if is_new:
        for sort, (name, icon) in enumerate(stock.categories):
            create_category(name, sort=sort, icon=f"demo/fruit/{icon}.webp")
    products = [
        _product(number, good, stock.promises, opened_at) for number, good in enumerate(stock.goods, start=1)
    ]
    imported = import_products(products)
    shelf: list[OnShelf] = []
    limited: dict[int, int] = {}
    for good, product in zip(stock.goods, products, strict=True):
        for place, sku in enumerate(product.skus):
            sku_id = imported.sku_ids[sku.no]
            weight = good.popularity if place == 0 else max(good.popularity // 4, 1)
            shelf.append(OnShelf(sku_id, imported.product_ids[product.no], sku.price_fen, weight))
        if good.was_fen:
            limited[imported.sku_ids[product.skus[0].no]] = good.specs[0].price_fen
    return tuple(shelf), limited


def _product(number: int, good: Good, promises: tuple[str, ...], opened_at: datetime) -> NewProduct:
    """A product with a limited price is listed at what it costs on other days."""
    no = f"YJ{number:03d}"
    skus = tuple(
        NewSku(
            no=f"{no}-{place}",
            spec=spec.text,
            price_fen=good.was_fen if good.was_fen and place == 1 else spec.price_fen,
            member_price_fen=spec.member_price_fen,
            cost_fen=spec.cost_fen,
            weight_g=spec.weight_g,
        )
        for place, spec in enumerate(good.specs, start=1)
    )
    return NewProduct(
        no=no,
        name=good.name,
        subtitle=good.subtitle,
        category_path=(good.category,),
        pictures=(f"demo/fruit/{good.key}.webp",),
        tint=good.tint,
        description=good.description,
        specs=(("产地", good.origin), ("规格", good.specs[0].text), ("储存", "2–8 ℃ 冷藏，尽快食用")),
        service_promises=promises,
        origin=good.origin,
        sort=number,
        skus=skus,
        listed_at=opened_at,
    )


def _stock(shelf: tuple[OnShelf, ...], warehouse_id: int, locations: Mapping[str, int]) -> None:
    counts = [StockCount(warehouse_id, item.sku_id, WAREHOUSE_STOCK) for item in shelf]
    counts += [StockCount(place, item.sku_id, STORE_STOCK) for place in locations.values() for item in shelf]
    import_stock(counts)


def _rules() -> None:
    create_promotion(
        PromotionSpec(
            name="满 99 减 8",
            kind=PromotionKind.FULL_REDUCTION,
            config={
                "tiers": [
                    {"threshold_fen": 9_900, "off_fen": 800},
                    {"threshold_fen": 19_900, "off_fen": 2_000},
                ]
            },
        )
    )
    create_promotion(
        PromotionSpec(
            name="金桔会员价",
            kind=PromotionKind.MEMBER_PRICE,
            config={"group": MEMBER_GROUP, "discount_bp": 10_000, "title": "金桔会员价"},
        )
    )
    create_promotion(
        PromotionSpec(
            name="配送费",
            kind=PromotionKind.SHIPPING,
            config={"fee_fen": 600, "free_from_fen": 4_900},
        )
    )
    for code, name, amount_fen, threshold_fen in (
        ("NEW39", "新客满 39 减 8", 800, 3_900),
        ("ALL69", "全场满 69 减 10", 1_000, 6_900),
        ("ALL129", "全场满 129 减 20", 2_000, 12_900),
    ):
        create_coupon_template(
            CouponTemplateSpec(
                template_code=code,
                name=name,
                amount_fen=amount_fen,
                threshold_fen=threshold_fen,
                valid_days=14,
                scope=Scope(),
                total=20_000,
                is_public=True,
            )
        )
    for spec in COUPONS:
        create_coupon_template(spec)
    set_policy(actor=ACTOR, mode="apply", rate1_bp=1_000, rate2_bp=300, min_withdraw_fen=1_000)
