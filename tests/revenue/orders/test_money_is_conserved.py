"""After any orders and refunds, in any order and size: every account explains itself and the last refund closes to zero."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.revenue.builders import Shop, buyer, payment_for, placed, told
from yutang.foundation.inventory.api import available, default_location_id
from yutang.foundation.ledger.api import balance
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.kernel.models import Event
from yutang.kernel.short_memory import forget_everything
from yutang.revenue.orders.api import (
    apply_after_sale,
    approve_after_sale,
    confirm_payments,
    receive_return,
    refuse_after_sale,
    settle_refunds,
    ship_order,
    start_refund,
    withdraw_after_sale,
)
from yutang.revenue.orders.contracts import AfterSaleApplication
from yutang.revenue.orders.models import AfterSale, Order, OrderLine
from yutang.revenue.payments.api import register_provider
from yutang.revenue.payments.contracts import ProviderAnswer
from yutang.revenue.payments.gateways import registry
from yutang.revenue.pricing.api import create_coupon_template, issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue, CouponTemplateSpec

pytestmark = pytest.mark.django_db


class Bank:
    """A provider in memory that fails when it is told to, and never pays one number twice."""

    def __init__(self) -> None:
        self.refunds: dict[str, int] = {}
        self.failing = False

    def refund(self, *, payment_no: str, refund_no: str, amount_fen: int, reason: str) -> ProviderAnswer:
        if self.failing:
            return ProviderAnswer("failed", failure="用户账户异常")
        self.refunds[refund_no] = amount_fen
        return ProviderAnswer("succeeded", f"t-{refund_no}", amount_fen)

    def close(self, *, payment_no: str) -> None:
        """Nothing is open here."""


ACTS = st.tuples(
    st.sampled_from(["refund", "return", "staff", "refuse", "withdraw", "ship", "fail", "settle"]),
    st.integers(0, 5),
    st.integers(1, 3),
)
ORDERS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(1, 4_999), st.integers(1, 4)), min_size=1, max_size=3),
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=2,
)


def explained() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


def check(bank: Bank) -> None:
    for order in Order.objects.all():
        lines = list(OrderLine.objects.filter(order=order))
        for line in lines:
            exact = line.paid_fen * line.refunded_quantity // line.quantity
            assert line.is_gift or line.refunded_fen == exact
            assert line.refunded_points == line.points * line.refunded_quantity // line.quantity
        told_back = [
            e.payload for e in Event.objects.filter(name="orders.order_refunded", subject=f"order:{order.pk}")
        ]
        assert len(told_back) == AfterSale.objects.filter(order=order, status="refunded").count()
    assert balance("house:refunds") == -sum(bank.refunds.values())
    assert sum(Order.objects.values_list("refunded_fen", flat=True)) == sum(bank.refunds.values())


def build(shop: Shop, wishes: Any) -> list[Order]:
    orders = []
    for lines, with_points, with_coupon in wishes:
        who = buyer()
        code = None
        if with_coupon:
            name = f"t{secrets.token_hex(4)}"
            create_coupon_template(CouponTemplateSpec(name, "立减券", 333, valid_days=30))
            code = issue_coupons([CouponIssue(name, who.customer_id, f"{name}:1")])[0].code
        wanted = [(shop.goods("货", fen, stock=9), quantity) for fen, quantity in lines]
        order = placed(who, wanted, coupon_code=code)
        if with_points:
            for line in OrderLine.objects.filter(order=order):
                OrderLine.objects.filter(pk=line.pk).update(points=line.quantity * 7 + 5)
        if order.total_fen:
            assert confirm_payments([told(payment_for(order))]) == ["paid"]
        orders.append(order)
    return orders


def act(bank: Bank, order: Order, name: str, place: int, quantity: int) -> None:
    order.refresh_from_db()
    lines = list(OrderLine.objects.filter(order=order).order_by("pk"))
    pick = ((lines[place % len(lines)].pk, quantity),) if place < 5 else ()
    sale = AfterSale.objects.filter(order=order, status="applied").first()
    if name == "fail":
        bank.failing = not bank.failing
    elif name == "settle":
        with clock.frozen(clock.now() + timedelta(days=1)):
            settle_refunds()
    elif name == "ship":
        ship_order(order_no=order.no)
    elif name == "staff":
        start_refund(order_no=order.no, lines=pick, reason="缺货", actor="staff:1", unlimited=True)
    elif name == "refuse" and sale:
        refuse_after_sale(after_sale_no=sale.no, actor="staff:1", reason="不退")
    elif name == "withdraw" and sale:
        withdraw_after_sale(customer_id=order.customer_id, after_sale_no=sale.no)
    elif name in ("refund", "return"):
        ask(order, pick, name, place, quantity)


def ask(order: Order, pick: Any, name: str, place: int, quantity: int) -> None:
    made = apply_after_sale(
        AfterSaleApplication(order.customer_id, order.no, pick, kind=name, reason="质量问题")
    )
    if quantity > 1:
        approve_after_sale(after_sale_no=made.after_sale_no, actor="staff:1", restock=place % 2 == 0)
        if name == "return":
            receive_return(after_sale_no=made.after_sale_no, actor="staff:1")


def close_out(bank: Bank, order: Order) -> None:
    """Give everything back that is left, whatever happened before."""
    bank.failing = False
    with clock.frozen(clock.now() + timedelta(days=2)):
        settle_refunds()
    for sale in AfterSale.objects.filter(order=order, status="applied"):
        withdraw_after_sale(customer_id=order.customer_id, after_sale_no=sale.no)
    order.refresh_from_db()
    if any(
        line.refunded_quantity < line.quantity
        for line in OrderLine.objects.filter(order=order, is_gift=False)
    ):
        start_refund(order_no=order.no, lines=(), reason="质量问题", actor="staff:1", unlimited=True)
    order.refresh_from_db()
    kept = sum(x.charged_fen - x.refunded_fen for x in OrderLine.objects.filter(order=order, is_gift=True))
    assert order.refunded_fen == order.total_fen - kept
    if not kept:
        assert order.refunded_fen == order.total_fen
    lines = OrderLine.objects.filter(order=order)
    assert all(line.refunded_points == line.points for line in lines if not line.is_gift)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(wishes=ORDERS, steps=st.lists(st.tuples(st.integers(0, 1), ACTS), max_size=9))
def test_any_story_conserves_and_closes_to_zero(shop: Shop, wishes: Any, steps: Any) -> None:
    bank = Bank()
    before = registry._providers["sandbox"]
    register_provider("sandbox", bank)  # type: ignore[arg-type]
    # The story before was rolled back: what it taught this process, the warehouse's number too, is not true any more.
    forget_everything()
    try:
        with transaction.atomic():
            _story(bank, shop, wishes, steps)
            transaction.set_rollback(True)
    finally:
        register_provider("sandbox", before)


def _story(bank: Bank, shop: Shop, wishes: Any, steps: Any) -> None:
    shop.shipping()
    orders = build(shop, wishes)
    for which, (name, place, quantity) in steps:
        try:
            with transaction.atomic():
                act(bank, orders[which % len(orders)], name, place, quantity)
        except DomainError:
            # Refused, and nothing changed: the books are looked at all the same.
            pass
        check(bank)
    for order in orders:
        if order.total_fen:
            close_out(bank, order)
    check(bank)
    explained()


@pytest.mark.parametrize("shipped", [False, True])
def test_a_gift_goes_back_or_is_paid_for(shop: Shop, shipped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    bank = Bank()
    monkeypatch.setitem(registry._providers, "sandbox", bank)
    who = buyer()
    apple, cup = shop.goods("苹果", 3_000, stock=5), shop.goods("杯子", 700, stock=5)
    order = placed(who, [(apple, 2), (cup, 1)])
    # the cup is the gift for 60.00: intake writes it without a price
    line, gift = OrderLine.objects.filter(order=order).order_by("pk")
    OrderLine.objects.filter(pk=gift.pk).update(
        is_gift=True,
        base_fen=0,
        discount_fen=0,
        paid_fen=0,
        promotions=[{"id": 1, "kind": "gift", "label": "满赠", "fen": 0, "threshold_fen": 6_000}],
    )
    Order.objects.filter(pk=order.pk).update(
        subtotal_fen=6_000, total_fen=6_000, discount_fen=0, shipping_fen=0
    )
    order.refresh_from_db()
    assert confirm_payments([told(payment_for(order))]) == ["paid"]
    if shipped:
        ship_order(order_no=order.no)
    first = start_refund(
        order_no=order.no, lines=((line.pk, 1),), reason="不想要了", actor="s", unlimited=True
    )
    gift.refresh_from_db()
    if not shipped:
        # what had not left yet goes back with it
        assert (first.refund_fen, gift.refunded_quantity) == (3_000, 1)
        assert available([cup], default_location_id())[cup] == 5
    else:
        assert (first.refund_fen, first.deducted_fen, gift.charged_fen) == (2_300, 700, 700)
        assert [p.amount_fen for p in first.parts] == [3_000, -700]
        back = start_refund(
            order_no=order.no,
            lines=((gift.pk, 1),),
            reason="退回赠品",
            actor="s",
            unlimited=True,
            restock=True,
        )
        assert back.refund_fen == 700
    last = start_refund(order_no=order.no, lines=(), reason="不想要了", actor="s", unlimited=True)
    order.refresh_from_db()
    assert (last.refund_fen, order.refunded_fen) == (3_000, 6_000)
    assert balance("house:refunds") == -6_000
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []
