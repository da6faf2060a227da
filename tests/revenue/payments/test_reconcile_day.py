"""Three books of one day: every fault of a bill is found, named, and can be settled."""

from datetime import date, timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, placed, told
from yutang.foundation.ledger.api import balance
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.kernel.models import AuditEntry
from yutang.revenue.orders.api import confirm_payments, pay_order
from yutang.revenue.orders.models import Order
from yutang.revenue.payments.api import (
    actions_of_break,
    query_break,
    reconcile_day,
    reconcile_due_days,
    record_unclaimed,
    refund_break,
    wait_for_next_bill,
    write_off_break,
)
from yutang.revenue.payments.models import Payment, ReconciliationBreak, ReconciliationDay, Refund

pytestmark = pytest.mark.django_db


def today() -> date:
    return clock.business_date()


def paid(cashier: Cashier, shop: Shop, who: Buyer, *fens: int) -> list[str]:
    numbers = []
    for fen in fens:
        order = placed(who, [(shop.goods("苹果", fen), 1)])
        ticket = pay_order(customer_id=who.customer_id, order_no=order.no)
        cashier.bank.pay(ticket.payment_no)
        confirm_payments([told(Payment.objects.get(no=ticket.payment_no))])
        numbers.append(ticket.payment_no)
    return numbers


def breaks() -> list[tuple[str, str, int | None, int | None]]:
    rows = ReconciliationBreak.objects.exclude(status="resolved").order_by("pk")
    return [(row.problem, row.no, row.bill_fen, row.document_fen) for row in rows]


def clean() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


def test_a_day_that_agrees_is_balanced_and_stays_so(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    paid(cashier, shop, su, 1_000, 700)
    first = reconcile_day(today())
    assert (first.status, first.rows, first.breaks) == ("balanced", 2, 0)
    totals = first.totals
    assert (totals.documents_in_fen, totals.bill_in_fen, totals.ledger_in_fen) == (1_700, 1_700, 1_700)
    assert (totals.documents_out_fen, totals.bill_out_fen, totals.ledger_out_fen) == (0, 0, 0)
    assert reconcile_day(today()) == first
    assert ReconciliationDay.objects.count() == 1
    assert AuditEntry.objects.filter(action__startswith="reconciliation").count() == 0


def test_a_lost_callback_is_recorded_and_pays_the_order(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = placed(su, [(shop.goods("梨", 700), 1)])
    ticket = pay_order(customer_id=su.customer_id, order_no=order.no)
    cashier.bank.pay(ticket.payment_no)
    assert reconcile_day(today()).status == "breaks"
    assert breaks() == [("unconfirmed", ticket.payment_no, 700, 700)]
    row = ReconciliationBreak.objects.get()
    assert actions_of_break(row)[0] == "query"
    assert query_break(break_id=row.pk, actor="staff:1") == "已补记这笔支付"
    assert Order.objects.get(pk=order.pk).status == "paid"
    assert balance("house:receivable:sandbox") == -700
    assert ReconciliationDay.objects.get().status == "balanced"
    assert reconcile_day(today()).status == "balanced"
    with pytest.raises(DomainError) as caught:
        query_break(break_id=row.pk, actor="staff:1")
    assert caught.value.code == "break_state"
    clean()


def test_every_fault_of_a_bill_is_named(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    one, two, three = paid(cashier, shop, su, 1_000, 700, 300)
    rows = [row.no for row in cashier.bank._settled_on(today())]
    assert sorted(rows) == sorted([one, two, three])
    fen = {one: 1_000, two: 700, three: 300}
    expected = {
        "bill_missing": [("missing_in_bill", rows[1], None, fen[rows[1]])],
        "bill_wrong": [("amount_differs", rows[0], fen[rows[0]] + 100, fen[rows[0]])],
        "bill_double": [("duplicated", rows[2], fen[rows[2]] * 2, fen[rows[2]])],
        "bill_next_day": [("missing_in_bill", rows[2], None, fen[rows[2]])],
    }
    for fault, wanted in expected.items():
        cashier.bank.order_fault(today(), fault)
        reconcile_day(today())
        assert breaks() == wanted, fault
        cashier.bank.order_fault(today(), fault, is_on=False)
        assert reconcile_day(today()).status == "balanced"
        assert set(ReconciliationBreak.objects.values_list("resolution", flat=True)) == {"重新对账已一致"}


def test_a_bill_that_is_cut_off_is_no_bill(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    paid(cashier, shop, su, 1_000)
    cashier.bank.order_fault(today(), "bill_truncated")
    result = reconcile_day(today())
    assert result.status == "failed"
    assert result.note.startswith("渠道账单不完整")
    assert breaks() == []
    cashier.bank.order_fault(today(), "bill_truncated", is_on=False)
    assert reconcile_day(today()).status == "balanced"


def test_a_row_of_the_next_day_closes_its_break(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    (number,) = paid(cashier, shop, su, 1_000)
    cashier.bank.order_fault(today(), "bill_next_day")
    reconcile_day(today())
    row = ReconciliationBreak.objects.get()
    wait_for_next_bill(break_id=row.pk, actor="staff:1")
    assert reconcile_day(today()).breaks == 1
    row.refresh_from_db()
    assert row.status == "ignored"
    reconcile_day(today() + timedelta(days=1))
    row.refresh_from_db()
    assert (row.status, row.resolution, row.no) == ("resolved", "后一日账单已包含", number)


def test_money_of_nobody_is_recorded_or_sent_back(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    paid(cashier, shop, su, 1_000)
    # the provider took money under a number we never gave
    cashier.bank.create({"out_trade_no": "X1", "amount": 500, "description": "?", "notify_url": ""})
    cashier.bank.create({"out_trade_no": "X2", "amount": 800, "description": "?", "notify_url": ""})
    cashier.bank.pay("X1")
    cashier.bank.pay("X2")
    reconcile_day(today())
    assert sorted(breaks()) == [("unknown_in_bill", "X1", 500, None), ("unknown_in_bill", "X2", 800, None)]
    one, two = ReconciliationBreak.objects.order_by("no")
    with pytest.raises(DomainError) as caught:
        record_unclaimed(break_id=one.pk, actor="staff:1", reason=" ")
    assert caught.value.details["field"] == "reason"
    record_unclaimed(break_id=one.pk, actor="staff:1", reason="线下转账")
    assert refund_break(break_id=two.pk, actor="staff:1", reason="误扣") == "succeeded"
    assert (balance("house:unclaimed"), balance("house:refunds")) == (1_300, -800)
    assert balance("house:receivable:sandbox") == -1_500
    assert Refund.objects.get().amount_fen == 800
    with pytest.raises(DomainError):
        refund_break(break_id=two.pk, actor="staff:1", reason="再来一次")
    assert reconcile_day(today()).status == "balanced"
    clean()


def test_a_write_off_moves_the_ledger_within_a_limit(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    small, large = paid(cashier, shop, su, 1_000, 50_000)
    cashier.store.run("UPDATE payment SET amount_fen = 1040 WHERE no = ?", small)
    cashier.store.run("UPDATE payment SET amount_fen = 30000 WHERE no = ?", large)
    reconcile_day(today())
    rows = {row.no: row for row in ReconciliationBreak.objects.all()}
    assert query_break(break_id=rows[small].pk, actor="staff:1").startswith("渠道实收 ¥10.40")
    assert write_off_break(break_id=rows[small].pk, actor="staff:1", reason="渠道手续费返还") == 40
    with pytest.raises(DomainError) as caught:
        write_off_break(break_id=rows[large].pk, actor="staff:1", reason="少收")
    assert (caught.value.code, caught.value.status) == ("write_off_limit", 403)
    fen = write_off_break(break_id=rows[large].pk, actor="staff:1", reason="少收", unlimited=True)
    assert fen == -20_000
    assert balance("house:receivable:sandbox") == -(1_040 + 30_000)
    assert balance("house:reconciliation") == 40 - 20_000
    assert reconcile_day(today()).status == "balanced"
    clean()


def test_the_job_does_each_day_once_and_returns_to_bad_ones(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    paid(cashier, shop, su, 1_000)
    day = today()
    assert reconcile_due_days() == 0
    cashier.bank.order_fault(day, "bill_truncated")
    with clock.frozen(clock.now() + timedelta(days=1, hours=12)):
        done = reconcile_due_days()
        assert done in (1, 2)
        cashier.bank.order_fault(day, "bill_truncated", is_on=False)
        assert reconcile_due_days() == 1
        assert reconcile_due_days() == 0
    assert ReconciliationDay.objects.get(day=day).status == "balanced"
    # the clock jumps back: nothing that was done is forgotten, nothing happens twice
    assert reconcile_due_days() == 0
