"""Money in time, late, twice, forged and of the wrong size."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, at_once, buyer, paid, payment_for, placed, told
from yutang.foundation.inventory.api import StockWant, available, default_location_id, hold_many
from yutang.foundation.ledger.api import balance
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.models import Event
from yutang.revenue.orders.api import (
    cancel_order,
    close_unpaid,
    confirm_payments,
    order_detail,
    pay_order,
    refresh_payment,
    settle_refunds,
)
from yutang.revenue.orders.models import Order
from yutang.revenue.payments.api import open_payment
from yutang.revenue.payments.contracts import PaymentWant
from yutang.revenue.payments.models import Payment, PaymentBreak, Refund
from yutang.revenue.pricing.api import create_coupon_template, issue_coupons
from yutang.revenue.pricing.contracts import CouponIssue, CouponTemplateSpec
from yutang.revenue.pricing.models import Coupon

pytestmark = pytest.mark.django_db


def left(sku_id: int) -> int:
    return available([sku_id], default_location_id())[sku_id]


def events(name: str) -> int:
    return Event.objects.filter(name=name).count()


def clean() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


def test_money_makes_an_order_paid_and_the_books_say_so(shop: Shop, su: Buyer) -> None:
    order = paid(su, [(shop.goods("苹果", 1_000), 2)])
    assert (order.status, order.is_first) == ("paid", True)
    assert (balance("house:sales"), balance("house:receivable:sandbox")) == (2_000, -2_000)
    assert events("orders.order_paid") == 1
    assert not paid(su, [(shop.goods("梨", 500), 1)]).is_first
    clean()


def test_a_callback_twice_is_harmless(shop: Shop, su: Buyer) -> None:
    order = placed(su, [(shop.goods("苹果", 1_000), 1)])
    notice = told(payment_for(order))
    assert confirm_payments([notice, notice]) == ["paid", "repeated"]
    assert confirm_payments([notice]) == ["repeated"]
    assert balance("house:sales") == 1_000
    assert events("orders.order_paid") == 1


def test_a_wrong_amount_is_parked_for_a_person(shop: Shop, su: Buyer) -> None:
    order = placed(su, [(shop.goods("苹果", 1_000), 1)])
    payment = payment_for(order)
    assert confirm_payments([told(payment, amount_fen=1)]) == ["parked"]
    order.refresh_from_db()
    assert order.status == "pending_payment"
    assert PaymentBreak.objects.get().received_fen == 1
    assert balance("house:sales") == 0


def test_an_unknown_payment_and_a_failed_one_change_nothing(shop: Shop, su: Buyer) -> None:
    order = placed(su, [(shop.goods("苹果", 1_000), 1)])
    payment = payment_for(order)
    stranger = told(payment)
    stranger = type(stranger)("n0", "sandbox", "P-nobody", "t", "succeeded", 1, clock.now())
    assert confirm_payments([stranger, told(payment, status="failed")]) == ["unknown", "failed"]
    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_unpaid_orders_close_after_thirty_minutes(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 2_000, stock=5)
    create_coupon_template(CouponTemplateSpec("t", "立减券", 500, valid_days=30))
    code = issue_coupons([CouponIssue("t", su.customer_id, "t:1")])[0].code
    order = placed(su, [(apple, 2)], coupon_code=code)
    with clock.frozen(order.placed_at + timedelta(minutes=29, seconds=59)):
        assert close_unpaid() == 0
    with clock.frozen(order.placed_at + timedelta(minutes=30)):
        assert close_unpaid() == 1
        assert close_unpaid() == 0
    order.refresh_from_db()
    assert (order.status, order.cancel_reason) == ("cancelled", "超时未付款")
    assert left(apple) == 5
    assert Coupon.objects.get(code=code).status == "available"
    clean()


def test_late_money_revives_the_order_when_the_goods_are_there(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 2_000, stock=5)
    order = placed(su, [(apple, 2)])
    payment = payment_for(order)
    cancel_order(customer_id=su.customer_id, order_no=order.no)
    assert left(apple) == 5
    assert confirm_payments([told(payment)]) == ["revived"]
    order.refresh_from_db()
    assert order.status == "paid"
    assert left(apple) == 3
    assert events("orders.late_payment_settled") == 1
    clean()


def test_late_money_goes_back_by_itself_when_the_goods_are_gone(
    shop: Shop, su: Buyer, cashier: Cashier
) -> None:
    # given an order that is cancelled while the customer pays, and somebody who took the goods meanwhile
    apple = shop.goods("苹果", 2_000, stock=2)
    order = placed(su, [(apple, 2)])
    ticket = pay_order(customer_id=su.customer_id, order_no=order.no)
    cashier.bank.pay(ticket.payment_no)
    cancel_order(customer_id=su.customer_id, order_no=order.no)
    other = placed(buyer(), [(apple, 1)])
    # when
    payment = Payment.objects.get(no=ticket.payment_no)
    assert confirm_payments([told(payment)]) == ["refunded"]
    assert settle_refunds() == 1
    # then
    order.refresh_from_db()
    assert (order.status, other.status) == ("cancelled", "pending_payment")
    refund = Refund.objects.get()
    assert (refund.amount_fen, refund.status) == (4_000, "succeeded")
    assert (balance("house:sales"), balance("house:refunds"), balance("house:receivable:sandbox")) == (
        4_000,
        -4_000,
        0,
    )
    assert confirm_payments([told(payment)]) == ["repeated"]
    clean()


def test_a_second_payment_of_the_same_order_goes_back(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = placed(su, [(shop.goods("苹果", 2_000), 1)])
    first = pay_order(customer_id=su.customer_id, order_no=order.no)
    Payment.objects.filter(no=first.payment_no).update(status="closed")
    second = open_payment(
        PaymentWant(
            order_no=order.no,
            customer_id=su.customer_id,
            amount_fen=2_000,
            title="x",
            expires_at=order.pay_before,
        )
    )
    for number in (first.payment_no, second.payment_no):
        cashier.bank.pay(number)
    notices = [told(Payment.objects.get(no=number)) for number in (first.payment_no, second.payment_no)]
    assert confirm_payments(notices) == ["paid", "refunded"]
    settle_refunds()
    assert Refund.objects.get().payment.no == second.payment_no
    clean()


def test_an_order_that_costs_nothing_is_paid_at_once(shop: Shop, su: Buyer) -> None:
    create_coupon_template(CouponTemplateSpec("t", "立减券", 5_000, valid_days=30))
    code = issue_coupons([CouponIssue("t", su.customer_id, "t:1")])[0].code
    order = placed(su, [(shop.goods("苹果", 2_000), 1)], coupon_code=code)
    assert order.total_fen == 0
    ticket = pay_order(customer_id=su.customer_id, order_no=order.no)
    assert ticket.cashier_url == ""
    assert order_detail(order_no=order.no).summary.status == "paid"
    clean()


def test_asking_the_provider_replaces_a_lost_callback(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = placed(su, [(shop.goods("苹果", 2_000), 1)])
    ticket = pay_order(customer_id=su.customer_id, order_no=order.no)
    assert refresh_payment(customer_id=su.customer_id, payment_no=ticket.payment_no).status == "created"
    cashier.bank.pay(ticket.payment_no)
    assert refresh_payment(customer_id=su.customer_id, payment_no=ticket.payment_no).status == "succeeded"
    assert Order.objects.get(pk=order.pk).status == "paid"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_a_payment_and_the_closing_job_meet(shop: Shop) -> None:
    apple = shop.goods("苹果", 2_000, stock=50)
    orders = [placed(buyer(), [(apple, 1)]) for _ in range(8)]
    notices = [told(payment_for(order)) for order in orders]
    Order.objects.update(pay_before=clock.now())
    results = at_once(*[lambda n=n: confirm_payments([n]) for n in notices], close_unpaid, close_unpaid)
    assert not [r for r in results if isinstance(r, Exception)]
    for order in orders:
        order.refresh_from_db()
        assert order.status == "paid"
    assert left(apple) == 42
    clean()


def test_stock_that_was_taken_meanwhile_is_never_promised_twice(shop: Shop, su: Buyer) -> None:
    apple = shop.goods("苹果", 2_000, stock=2)
    order = placed(su, [(apple, 2)])
    payment = payment_for(order)
    cancel_order(customer_id=su.customer_id, order_no=order.no)
    hold_many([StockWant(default_location_id(), apple, 1, "elsewhere")])
    assert confirm_payments([told(payment)]) == ["refunded"]
    assert left(apple) == 1
