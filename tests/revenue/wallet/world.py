"""Builders for the wallet: money comes in as the cashier would tell it."""

import itertools

from tests.revenue.builders import Buyer
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.revenue.payments.api import draft_payments, settle_notifications
from yutang.revenue.payments.contracts import Notification, PaymentWant
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import OfferSpec, Parts, PurchaseFacts

_serial = itertools.count(1)


def offer(pay_fen: int = 20_000, bonus_fen: int = 2_000) -> int:
    """An offer to top up."""
    return wallet.create_offer(OfferSpec(pay_fen, bonus_fen), actor="staff:1").offer_id


def payment_of_purchase(purchase: PurchaseFacts) -> str:
    """The number of a purchase's open payment, as the cashier knows it."""
    want = PaymentWant(
        order_no=purchase.no,
        customer_id=purchase.customer_id,
        amount_fen=purchase.pay_fen,
        title=purchase.title,
        expires_at=purchase.pay_before,
        purpose="W",
    )
    return draft_payments([want])[0].payment_no


def told(payment_no: str, amount_fen: int) -> Notification:
    """The cashier says that the money is there."""
    number = next(_serial)
    return Notification(
        f"w{number}", "sandbox", payment_no, f"t{number}", "succeeded", amount_fen, clock.now()
    )


def pay(purchase: PurchaseFacts) -> str:
    """Pay a purchase; returns the outcome."""
    number = payment_of_purchase(purchase)
    return settle_notifications([told(number, purchase.pay_fen)])[0]


def topped_up(who: Buyer, pay_fen: int = 20_000, bonus_fen: int = 2_000) -> PurchaseFacts:
    """A paid top-up."""
    purchase = wallet.start_topup(customer_id=who.customer_id, offer_id=offer(pay_fen, bonus_fen))
    assert pay(purchase) == "paid"
    return purchase


def parts(who: Buyer) -> Parts:
    """What lies in a wallet."""
    return wallet.parts_of([who.customer_id])[who.customer_id]


def all_is_well(*words: str) -> None:
    """The doctor finds nothing about money."""
    wanted = words or ("余额", "礼品卡", "账本", "支付与账本", "退款不超过", "订单与支付")
    for result in run_checks():
        if any(word in result.name for word in wanted):
            assert result.is_clean, (result.name, result.findings, result.error)
