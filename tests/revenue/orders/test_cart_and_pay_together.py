"""Carts and payments of many customers share statements, and each hears his own answer."""

from typing import Any

from tests.revenue.builders import Shop, buyer, placed
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import add_many_to_cart, cart_count, pay_order, prepare_payments
from yutang.revenue.orders.contracts import CartCount, CartWant, PayWant
from yutang.revenue.payments.contracts import CashierTicket, PaymentDraft
from yutang.revenue.payments.models import Payment


def test_many_fill_their_carts_with_three_statements(shop: Shop, django_assert_max_num_queries: Any) -> None:
    people = [buyer().customer_id for _ in range(5)]
    apple = shop.goods("苹果", 2_000)
    wants = [CartWant(customer_id, apple, 2) for customer_id in people]

    with django_assert_max_num_queries(5):  # price, insert, sizes; and the savepoint of this test
        answers = add_many_to_cart(wants)

    assert answers == [CartCount(2)] * 5
    assert [cart_count(customer_id) for customer_id in people] == [2] * 5


def test_a_bad_want_hurts_only_itself(shop: Shop) -> None:
    one, two = buyer().customer_id, buyer().customer_id
    apple = shop.goods("苹果", 2_000)

    answers = add_many_to_cart(
        [
            CartWant(one, apple, 1),
            CartWant(two, apple, 0),
            CartWant(two, 10**12, 1),
            CartWant(one, apple, 3),
            CartWant(two, apple, 9_999),
            CartWant(two, apple, 1),
        ]
    )

    assert [a.code if isinstance(a, DomainError) else a.count for a in answers] == [
        1,
        "quantity_invalid",
        "sku_unknown",
        4,
        9_999,
        "quantity_invalid",
    ]


def test_many_payments_are_written_down_together(
    shop: Shop, cashier: Cashier, django_assert_max_num_queries: Any
) -> None:
    people = [buyer() for _ in range(4)]
    orders = [placed(who, [(shop.goods("苹果", 2_000), 1)]) for who in people]
    known = pay_order(customer_id=people[0].customer_id, order_no=orders[0].no)
    wants = [PayWant(who.customer_id, order.no) for who, order in zip(people, orders, strict=True)]
    wants.append(PayWant(people[0].customer_id, orders[1].no))

    with django_assert_max_num_queries(
        6
    ):  # orders, titles, open payments, insert; and the savepoint of this test
        answers = prepare_payments(wants)

    assert answers[0] == known
    assert isinstance(answers[0], CashierTicket)
    drafts = [answer for answer in answers if isinstance(answer, PaymentDraft)]
    assert len({draft.payment_no for draft in drafts}) == 3
    assert isinstance(answers[4], DomainError)
    assert answers[4].code == "order_unknown"
    assert Payment.objects.count() == 4
