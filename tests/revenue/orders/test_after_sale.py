"""Money back: exact shares, once, and never more than was paid."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.revenue.builders import Buyer, Shop, at_once, buyer, payment_for, placed, told
from yutang.foundation.inventory.api import available, default_location_id
from yutang.foundation.ledger.api import balance
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.kernel.models import Event
from yutang.revenue.orders.api import (
    after_sale_detail,
    apply_after_sale,
    approve_after_sale,
    confirm_payments,
    order_detail,
    pay_order,
    preview_refund,
    refuse_after_sale,
    settle_refunds,
    ship_order,
    withdraw_after_sale,
)
from yutang.revenue.orders.contracts import AfterSaleApplication
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.orders.rules import RefundPart, plan_refund, refund_share
from yutang.revenue.payments.models import Payment, Refund
from yutang.revenue.pricing.api import create_coupon_template, issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue, CouponTemplateSpec
from yutang.revenue.pricing.models import Coupon

pytestmark = pytest.mark.django_db


def left(sku_id: int) -> int:
    return available([sku_id], default_location_id())[sku_id]


def paid_order(cashier: Cashier, who: Buyer, lines: list[tuple[int, int]], **more: object) -> Order:
    order = placed(who, lines, **more)
    ticket = pay_order(customer_id=who.customer_id, order_no=order.no)
    cashier.bank.pay(ticket.payment_no)
    assert confirm_payments([told(Payment.objects.get(no=ticket.payment_no))]) == ["paid"]
    order.refresh_from_db()
    return order


def ask(who: Buyer, order: Order, *lines: tuple[int, int]) -> str:
    return apply_after_sale(AfterSaleApplication(who.customer_id, order.no, lines)).after_sale_no


def clean() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


@settings(max_examples=300, deadline=None)
@given(
    paid=st.integers(0, 100_000),
    quantity=st.integers(1, 50),
    steps=st.lists(st.integers(1, 50), min_size=1, max_size=30),
)
def test_any_sequence_of_refunds_conserves_and_closes_to_zero(
    paid: int, quantity: int, steps: list[int]
) -> None:
    part = RefundPart(1, quantity, paid, 0, 0)
    total = 0
    for step in [*steps, quantity]:
        now = min(step, part.left)
        if now == 0:
            break
        share = refund_share(part, now)
        assert 0 <= share <= part.paid_fen - part.refunded_fen
        total += share
        part = RefundPart(1, quantity, paid, part.refunded_quantity + now, part.refunded_fen + share)
        assert part.refunded_fen == paid * part.refunded_quantity // quantity
    while part.left:
        share = refund_share(part, 1)
        total += share
        part = RefundPart(1, quantity, paid, part.refunded_quantity + 1, part.refunded_fen + share)
    assert total == paid


@settings(max_examples=150, deadline=None)
@given(
    lines=st.lists(st.tuples(st.integers(0, 9_999), st.integers(1, 6)), min_size=1, max_size=4),
    shipping=st.integers(0, 900),
    picks=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=12),
)
def test_an_unshipped_order_gives_back_everything_in_the_end(
    lines: list[tuple[int, int]], shipping: int, picks: list[tuple[int, int]]
) -> None:
    parts = {i: RefundPart(i, quantity, paid, 0, 0) for i, (paid, quantity) in enumerate(lines)}
    back, shipping_left = 0, shipping

    def refund(wanted: dict[int, int]) -> None:
        nonlocal back, shipping_left
        plan = plan_refund(list(parts.values()), wanted, shipping_left_fen=shipping_left, is_shipped=False)
        shipping_left -= plan.shipping_fen
        back += plan.total_fen
        for line_id, share in plan.shares.items():
            old = parts[line_id]
            parts[line_id] = RefundPart(
                line_id,
                old.quantity,
                old.paid_fen,
                old.refunded_quantity + share.quantity,
                old.refunded_fen + share.fen,
            )

    for line_id, quantity in picks:
        if line_id in parts and parts[line_id].left >= quantity:
            refund({line_id: quantity})
    if any(part.left for part in parts.values()):
        refund({})
    assert back == sum(paid for paid, _ in lines) + shipping
    assert shipping_left == 0


def test_thirds_of_a_discounted_line_close_to_the_fen(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    # given three for 29.99 after a coupon, plus 6.00 shipping
    apple = shop.goods("苹果", 1_333, stock=3)
    shop.shipping()
    create_coupon_template(CouponTemplateSpec("t", "立减券", 1_000, valid_days=30))
    code = issue_coupons([CouponIssue("t", su.customer_id, "t:1")])[0].code
    order = paid_order(cashier, su, [(apple, 3)], coupon_code=code)
    assert order.total_fen == 2_999 + 600
    line = OrderLine.objects.get(order=order)
    # when each goes back by itself
    amounts = []
    for _ in range(3):
        found = approve_after_sale(after_sale_no=ask(su, order, (line.pk, 1)), actor="staff:1")
        assert found.status == "refunded"
        amounts.append((found.refund_fen, found.shipping_fen))
    # then
    assert amounts == [(999, 0), (1_000, 0), (1_600, 600)]
    order.refresh_from_db()
    assert (order.refunded_fen, order.status, order.after_sale_status) == (3_599, "cancelled", "refunded")
    assert left(apple) == 3
    assert Coupon.objects.get(code=code).status == "available"
    assert balance("house:receivable:sandbox") == 0
    assert Event.objects.filter(name="orders.order_after_sale_closed").count() == 1
    clean()


def test_a_shipped_order_keeps_its_shipping_fee_and_can_be_restocked(
    shop: Shop, su: Buyer, cashier: Cashier
) -> None:
    apple = shop.goods("苹果", 1_000, stock=4)
    shop.shipping()
    order = paid_order(cashier, su, [(apple, 2)])
    ship_order(order_no=order.no)
    line = OrderLine.objects.get(order=order)
    first = approve_after_sale(after_sale_no=ask(su, order, (line.pk, 1)), actor="staff:1", restock=True)
    second = approve_after_sale(after_sale_no=ask(su, order), actor="staff:1", restock=False)
    assert (first.refund_fen, second.refund_fen) == (1_000, 1_000)
    assert left(apple) == 3
    order.refresh_from_db()
    assert (order.refunded_fen, order.total_fen, order.status) == (2_000, 2_600, "shipped")
    clean()


def test_more_than_is_left_is_refused_by_name(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 2)])
    line = OrderLine.objects.get(order=order)
    for quantity in (0, -1, 3, 10**9):
        with pytest.raises(DomainError) as caught:
            ask(su, order, (line.pk, quantity))
        assert (caught.value.code, caught.value.details["field"]) == ("refund_quantity_invalid", "quantity")
    with pytest.raises(DomainError) as caught:
        ask(su, order, (line.pk + 999, 1))
    assert caught.value.code == "line_unknown"


def test_one_open_request_at_a_time_and_withdrawing(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 2)])
    assert preview_refund(AfterSaleApplication(su.customer_id, order.no)).refund_fen == 2_000
    number = ask(su, order)
    with pytest.raises(DomainError) as caught:
        ask(su, order)
    assert caught.value.code == "after_sale_open"
    with pytest.raises(DomainError) as caught:
        ship_order(order_no=order.no)
    assert caught.value.code == "after_sale_open"
    assert withdraw_after_sale(customer_id=su.customer_id, after_sale_no=number).status == "withdrawn"
    ship_order(order_no=order.no)


def test_refusing_needs_a_reason_and_leaves_the_money(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 2)])
    number = ask(su, order)
    with pytest.raises(DomainError) as caught:
        refuse_after_sale(after_sale_no=number, actor="staff:1", reason=" ")
    assert caught.value.details["field"] == "reason"
    assert refuse_after_sale(after_sale_no=number, actor="staff:1", reason="已过 48 小时").status == "refused"
    assert Refund.objects.count() == 0
    assert order_detail(order_no=order.no).actions == ("refund",)


def test_a_failed_refund_is_tried_again_by_itself(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 1)])
    cashier.store.set_switch("fail_refunds", 1)
    number = ask(su, order)
    assert approve_after_sale(after_sale_no=number, actor="staff:1").status == "refund_failed"
    assert balance("house:refunds") == 0
    # too early: the first pause is 15 seconds
    assert settle_refunds() == 0
    with clock.frozen(clock.now() + timedelta(seconds=20)):
        assert settle_refunds() == 1
    assert after_sale_detail(customer_id=su.customer_id, after_sale_no=number).status == "refunded"
    assert balance("house:refunds") == -1_000
    assert settle_refunds() == 0
    clean()


def test_a_cashier_that_is_down_leaves_the_request_open(
    shop: Shop, su: Buyer, cashier: Cashier, settings: object
) -> None:
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 1)])
    number = ask(su, order)
    url = settings.CASHIER_URL  # type: ignore[attr-defined]
    settings.CASHIER_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    assert approve_after_sale(after_sale_no=number, actor="staff:1").status == "approved"
    settings.CASHIER_URL = url  # type: ignore[attr-defined]
    with clock.frozen(clock.now() + timedelta(seconds=20)):
        settle_refunds()
    assert after_sale_detail(customer_id=su.customer_id, after_sale_no=number).status == "refunded"


def test_somebody_elses_order_does_not_exist(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 1)])
    stranger = buyer()
    for call in (
        lambda: ask(stranger, order),
        lambda: order_detail(order_no=order.no, customer_id=stranger.customer_id),
        lambda: pay_order(customer_id=stranger.customer_id, order_no=order.no),
    ):
        with pytest.raises(DomainError) as caught:
            call()
        assert (caught.value.code, caught.value.status) == ("order_unknown", 404)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_two_members_of_staff_approve_at_once(shop: Shop, cashier: Cashier) -> None:
    who = buyer()
    order = paid_order(cashier, who, [(shop.goods("苹果", 1_000), 1)])
    number = ask(who, order)
    results = at_once(
        *[lambda n=n: approve_after_sale(after_sale_no=number, actor=f"staff:{n}") for n in range(4)]
    )
    assert sum(isinstance(r, DomainError) and r.code == "after_sale_state" for r in results) == 3
    assert Refund.objects.count() == 1
    assert balance("house:refunds") == -1_000
    clean()


def test_an_open_payment_cannot_be_refunded(shop: Shop, su: Buyer) -> None:
    order = placed(su, [(shop.goods("苹果", 1_000), 1)])
    payment_for(order)
    with pytest.raises(DomainError) as caught:
        ask(su, order)
    assert caught.value.code == "order_state"
