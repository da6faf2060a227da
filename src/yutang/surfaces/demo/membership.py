"""The demo brand's membership as head office sets it up: four levels, the rules, a free-shipping card."""

from datetime import datetime

from yutang.foundation.catalog.api import create_category, import_products
from yutang.foundation.catalog.contracts import NewProduct, NewSku, ProductKind
from yutang.foundation.inventory.api import import_stock
from yutang.foundation.inventory.contracts import StockCount
from yutang.retention.membership.api import set_card_type, set_levels, set_policy
from yutang.retention.membership.contracts import CardTypeSpec, LevelSpec

CARD_NO = "YJK01"
CARD_FEN = 2_990


def build_membership(*, actor: str, group: str, opened_at: datetime, warehouse_id: int) -> None:
    """Write levels and rules, and put the card on sale."""
    set_levels(_levels(group), actor=actor)
    set_policy(
        actor=actor,
        first_order_points=50,
        birthday_bp=20_000,
        member_day_kind="month",
        member_day=8,
        member_day_points_bp=20_000,
        member_day_discount_bp=9_800,
        check_in_points=5,
        streak_rewards=[
            {"days": 7, "points": 20, "coupon": ""},
            {"days": 15, "points": 50, "coupon": ""},
            {"days": 30, "points": 100, "coupon": "ALL69"},
        ],
    )
    create_category("会员卡", sort=99, icon="demo/fruit/basket.webp")
    imported = import_products([_card_product(opened_at)])
    sku_id = imported.sku_ids[f"{CARD_NO}-1"]
    import_stock([StockCount(warehouse_id, sku_id, 100_000)])
    set_card_type(
        CardTypeSpec(
            name="包邮卡",
            sku_id=sku_id,
            days=180,
            month_free_shipping=8,
            total_free_shipping=40,
            month_coupons=(("ALL69", 1),),
            intro="一杯果汁的钱，半年不付运费",
        ),
        actor=actor,
    )


def _levels(group: str) -> list[LevelSpec]:
    price = {"icon": "badge-percent", "title": "会员价", "text": "专享价商品"}
    birthday = {"icon": "cake", "title": "生日礼", "text": "当月双倍积分"}
    day = {"icon": "calendar-heart", "title": "会员日", "text": "每月 8 日"}
    fresh = {"icon": "leaf", "title": "免费鲜切", "text": "到店现切"}
    gift = {"icon": "gift", "title": "年礼", "text": "当季礼盒一份"}
    return [
        LevelSpec(0, "青柠会员", 0, benefits=(birthday, day), colour="#3F8F29"),
        LevelSpec(
            1,
            "金桔会员",
            300,
            200,
            12_000,
            price_group=group,
            benefits=(price, birthday, day),
            colour="#C77700",
        ),
        LevelSpec(
            2,
            "蜜瓜会员",
            4_000,
            2_500,
            15_000,
            9_900,
            group,
            (price, birthday, day, fresh),
            "#0B7A75",
        ),
        LevelSpec(
            3,
            "榴莲会员",
            10_000,
            6_000,
            20_000,
            9_800,
            group,
            (price, birthday, day, fresh, gift),
            "#85590F",
        ),
    ]


def _card_product(opened_at: datetime) -> NewProduct:
    return NewProduct(
        no=CARD_NO,
        name="包邮卡（180 天）",
        subtitle="每月 8 次免运费，付款后立即生效",
        category_path=("会员卡",),
        pictures=("demo/fruit/basket.webp",),
        tint="#FAF3E4",
        description="付款后自动生效，下单时自动免运费；未到期可退，按剩余天数折算并扣除已省下的运费。",
        skus=(NewSku(no=f"{CARD_NO}-1", spec="180 天", price_fen=CARD_FEN, cost_fen=0, weight_g=0),),
        sort=-10,
        listed_at=opened_at,
        kind=ProductKind.VOUCHER,
    )
