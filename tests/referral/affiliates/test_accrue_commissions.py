"""Paid: two levels earn at once, frozen, once."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.referral.affiliates.fixtures import AnOrder, Money, a_distributor, money_of, received, wrong_books
from yutang.foundation.ledger import api as ledger
from yutang.kernel.errors import DomainError
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.models import Affiliate, Commission
from yutang.revenue.orders.events import OrderPaid

pytestmark = pytest.mark.django_db

A, B, C, D = 1, 2, 3, 4


def test_a_sale_pays_the_inviter_and_the_one_who_invited_him() -> None:
    a, b = a_distributor(A), a_distributor(B, by=A)
    order = AnOrder(buyer=C, distributor=B, amounts=[8780, 6800])
    assert affiliates.accrue_commissions([order.paid()]) == 4
    assert money_of(b) == Money(frozen=878 + 680, available=0, debt=0, paying=0)
    assert money_of(a) == Money(frozen=263 + 204, available=0, debt=0, paying=0)
    assert ledger.balance("house:commission_expense") == -(878 + 680 + 263 + 204)
    assert wrong_books() == []


def test_replaying_a_payment_pays_once() -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[1000])
    paid = order.paid()
    assert affiliates.accrue_commissions([paid, paid]) == 1
    assert affiliates.accrue_commissions([paid]) == 0
    assert money_of(a).frozen == 100


def test_no_third_level_ever_earns() -> None:
    a_distributor(A)
    a_distributor(B, by=A)
    a_distributor(C, by=B)
    affiliates.accrue_commissions([AnOrder(buyer=D, distributor=C, amounts=[10_000]).paid()])
    earners = Commission.objects.order_by("level").values_list(
        "affiliate__customer_id", "level", "amount_fen"
    )
    assert list(earners) == [(C, 1, 1000), (B, 2, 300)]


@pytest.mark.parametrize("level", [0, 3, -1])
def test_the_schema_refuses_another_level(level: int) -> None:
    a = a_distributor(A)
    affiliates.accrue_commissions([AnOrder(buyer=C, distributor=A, amounts=[1000]).paid()])
    row = Commission.objects.get(affiliate_id=a)
    row.pk, row.key, row.level = None, "another", level
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_a_forged_snapshot_with_a_third_level_earns_no_third_level() -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[1000])
    order.snapshot["levels"].append({"level": 3, "affiliate_id": a, "customer_id": A})
    assert affiliates.accrue_commissions([order.paid()]) == 1


def test_the_schema_keeps_the_tree_free_of_circles() -> None:
    a, b = a_distributor(A), a_distributor(B, by=A)
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliate.objects.filter(pk=a).update(parent_id=b)


def test_rates_of_a_product_win_over_the_policy() -> None:
    a = a_distributor(A)
    affiliates.set_product_rates(product_id=55, rate1_bp=2000, rate2_bp=0, actor="staff:1")
    affiliates.set_product_rates(product_id=56, rate1_bp=0, rate2_bp=0, actor="staff:1")
    order = AnOrder(buyer=C, distributor=A, amounts=[1000, 1000, 1000], product_ids=[55, 56, 57])
    assert affiliates.accrue_commissions([order.paid()]) == 2
    assert money_of(a).frozen == 200 + 100


def test_rates_are_those_of_the_moment_of_the_order() -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[10_000])
    affiliates.set_policy(actor="staff:1", rate1_bp=100)
    affiliates.accrue_commissions([order.paid()])
    assert money_of(a).frozen == 1000


def test_a_suspended_distributor_earns_nothing_the_chain_is_kept() -> None:
    a, b = a_distributor(A), a_distributor(B, by=A)
    affiliates.suspend(affiliate_id=b, actor="staff:1", note="违规宣传")
    affiliates.accrue_commissions([AnOrder(buyer=C, distributor=B, amounts=[10_000]).paid()])
    assert (money_of(a).frozen, money_of(b).frozen) == (300, 0)
    affiliates.reinstate(affiliate_id=b, actor="staff:1")
    affiliates.accrue_commissions([AnOrder(buyer=C, distributor=B, amounts=[10_000]).paid()])
    assert (money_of(a).frozen, money_of(b).frozen) == (600, 1000)


def test_an_applicant_earns_nothing_yet() -> None:
    affiliates.apply(customer_id=A)
    order = AnOrder(buyer=C, distributor=A, amounts=[1000])
    assert (order.snapshot["levels"], order.snapshot["why"]) == ([], "not_active")
    assert affiliates.accrue_commissions([order.paid()]) == 0


def test_without_a_distributor_nobody_earns_and_the_snapshot_says_why() -> None:
    order = AnOrder(buyer=C, distributor=None, amounts=[1000])
    assert order.snapshot["why"] == "no_distributor"
    assert affiliates.accrue_commissions([order.paid()]) == 0


def test_the_buyer_never_earns_as_his_sellers_upline() -> None:
    a, b = a_distributor(A), a_distributor(B, by=A)
    affiliates.accrue_commissions([AnOrder(buyer=A, distributor=B, amounts=[10_000]).paid()])
    assert (money_of(a).frozen, money_of(b).frozen) == (0, 1000)


def test_buying_for_oneself_earns_only_where_the_policy_says_so() -> None:
    a, b = a_distributor(A), a_distributor(B, by=A)
    affiliates.accrue_commissions([AnOrder(buyer=B, distributor=A, amounts=[10_000]).paid()])
    assert (money_of(a).frozen, money_of(b).frozen) == (1000, 0)
    affiliates.set_policy(actor="staff:1", self_buy=True)
    affiliates.accrue_commissions([AnOrder(buyer=B, distributor=A, amounts=[10_000]).paid()])
    assert (money_of(a).frozen, money_of(b).frozen) == (1300, 1000)


def test_imported_history_earns_nothing() -> None:
    a_distributor(A)
    assert (
        affiliates.accrue_commissions([AnOrder(buyer=C, distributor=A, amounts=[1000]).paid(imported=True)])
        == 0
    )


def test_an_amount_below_a_fen_is_a_row_without_money() -> None:
    a = a_distributor(A)
    assert affiliates.accrue_commissions([AnOrder(buyer=C, distributor=A, amounts=[9]).paid()]) == 1
    assert money_of(a).frozen == 0
    assert wrong_books() == []


def test_a_payment_heard_after_its_refund_and_its_end_is_right_all_the_same() -> None:
    a = a_distributor(A)
    order = AnOrder(buyer=C, distributor=A, amounts=[1000, 500])
    affiliates.claw_back_commissions([order.refund(400)])
    affiliates.release_commissions([order.closed()])
    affiliates.accrue_commissions([order.paid()])
    assert money_of(a) == Money(frozen=0, available=60 + 50, debt=0, paying=0)
    assert wrong_books() == []


def test_a_batch_of_many_orders_costs_as_much_as_one() -> None:
    a_distributor(A)
    a_distributor(B, by=A)

    def cost(count: int) -> int:
        batch = [AnOrder(buyer=C, distributor=B, amounts=[1000, 2000]).paid() for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert affiliates.accrue_commissions(batch) == count * 4
        return len({query["sql"][:50] for query in queries.captured_queries})

    assert cost(200) <= cost(1) + 2


def test_freezing_snapshots_costs_three_queries() -> None:
    a_distributor(A)
    affiliates.set_policy(actor="staff:1", rate1_bp=800)
    with CaptureQueriesContext(connection) as queries:
        AnOrder(buyer=C, distributor=A, amounts=[1000] * 20)
    assert len(queries) <= 3


def test_events_without_a_snapshot_earn_nothing() -> None:
    event = OrderPaid(1, "D1", 2, None, 100, 0, False, ({"line_id": 1, "sku_id": 1, "paid_fen": 100},))
    assert affiliates.accrue_commissions([received(event)]) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rate3_bp": 100}, "rate3_bp"),
        ({"rate1_bp": -1}, "rate1_bp"),
        ({"rate1_bp": 4000, "rate2_bp": 1001}, "rate1_bp"),
        ({"mode": "pay_to_join"}, "mode"),
        ({"min_withdraw_fen": 0}, "min_withdraw_fen"),
        ({"max_withdraw_fen": 1}, "max_withdraw_fen"),
        ({"freeze_days": "7"}, "freeze_days"),
    ],
)
def test_rules_that_cannot_be_name_their_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        affiliates.set_policy(actor="staff:1", **changes)
    assert (refused.value.code, refused.value.details["field"]) == ("policy_invalid", field)
