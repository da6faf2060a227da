"""Refunds and payouts: within what was paid, once per key, and in the ledger."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, placed, told
from yutang.foundation.ledger.api import TransferSpec, balance, post_transfers
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import confirm_payments, pay_order
from yutang.revenue.orders.models import Order
from yutang.revenue.payments.api import (
    open_payment,
    payout,
    payout_of,
    reserve_refund,
    send_refund,
    verify_notification,
)
from yutang.revenue.payments.contracts import PaymentWant, PayoutRequest, RefundRequest
from yutang.revenue.payments.models import Payment, Refund

pytestmark = pytest.mark.django_db


def paid_order(cashier: Cashier, shop: Shop, who: Buyer, fen: int = 1_000) -> Order:
    order = placed(who, [(shop.goods("苹果", fen), 1)])
    ticket = pay_order(customer_id=who.customer_id, order_no=order.no)
    cashier.bank.pay(ticket.payment_no)
    confirm_payments([told(Payment.objects.get(no=ticket.payment_no))])
    return order


def test_a_refund_larger_than_paid_is_refused(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, shop, su)
    reserve_refund(RefundRequest(order.no, 600, "a", "x"))
    with pytest.raises(DomainError) as caught:
        reserve_refund(RefundRequest(order.no, 401, "b", "x"))
    assert caught.value.code == "refund_exceeds_paid"
    assert caught.value.details["refundable_fen"] == 400
    assert Refund.objects.count() == 1


@pytest.mark.parametrize("fen", [0, -5])
def test_a_refund_of_nothing_is_refused(shop: Shop, su: Buyer, cashier: Cashier, fen: int) -> None:
    order = paid_order(cashier, shop, su)
    with pytest.raises(DomainError) as caught:
        reserve_refund(RefundRequest(order.no, fen, "a", "x"))
    assert caught.value.details["field"] == "amount_fen"


def test_the_same_key_is_the_same_refund(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, shop, su)
    first = reserve_refund(RefundRequest(order.no, 600, "a", "x"))
    assert reserve_refund(RefundRequest(order.no, 600, "a", "x")).refund_no == first.refund_no
    assert send_refund(first.refund_no).status == "succeeded"
    assert send_refund(first.refund_no).status == "succeeded"
    assert balance("house:refunds") == -600


def test_opening_twice_gives_the_same_payment(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = placed(su, [(shop.goods("苹果", 1_000), 1)])
    one = pay_order(customer_id=su.customer_id, order_no=order.no, return_url="http://127.0.0.1:8000/done")
    two = pay_order(customer_id=su.customer_id, order_no=order.no)
    assert one == two
    assert one.cashier_url.startswith(cashier.url)


def test_a_cashier_that_is_down_is_said_so(shop: Shop, su: Buyer, settings: object) -> None:
    settings.CASHIER_URL = "http://127.0.0.1:9"  # type: ignore[attr-defined]
    with pytest.raises(DomainError) as caught:
        open_payment(
            PaymentWant(
                order_no="D1",
                customer_id=su.customer_id,
                amount_fen=1,
                title="x",
                expires_at=clock.now() + timedelta(minutes=30),
            )
        )
    assert (caught.value.code, caught.value.status) == ("cashier_unavailable", 503)


def test_a_payout_moves_the_ledger_once(cashier: Cashier, db: None) -> None:
    post_transfers(
        [TransferSpec("seed", "commission", "CNY", 5_000, "house:commission", "affiliate:1:paying")]
    )
    wish = PayoutRequest("w1", "affiliate:1", "苏晚晴", 3_000, "affiliate:1:paying", "佣金提现")
    first, again = payout(wish), payout(wish)
    assert (first.status, again.payout_no) == ("succeeded", first.payout_no)
    assert balance("affiliate:1:paying") == 2_000
    assert payout_of("w1") == again
    with pytest.raises(DomainError) as caught:
        payout(PayoutRequest("w1", "affiliate:1", "苏晚晴", 1, "affiliate:1:paying", "x"))
    assert caught.value.code == "payout_mismatch"


def test_a_failed_payout_moves_nothing_and_can_be_repeated(cashier: Cashier, db: None) -> None:
    post_transfers(
        [TransferSpec("seed", "commission", "CNY", 5_000, "house:commission", "affiliate:1:paying")]
    )
    cashier.store.set_switch("fail_payouts", 1)
    wish = PayoutRequest("w1", "affiliate:1", "苏晚晴", 3_000, "affiliate:1:paying", "佣金提现")
    failed = payout(wish)
    assert (failed.status, failed.failure) == ("failed", "收款账户未实名")
    assert balance("affiliate:1:paying") == 5_000
    assert payout(wish).status == "succeeded"
    assert balance("affiliate:1:paying") == 2_000


def test_a_forged_notification_is_refused(cashier: Cashier, db: None) -> None:
    body = b'{"id":"x","resource":{"out_trade_no":"P1","trade_state":"SUCCESS","amount":{"total":1}}}'
    for headers in (
        {},
        {"Sandboxpay-Timestamp": "1", "Sandboxpay-Nonce": "n", "Sandboxpay-Signature": "bm8="},
    ):
        with pytest.raises(DomainError) as caught:
            verify_notification("sandbox", headers, body)
        assert (caught.value.code, caught.value.status) == ("signature_invalid", 401)
    with pytest.raises(DomainError) as caught:
        verify_notification("nobody", {}, body)
    assert caught.value.code == "provider_unknown"
