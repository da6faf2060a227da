"""One day in the life of the brand, played through the same verbs that customers and staff use."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from yutang.foundation.inventory.api import available, receive
from yutang.foundation.inventory.contracts import StockWant
from yutang.integrations.courier.api import advance_due
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.referral.affiliates.api import my_centre, release_due, request_withdrawal
from yutang.revenue.orders.api import (
    apply_after_sale,
    approve_after_sale,
    cancel_order,
    close_after_sales,
    close_unpaid,
    complete_delivered,
    confirm_receipt,
    mark_ready_for_pickup,
    order_detail,
    place_orders,
    record_courier_events,
    refuse_after_sale,
    ship_order,
    verify_pickup,
)
from yutang.revenue.orders.contracts import AfterSaleApplication, Placed, PlaceOrder
from yutang.revenue.pricing.api import expire_coupons
from yutang.revenue.pricing.contracts import Delivery
from yutang.surfaces.demo.cast import (
    MOST_DISTRIBUTORS,
    Company,
    OpenOrder,
    Player,
    enrol,
    join,
)
from yutang.surfaces.demo.paying import Bill, HistoryProvider
from yutang.surfaces.demo.people import Persona
from yutang.surfaces.demo.setting import ACTOR, Setting

SLOTS = ((10, 10, 4), (12, 20, 5), (17, 40, 6), (20, 20, 6))
WEEKDAY_PERCENT = (88, 86, 92, 96, 112, 128, 118)
REASONS = ("有两颗压坏了", "送来偏软", "少了一份", "口感不如上次")
LOW_STOCK = 120
REFILL = 400


@dataclass(frozen=True)
class Day:
    """One day to play: its number from the beginning, its date, and the moment after which nothing happens."""

    number: int
    date: date
    until: datetime

    def at(self, hour: int, minute: int) -> datetime:
        """A moment of this day in Shanghai."""
        return datetime(self.date.year, self.date.month, self.date.day, hour, minute, tzinfo=clock.SHANGHAI)


class Stage:
    """Plays days one after the other. Equal seeds play the same days."""

    def __init__(
        self, setting: Setting, company: Company, people: list[Persona], bank: HistoryProvider
    ) -> None:
        self.setting = setting
        self.company = company
        self.people = people
        self.bank = bank

    def play(self, day: Day, *, newcomers: int, orders_percent: int) -> None:
        """Play one day inside the caller's transaction; chores first, then buying until evening."""
        random = Random(f"{day.date:%Y%m%d}-{day.number}")
        if day.at(8, 0) < day.until:
            with clock.frozen(day.at(8, 0)):
                self._morning(day, random)
        arrivals = [SLOTS[random.randrange(len(SLOTS))] for _ in range(newcomers)]
        for slot in SLOTS:
            hour, minute, orders = slot
            at = day.at(hour, minute) + timedelta(seconds=random.randrange(900))
            if at + timedelta(minutes=20) > day.until:
                break
            with clock.frozen(at):
                for _ in range(arrivals.count(slot)):
                    self._welcome(random)
            count = orders * WEEKDAY_PERCENT[day.date.weekday()] * orders_percent // 10_000
            self._buy(day, at, max(count, 1), random)

    def play_now(self, day: Day, random: Random) -> None:
        """A few orders of the last minutes, so that the shop is alive when it is opened."""
        for minutes in (14, 9, 4):
            self._buy(day, day.until - timedelta(minutes=minutes), 1, random)

    def withdraw(self) -> None:
        """Let distributors take out what they may; call it outside a transaction, the bank is asked."""
        for customer_id in self.company.distributors:
            centre = my_centre(customer_id)
            if centre.available_fen >= max(centre.min_withdraw_fen, 3_000):
                amount_fen = centre.available_fen * 7 // 10
                key = f"demo-{customer_id}-{clock.business_date():%Y%m%d}"
                request_withdrawal(customer_id=customer_id, amount_fen=amount_fen, key=key)

    def _morning(self, day: Day, random: Random) -> None:
        self._refill(day)
        self._deliver(random)
        self.company.on_the_way += [
            replace(order, waybill_no=ship_order(order_no=order.order_no, actor=ACTOR).waybill_no)
            for order in self.company.to_ship
        ]
        self.company.to_ship = []
        self._pick_up(random)
        self._after_sales(day, random)
        complete_delivered()
        close_after_sales()
        release_due()
        expire_coupons()

    def _deliver(self, random: Random) -> None:
        """The courier tells what happened since yesterday; most customers confirm what they received."""
        delivered: set[str] = set()
        while events := advance_due():
            record_courier_events(events)
            delivered |= {event.waybill_no for event in events if event.status == "delivered"}
        arrived = [order for order in self.company.on_the_way if order.waybill_no in delivered]
        self.company.on_the_way = [
            order for order in self.company.on_the_way if order.waybill_no not in delivered
        ]
        for order in arrived:
            if random.random() < 0.6:
                confirm_receipt(customer_id=order.customer_id, order_no=order.order_no)
        self.company.received += arrived

    def _refill(self, day: Day) -> None:
        places = {self.setting.warehouse_id: (LOW_STOCK, REFILL)}
        places |= dict.fromkeys(self.setting.locations.values(), (25, 40))
        sku_ids = [item.sku_id for item in self.setting.shelf]
        wants = [
            StockWant(location_id, sku_id, refill, f"demo-{day.number}")
            for location_id, (low, refill) in places.items()
            for sku_id, left in available(sku_ids, location_id).items()
            if left < low
        ]
        if wants:
            receive(wants, reason="产地到货")

    def _welcome(self, random: Random) -> None:
        if self.company.joined >= len(self.people):
            return
        persona = self.people[self.company.joined]
        player = join(self.company, persona, self.setting, random)
        is_early = self.company.joined <= 4
        wants = is_early or random.random() < 0.06
        if wants and len(self.company.distributors) < MOST_DISTRIBUTORS:
            enrol(self.company, player, persona)

    def _buy(self, day: Day, at: datetime, count: int, random: Random) -> None:
        if not self.company.players:
            return
        appetites = [player.appetite for player in self.company.players]
        buyers = {
            player.customer_id: player for player in random.choices(self.company.players, appetites, k=count)
        }
        with clock.frozen(at):
            wishes = [self._wish(at, player, random) for player in buyers.values()]
            answers = place_orders(wishes)
        placed = [
            (player, wish, answer)
            for player, wish, answer in zip(buyers.values(), wishes, answers, strict=True)
            if isinstance(answer, Placed)
        ]
        paid = [one for one in placed if random.random() < 0.95]
        with clock.frozen(at + timedelta(minutes=2)):
            self.bank.pay(
                [Bill(player.customer_id, answer.order_no, answer.total_fen) for player, _, answer in paid]
            )
            for player, wish, answer in paid:
                order = OpenOrder(player.customer_id, answer.order_no, player.store_no, day.number)
                waiting = (
                    self.company.to_pick_up if wish.delivery == Delivery.PICKUP else self.company.to_ship
                )
                waiting.append(order)
        self._forget([one for one in placed if one not in paid], at, random)

    def _forget(self, unpaid: list[tuple[Player, PlaceOrder, Placed]], at: datetime, random: Random) -> None:
        """Some change their mind, the others simply let half an hour pass."""
        for player, _, answer in unpaid:
            if random.random() < 0.4:
                with clock.frozen(at + timedelta(minutes=6)):
                    cancel_order(customer_id=player.customer_id, order_no=answer.order_no)
        if unpaid and at + timedelta(minutes=31) <= clock.now():
            with clock.frozen(at + timedelta(minutes=31)):
                close_unpaid()

    def _wish(self, at: datetime, player: Player, random: Random) -> PlaceOrder:
        weights = [item.weight for item in self.setting.shelf]
        picked = random.choices(self.setting.shelf, weights, k=random.choice((1, 1, 2, 2, 3, 4)))
        is_pickup = random.random() < 0.3
        return PlaceOrder(
            customer_id=player.customer_id,
            key=f"demo-{at:%Y%m%d%H%M%S}-{player.customer_id}",
            lines=tuple((item.sku_id, random.choice((1, 1, 1, 2))) for item in dict.fromkeys(picked)),
            coupon_code="best",
            delivery=Delivery.PICKUP if is_pickup else Delivery.EXPRESS,
            address_id=None if is_pickup else player.address_id,
            store_id=self.setting.stores[player.store_no] if is_pickup else None,
        )

    def _pick_up(self, random: Random) -> None:
        for order in self.company.to_pick_up:
            mark_ready_for_pickup(order_no=order.order_no, actor=ACTOR)
            code = order_detail(order_no=order.order_no).pickup_code
            verify_pickup(code=code, staff_id=random.choice(self.setting.guides[order.store_no]))
            self.company.received.append(order)
        self.company.to_pick_up = []

    def _after_sales(self, day: Day, random: Random) -> None:
        """Yesterday's claims are decided, a few new ones come in."""
        for number in self.company.claims:
            if random.random() < 0.9:
                approve_after_sale(after_sale_no=number, actor=ACTOR)
            else:
                refuse_after_sale(after_sale_no=number, actor=ACTOR, reason="已按约定补发")
        self.company.claims = []
        fresh = [order for order in self.company.received if day.number - order.day <= 4]
        for order in random.sample(fresh, min(len(fresh), 2)) if random.random() < 0.7 else []:
            self._claim(order, random)
        self.company.received = [order for order in fresh if day.number - order.day < 4]

    def _claim(self, order: OpenOrder, random: Random) -> None:
        line = random.choice(order_detail(order_no=order.order_no).summary.lines)
        try:
            claim = apply_after_sale(
                AfterSaleApplication(
                    customer_id=order.customer_id,
                    order_no=order.order_no,
                    lines=((line.line_id, 1),),
                    reason=random.choice(REASONS),
                )
            )
        except DomainError:
            return  # this order has had its claim
        self.company.claims.append(claim.after_sale_no)
