"""Balances, gift cards, the points mall and a lottery on the stage, used by regular customers."""

from datetime import datetime, timedelta

from django.db import transaction

from yutang.foundation.catalog.api import skus_by_no
from yutang.kernel import clock
from yutang.kernel.outbox import drain
from yutang.retention.lottery.api import create_lottery, draw_many, publish_lottery
from yutang.retention.lottery.contracts import DrawWish, LotterySpec, PayWith, PrizeKind, PrizeSpec
from yutang.retention.membership.api import grant_points
from yutang.retention.membership.contracts import PointsGrant, Reason
from yutang.retention.points_mall.api import create_item, exchange, mall_items
from yutang.retention.points_mall.contracts import ExchangeWish, ItemKind, ItemSpec
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import BatchSpec, OfferSpec
from yutang.surfaces.demo.history import Stage
from yutang.surfaces.demo.setting import ACTOR

OFFERS = ((5_000, 0), (10_000, 500), (20_000, 2_000), (50_000, 6_000), (100_000, 15_000))
TOP_UPS = (3, 2, 1, 4, 2)
GIFT_POINTS = 680
GOODS = (
    # SKU number, points, and what is still paid
    ("YJ001-1", 800, 990),
    ("YJ003-1", 600, 0),
    ("YJ005-1", 1_200, 1_900),
)


def play_counter(stage: Stage, until: datetime) -> None:
    """Set up offers, cards, items and a lottery, and let the first customers use them."""
    if wallet.topup_offers():
        return  # loading was interrupted after this
    players = stage.company.players[: len(TOP_UPS)]
    with clock.frozen(until - timedelta(hours=2)):
        with transaction.atomic():
            offers = [
                wallet.create_offer(OfferSpec(pay, bonus, sort=place), actor=ACTOR).offer_id
                for place, (pay, bonus) in enumerate(OFFERS)
            ]
            _cards()
            _items()
            lottery_no = _lottery()
        if players:
            _top_up(stage, [player.customer_id for player in players], offers)
    drain()
    if players:  # a history of hours has nobody yet
        with clock.frozen(until - timedelta(hours=1)):
            _use([player.customer_id for player in players], lottery_no)
        drain()


def _cards() -> None:
    batch = wallet.create_batch(BatchSpec("中秋员工福利卡", 50, 20_000, note="企业团购"), actor=ACTOR)
    wallet.export_batch(batch, actor=ACTOR)
    wallet.activate_cards(batch, first=1, last=30, actor=ACTOR)


def _items() -> None:
    pictured = skus_by_no([no for no, _, _ in GOODS])
    for place, (no, points, cash_fen) in enumerate(GOODS):
        sku = pictured.get(no)
        if sku is None:
            continue
        create_item(
            ItemSpec(
                title=sku.name,
                kind=ItemKind.GOODS,
                points=points,
                subtitle=sku.spec,
                stock=50,
                worth_fen=sku.price_fen,
                picture=sku.picture,
                tint=sku.tint,
                sku_id=sku.sku_id,
                product_id=sku.product_id,
                cash_fen=cash_fen,
                sort=place,
            ),
            actor=ACTOR,
        )
    for place, (title, points, template, worth) in enumerate(
        (
            ("满 39 减 8 元券", 80, "NEW39", 800),
            ("满 69 减 10 元券", 100, "ALL69", 1_000),
            ("满 129 减 20 元券", 180, "ALL129", 2_000),
        ),
        start=10,
    ):
        create_item(
            ItemSpec(
                title,
                ItemKind.COUPON,
                points,
                per_person=3,
                stock=500,
                worth_fen=worth,
                template_code=template,
                sort=place,
            ),
            actor=ACTOR,
        )
    for place, (title, points, fen) in enumerate(
        (("2 元余额", 200, 200), ("10 元余额", 900, 1_000)), start=20
    ):
        create_item(
            ItemSpec(
                title,
                ItemKind.BONUS,
                points,
                per_person=5,
                stock=200,
                worth_fen=fen,
                amount_fen=fen,
                sort=place,
            ),
            actor=ACTOR,
        )


def _lottery() -> str:
    now = clock.now()
    no = create_lottery(
        LotterySpec(
            title="秋收抽好礼",
            starts_at=now - timedelta(minutes=1),
            ends_at=now + timedelta(days=14),
            prizes=(
                PrizeSpec("时令鲜果礼盒", PrizeKind.GOODS, 5_000, value_fen=16_800, stock=10, daily_cap=2),
                PrizeSpec("20 积分", PrizeKind.POINTS, 250_000, value_fen=20, points=20),
                PrizeSpec("5 元余额", PrizeKind.BONUS, 45_000, value_fen=500, stock=300, amount_fen=500),
                PrizeSpec(
                    "满 69 减 10 券",
                    PrizeKind.COUPON,
                    150_000,
                    value_fen=1_000,
                    stock=1_000,
                    template_code="ALL69",
                ),
                PrizeSpec("100 积分", PrizeKind.POINTS, 50_000, value_fen=100, stock=500, points=100),
                PrizeSpec("谢谢参与", PrizeKind.THANKS, 500_000),
            ),
            points_cost=20,
            chance_on_check_in=True,
            chance_order_fen=5_000,
            per_person=60,
            per_person_day=5,
            budget_fen=500_000,
            rules_text="奖品由一鲫鲜果提供，实物奖品在填写地址后 7 天内寄出。",
        ),
        actor=ACTOR,
    )
    publish_lottery(no, actor=ACTOR)
    return no


def _top_up(stage: Stage, customers: list[int], offers: list[int]) -> None:
    tickets = []
    for customer_id, choice in zip(customers, TOP_UPS, strict=False):
        made = wallet.start_topup(customer_id=customer_id, offer_id=offers[choice])
        tickets.append(wallet.pay_purchase(customer_id=customer_id, no=made.no))
    giver = customers[0]
    gift = wallet.start_gift(customer_id=giver, face_fen=10_000, message="秋天快乐，吃点好的", cover="thanks")
    tickets.append(wallet.pay_purchase(customer_id=giver, no=gift.no))
    stage.bank.settle(tickets, "一鲫鲜果余额")
    grant_points(
        [
            PointsGrant(pk, GIFT_POINTS, Reason.GIFT, f"demo-counter:{pk}", memo="会员回馈积分")
            for pk in customers
        ]
    )


def _use(customers: list[int], lottery_no: str) -> None:
    """The first customer keeps his points for whoever tries the demo; the others play."""
    items = {item.title: item for item in mall_items()}
    for place, customer_id in enumerate(customers[1:]):
        item = items["满 69 减 10 元券" if place % 2 else "2 元余额"]
        exchange(ExchangeWish(customer_id, item.item_id, "demo-exchange", item.points))
    draw_many(
        [
            DrawWish(customer_id, lottery_no, f"demo-draw-{number}", PayWith.POINTS)
            for customer_id in customers[1:]
            for number in range(4)
        ]
    )
    code = wallet.gifts_of(customers[0])[0].code
    if len(customers) > 1 and code:
        wallet.claim_gift(customer_id=customers[1], code=code)
