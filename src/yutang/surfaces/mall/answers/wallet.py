"""Balance, top-ups and gift cards."""

from dataclasses import asdict

from django.conf import settings

from yutang.kernel.money import yuan
from yutang.revenue.orders import api as orders
from yutang.revenue.payments.contracts import CashierTicket, PaymentStatus
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import PROVIDER, GiftFacts, PurchaseFacts, StatementLine
from yutang.surfaces.mall.limits import Limit
from yutang.surfaces.mall.schemas.wallet import (
    ClaimedOut,
    GiftIn,
    GiftOut,
    GiftsOut,
    OfferOut,
    RedeemIn,
    StatementLineOut,
    StatementOut,
    WalletCashierOut,
    WalletOut,
    WalletPaidOut,
    WalletPaymentOut,
)

REDEEM = Limit("gift-redeem", most=20, seconds=3_600)
PURCHASES = Limit("wallet-purchase", most=30, seconds=3_600)


def wallet_out(customer_id: int) -> WalletOut:
    """The balance with the offers and the rules."""
    facts = wallet.wallet_of(customer_id)
    room = facts.max_balance_fen - facts.total_fen
    most = yuan(facts.max_balance_fen).removesuffix(".00")
    return WalletOut(
        total_fen=facts.total_fen,
        gift_fen=facts.parts.gift,
        principal_fen=facts.parts.principal,
        bonus_fen=facts.parts.bonus,
        frozen=facts.is_frozen,
        max_balance_fen=facts.max_balance_fen,
        offers=[
            OfferOut(
                id=one.offer_id,
                pay_fen=one.pay_fen,
                bonus_fen=one.bonus_fen,
                title=one.title,
                available=one.pay_fen + one.bonus_fen <= room and not facts.is_frozen,
                reason="余额已被冻结" if facts.is_frozen else f"余额最多 ¥{most}",
            )
            for one in wallet.topup_offers()
        ],
        rules=[
            "付款时先用礼品卡余额，再用充值本金，最后用赠金。",
            "订单退款按付款时各部分的比例退回余额，退完时一分不差。",
            f"余额最多 ¥{most}，长期有效，仅限本商城使用。",
            "剩余本金可以联系客服原路退回，退回时剩余赠金作废。",
        ],
    )


def statement_out(customer_id: int, *, before: int | None) -> StatementOut:
    """One page of the statement."""
    page = wallet.statement(customer_id, before=before)
    return StatementOut(items=[_line(line) for line in page.lines], next_before=page.next_before)


def _line(line: StatementLine) -> StatementLineOut:
    return StatementLineOut(
        id=line.transfer_id,
        title=line.title,
        detail=line.detail,
        amount_fen=line.parts.total,
        gift_fen=line.parts.gift,
        principal_fen=line.parts.principal,
        bonus_fen=line.parts.bonus,
        at=line.at,
    )


def start_topup(customer_id: int, offer_id: int) -> WalletCashierOut:
    """Write the top-up down; where to pay comes with cashier_of."""
    PURCHASES.count(str(customer_id))
    return _started(wallet.start_topup(customer_id=customer_id, offer_id=offer_id))


def start_gift(customer_id: int, body: GiftIn) -> WalletCashierOut:
    """Write the purchase of a gift card down."""
    PURCHASES.count(str(customer_id))
    return _started(
        wallet.start_gift(
            customer_id=customer_id, face_fen=body.face_fen, message=body.message, cover=body.cover
        )
    )


def _started(purchase: PurchaseFacts) -> WalletCashierOut:
    return WalletCashierOut(no=purchase.no, payment_no="", amount_fen=purchase.pay_fen, cashier_url="")


def cashier_of(customer_id: int, no: str) -> WalletCashierOut:
    """Where to pay a purchase; asked of the provider outside any transaction."""
    back = f"{settings.PUBLIC_URL}/pages/wallet/result?payment={{payment_no}}"
    ticket: CashierTicket = wallet.pay_purchase(customer_id=customer_id, no=no, return_url=back)
    return WalletCashierOut(
        no=no,
        payment_no=ticket.payment_no,
        amount_fen=ticket.amount_fen,
        cashier_url=ticket.cashier_url,
    )


def payment_out(customer_id: int, payment_no: str) -> WalletPaymentOut:
    """How a payment stands; the provider is asked when we have not heard."""
    payment = orders.refresh_payment(customer_id=customer_id, payment_no=payment_no)
    purchase = wallet.purchase_of(customer_id, payment.order_no)
    return WalletPaymentOut(
        payment_no=payment.payment_no,
        no=purchase.no,
        kind="top_up" if purchase.kind == "top_up" else "gift_card",
        title=purchase.title,
        status=PaymentStatus(payment.status).value,
        purchase_status=purchase.status,
        amount_fen=payment.amount_fen,
        bonus_fen=purchase.bonus_fen,
    )


def pay_order(customer_id: int, no: str) -> WalletPaidOut:
    """Pay an order from the balance, at once."""
    payment = orders.pay_at_once(customer_id=customer_id, order_no=no, provider=PROVIDER)
    return WalletPaidOut(
        order_no=no,
        payment_no=payment.payment_no,
        amount_fen=payment.amount_fen,
        balance_fen=wallet.wallet_of(customer_id).total_fen,
    )


def redeem(customer_id: int, body: RedeemIn) -> ClaimedOut:
    """Put a printed card into the balance; guessing is limited per customer and per card."""
    REDEEM.count(str(customer_id))
    return ClaimedOut(**asdict(wallet.redeem_card(customer_id=customer_id, code=body.code, pin=body.pin)))


def gift(customer_id: int | None, code: str) -> GiftOut:
    """A gift for whoever has its link."""
    return _gift(wallet.gift_by_code(code, customer_id=customer_id))


def claim(customer_id: int, code: str) -> ClaimedOut:
    """Take a gift."""
    return ClaimedOut(**asdict(wallet.claim_gift(customer_id=customer_id, code=code)))


def gifts(customer_id: int) -> GiftsOut:
    """The gifts I bought."""
    return GiftsOut(
        items=[_gift(one) for one in wallet.gifts_of(customer_id)],
        faces_fen=list(wallet.GIFT_FACES_FEN),
        covers=list(wallet.COVERS),
    )


def refund_gift(customer_id: int, no: str) -> GiftsOut:
    """Take back what nobody claimed."""
    wallet.refund_gift(customer_id=customer_id, no=no)
    return gifts(customer_id)


def _gift(facts: GiftFacts) -> GiftOut:
    values = asdict(facts)
    code = values.pop("code")
    return GiftOut(**values, path=f"/pages/gift/claim?code={code}" if code else "")
