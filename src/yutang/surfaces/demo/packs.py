"""A pack of rights on the stage: ¥19.9 for ¥200 of them, sold this morning, some of them redeemed since."""

from datetime import datetime, time, timedelta

from yutang.foundation.catalog.api import create_product, skus_by_no
from yutang.foundation.catalog.contracts import NewProduct, NewSku, ProductKind
from yutang.foundation.inventory.api import import_stock
from yutang.foundation.inventory.contracts import StockCount
from yutang.kernel import clock
from yutang.kernel.outbox import drain
from yutang.revenue.orders.api import place_orders
from yutang.revenue.orders.contracts import Placed, PlaceOrder
from yutang.revenue.vouchers.api import add_right, record_sale, redeem_voucher, vouchers_page
from yutang.revenue.vouchers.contracts import RedeemWant, RightSpec, SaleWant
from yutang.surfaces.demo.cast import Player
from yutang.surfaces.demo.history import Stage
from yutang.surfaces.demo.paying import Bill
from yutang.surfaces.demo.setting import ACTOR

NO = "YJPACK1"
PRICE_FEN = 1_990
PACKS = 300
BUYERS = 6
RIGHTS = (
    RightSpec("鲜榨果汁一杯", 2_000, uses=5, valid_days=60, note="现点现榨，每次限兑一杯", sort=1),
    RightSpec("果切拼盘一份", 3_600, uses=2, valid_days=60, note="约 400 g，当季水果随机搭配", sort=2),
    RightSpec("到店满 30 减 15", 3_000, uses=2, valid_days=60, note="结账前出示，不与其他优惠同享", sort=3),
    RightSpec("生日鲜果礼盒", 11_400, uses=1, valid_days=90, note="请提前一天告诉门店", sort=4),
)
BESIDE = (("车厘子 2 斤", 8_800), ("赣南脐橙 5 斤装", 3_990), ("阳光玫瑰 1 串、草莓 1 盒", 6_580))


def play_packs(stage: Stage, until: datetime) -> None:
    """Put the pack on sale, let regular customers buy it and some of them come to their store."""
    if skus_by_no([f"{NO}-1"]):
        return  # loading was interrupted after this
    midnight = datetime.combine(clock.business_date(until), time(), clock.SHANGHAI)
    opened = max(until - timedelta(hours=3), midnight)
    with clock.frozen(opened):
        sku_id = _pack(stage)
        buyers = stage.company.players[-BUYERS:]
        _sell(stage, buyers, sku_id)
    drain()
    for place, player in enumerate(buyers[: len(BESIDE)]):
        with clock.frozen(opened + (until - opened) * (place + 1) // (BUYERS + 1)):
            _come(stage, player, place)
    drain()


def _pack(stage: Stage) -> int:
    made = create_product(
        NewProduct(
            no=NO,
            name="鲜果到店礼包",
            subtitle="19.9 元享 200 元到店权益，全部门店可用",
            kind=ProductKind.VOUCHER,
            pictures=("demo/fruit/gift-box.webp",),
            tint="#FFF3E0",
            description="果汁、果切、满减券和生日礼盒，一份都装好了。\n付款后立即到账，到店出示券码即可使用。\n没用完的权益可以退，按价值分摊到分。",
            service_promises=("未使用可退", "全部门店可用"),
            sort=20,
            skus=(NewSku(no=f"{NO}-1", price_fen=PRICE_FEN, spec="一份"),),
        )
    )
    for spec in RIGHTS:
        add_right(product_id=made.product_id, spec=spec, actor=ACTOR)
    sku_id = made.skus[0].sku_id
    import_stock([StockCount(stage.setting.warehouse_id, sku_id, PACKS)])
    return sku_id


def _sell(stage: Stage, buyers: list[Player], sku_id: int) -> None:
    answers = place_orders(
        [
            PlaceOrder(
                player.customer_id, f"demo-pack-{player.customer_id}", ((sku_id, 1),), delivery="voucher"
            )
            for player in buyers
        ]
    )
    stage.bank.pay(
        [
            Bill(player.customer_id, answer.order_no, answer.total_fen)
            for player, answer in zip(buyers, answers, strict=True)
            if isinstance(answer, Placed)
        ]
    )


def _come(stage: Stage, player: Player, place: int) -> None:
    mine = vouchers_page(customer_id=player.customer_id).vouchers
    guides = stage.setting.guides[player.store_no]
    if not mine or not guides:
        return
    # The newest is the last right of the pack: everybody starts with a juice.
    done = redeem_voucher(
        RedeemWant(
            code=mine[-1].code,
            staff_id=guides[0],
            store_id=stage.setting.stores[player.store_no],
            key=f"demo-{mine[-1].code}",
        )
    )
    items, fen = BESIDE[place]
    record_sale(SaleWant(done.no, guides[0], f"demo-{done.no}", amount_fen=fen, items=items))
