"""Orders paid from a wallet, and refunds into the parts they came from."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, at_once, buyer, payment_for, placed
from tests.revenue.builders import told as order_told
from tests.revenue.wallet.world import all_is_well, parts, topped_up
from yutang.foundation.ledger.api import balance
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import (
    apply_after_sale,
    approve_after_sale,
    cancel_order,
    confirm_payments,
    pay_at_once,
)
from yutang.revenue.orders.contracts import AfterSaleApplication
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.payments.api import reconcile_day
from yutang.revenue.payments.models import Payment
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import Parts
from yutang.revenue.wallet.models import Spending


def bought(who: Buyer, sku: int, quantity: int = 1) -> Order:
    """An order paid from the wallet."""
    order = placed(who, [(sku, quantity)])
    pay_at_once(customer_id=who.customer_id, order_no=order.no, provider="wallet")
    order.refresh_from_db()
    return order


def give_back(order: Order, quantity: int) -> None:
    """The merchant refunds pieces of the only line."""
    line = OrderLine.objects.get(order=order)
    wish = AfterSaleApplication(order.customer_id, order.no, ((line.pk, quantity),))
    approve_after_sale(after_sale_no=apply_after_sale(wish).after_sale_no, actor="staff:1")


def test_an_order_is_paid_at_once(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("草莓", 3_000)
    topped_up(su, 20_000, 2_000)

    order = bought(su, sku)

    assert order.status == "paid"
    assert parts(su) == Parts(principal=17_000, bonus=2_000)
    payment = Payment.objects.get(order_no=order.no)
    assert (payment.provider, payment.status, payment.amount_fen) == ("wallet", "succeeded", 3_000)
    assert (balance("house:sales"), balance("house:receivable:wallet")) == (3_000, -3_000)
    assert balance("house:wallet:spent") == 3_000
    all_is_well()


def test_principal_goes_before_bonus_and_a_full_refund_restores_both(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("礼盒", 21_500)
    topped_up(su, 20_000, 2_000)

    order = bought(su, sku)
    assert parts(su) == Parts(principal=0, bonus=500)
    give_back(order, 1)

    assert parts(su) == Parts(principal=20_000, bonus=2_000)
    all_is_well()


def test_partial_refunds_close_to_the_fen(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("礼盒", 7_001)
    topped_up(su, 20_000, 2_000)
    order = bought(su, sku, 3)
    assert parts(su) == Parts(principal=0, bonus=997)

    after = []
    for _ in range(3):
        give_back(order, 1)
        after.append(parts(su))

    # 7,001 of 21,003 each, 20,000 of principal to 1,003 of bonus
    assert after == [Parts(0, 6_667, 1_331), Parts(0, 13_334, 1_665), Parts(0, 20_000, 2_000)]
    all_is_well()


def test_too_little_is_said_and_nothing_happens(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("礼盒", 22_001)
    topped_up(su, 20_000, 2_000)
    order = placed(su, [(sku, 1)])

    with pytest.raises(DomainError) as refusal:
        pay_at_once(customer_id=su.customer_id, order_no=order.no, provider="wallet")

    assert refusal.value.code == "wallet_short"
    assert refusal.value.details == {"needed_fen": 22_001, "balance_fen": 22_000}
    order.refresh_from_db()
    assert order.status == "pending_payment"
    assert not Payment.objects.filter(order_no=order.no).exists()
    assert not Spending.objects.exists()
    assert parts(su).total == 22_000


def test_an_order_is_not_paid_twice(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("草莓", 3_000)
    topped_up(su)
    order = bought(su, sku)

    with pytest.raises(DomainError, match="order_state"):
        pay_at_once(customer_id=su.customer_id, order_no=order.no, provider="wallet")
    assert parts(su).total == 19_000


@pytest.mark.parametrize("whose", ["stranger", "nobody"])
def test_only_ones_own_order_can_be_paid(shop: Shop, su: Buyer, whose: str) -> None:
    order = placed(su, [(shop.goods("草莓", 3_000), 1)])
    other = buyer()
    topped_up(other)

    no = order.no if whose == "stranger" else "D0"
    with pytest.raises(DomainError, match="order_unknown"):
        pay_at_once(customer_id=other.customer_id, order_no=no, provider="wallet")
    assert parts(other).total == 22_000


def test_an_overdue_or_cancelled_order_is_not_paid(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("草莓", 3_000)
    topped_up(su)
    late, gone = placed(su, [(sku, 1)]), placed(su, [(sku, 1)])
    cancel_order(customer_id=su.customer_id, order_no=gone.no)

    with pytest.raises(DomainError, match="order_state"):
        pay_at_once(customer_id=su.customer_id, order_no=gone.no, provider="wallet")
    with clock.frozen(clock.now() + timedelta(minutes=31)), pytest.raises(DomainError, match="order_overdue"):
        pay_at_once(customer_id=su.customer_id, order_no=late.no, provider="wallet")
    assert parts(su).total == 22_000


def test_money_from_the_cashier_after_the_wallet_paid_goes_back(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("草莓", 3_000)
    topped_up(su)
    order = placed(su, [(sku, 1)])
    opened = payment_for(order)

    pay_at_once(customer_id=su.customer_id, order_no=order.no, provider="wallet")
    outcome = confirm_payments([order_told(opened)])

    assert outcome == ["refunded"]
    opened.refresh_from_db()
    assert (opened.status, opened.refunded_fen) == ("succeeded", 3_000)
    assert parts(su).total == 19_000


def test_a_frozen_wallet_pays_nothing_but_takes_refunds(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("草莓", 3_000)
    topped_up(su)
    order = bought(su, sku)
    wallet.set_frozen(customer_id=su.customer_id, is_frozen=True, actor="staff:1", reason="异常")

    with pytest.raises(DomainError, match="wallet_frozen"):
        bought(su, sku)
    give_back(order, 1)

    assert parts(su).total == 22_000


def test_what_is_left_of_the_principal_goes_back_and_the_bonus_is_void(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("礼盒", 15_000)
    first, second = topped_up(su, 10_000, 1_000), topped_up(su, 10_000, 0)
    order = bought(su, sku)

    back = wallet.refund_principal(customer_id=su.customer_id, key="k1", actor="staff:1", reason="客户要求")

    assert back == Parts(principal=5_000, bonus=1_000)
    assert parts(su).total == 0
    refunded = {p.order_no: p.refunded_fen for p in Payment.objects.filter(provider="sandbox")}
    assert refunded == {first.no: 0, second.no: 5_000}
    all_is_well()
    with pytest.raises(DomainError, match="wallet_nothing_to_refund"):
        wallet.refund_principal(customer_id=su.customer_id, key="k2", actor="staff:1", reason="再退")
    give_back(order, 1)
    assert parts(su) == Parts(principal=15_000)
    wallet.refund_principal(customer_id=su.customer_id, key="k3", actor="staff:1", reason="再退")
    all_is_well()


def test_the_statement_explains_every_act(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("礼盒", 21_500)
    purchase = topped_up(su, 20_000, 2_000)
    order = bought(su, sku)
    give_back(order, 1)

    page = wallet.statement(su.customer_id)

    told = [(line.title, line.parts, line.detail) for line in page.lines]
    assert told == [
        ("订单退款退回", Parts(0, 20_000, 1_500), f"订单 {order.no} 退款退回（不想要了）"),
        ("支付订单", Parts(0, -20_000, -1_500), f"支付订单 {order.no}"),
        ("充值", Parts(0, 20_000, 2_000), f"充值 ¥200.00，赠送 ¥20.00（{purchase.no}）"),
    ]
    assert page.next_before is None


def test_the_statement_turns_pages_between_acts(shop: Shop, su: Buyer) -> None:
    for _ in range(5):
        topped_up(su, 1_000, 100)
    seen, before = [], None
    for _ in range(5):
        page = wallet.statement(su.customer_id, limit=2, before=before)
        seen += [line.parts for line in page.lines]
        before = page.next_before
        if before is None:
            break

    assert seen == [Parts(principal=1_000, bonus=100)] * 5


@pytest.mark.django_db(transaction=True)
def test_one_wallet_pays_many_orders_at_once_and_never_too_much(postgres_only: None) -> None:
    shop, who = Shop(), buyer()
    shop.open_store()
    sku = shop.goods("礼盒", 5_000)
    topped_up(who, 20_000, 2_000)
    orders = [placed(who, [(sku, 1)]) for _ in range(8)]

    at_once(
        *[
            lambda no=order.no: pay_at_once(customer_id=who.customer_id, order_no=no, provider="wallet")
            for order in orders
        ]
    )

    assert Order.objects.filter(status="paid").count() == 4
    assert parts(who) == Parts(principal=0, bonus=2_000)
    all_is_well()


@pytest.mark.django_db(transaction=True)
def test_one_order_at_once_is_paid_once(postgres_only: None) -> None:
    shop, who = Shop(), buyer()
    shop.open_store()
    topped_up(who)
    order = placed(who, [(shop.goods("礼盒", 5_000), 1)])

    at_once(
        *[
            lambda: pay_at_once(customer_id=who.customer_id, order_no=order.no, provider="wallet")
            for _ in range(6)
        ]
    )

    assert parts(who) == Parts(principal=15_000, bonus=2_000)
    assert Spending.objects.count() == 1
    all_is_well()


def test_the_wallets_bill_agrees_with_the_books(shop: Shop, su: Buyer) -> None:
    sku = shop.goods("草莓", 3_000)
    topped_up(su)
    give_back(bought(su, sku), 1)
    bought(su, sku)

    day = reconcile_day(clock.business_date(), provider="wallet")

    assert (day.status, day.breaks) == ("balanced", 0)
