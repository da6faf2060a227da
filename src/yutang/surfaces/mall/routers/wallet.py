"""Balance, top-ups and gift cards."""

# ruff: noqa: ARG001  (the schema asks for a key that an act may not need)

from django.http import HttpRequest
from ninja import Query, Router

from yutang.surfaces.mall.answers import wallet
from yutang.surfaces.mall.caller import (
    Key,
    OptionalKey,
    PathCode,
    customer_of,
    customer_or_none,
    freshly_signed_in,
    once,
    signed_in,
)
from yutang.surfaces.mall.schemas.shared import Id, In
from yutang.surfaces.mall.schemas.wallet import (
    ClaimedOut,
    GiftIn,
    GiftOut,
    GiftsOut,
    RedeemIn,
    StatementOut,
    TopUpIn,
    WalletCashierOut,
    WalletOut,
    WalletPaidOut,
    WalletPaymentOut,
)

router = Router(tags=["wallet"])


class StatementQuery(In):
    """Where the page begins."""

    before: Id | None = None


@router.get("/wallet", response=WalletOut, auth=signed_in, operation_id="get_wallet")
def get_wallet(request: HttpRequest) -> WalletOut:
    """My balance, what can be topped up, and the rules."""
    return wallet.wallet_out(customer_of(request))


@router.get("/wallet/statement", response=StatementOut, auth=signed_in, operation_id="list_wallet_statement")
def list_statement(request: HttpRequest, query: Query[StatementQuery]) -> StatementOut:
    """Every act on my balance, explained."""
    return wallet.statement_out(customer_of(request), before=query.before)


@router.post("/wallet/topups", response=WalletCashierOut, auth=signed_in, operation_id="start_topup")
def start_topup(request: HttpRequest, body: TopUpIn, idempotency_key: Key) -> WalletCashierOut:
    """Top up: tells where to pay."""
    who = customer_of(request)
    made = once(request, "wallet-topups", idempotency_key, lambda: wallet.start_topup(who, body.offer_id))
    return wallet.cashier_of(who, made["no"])


@router.get(
    "/wallet/payments/{no}", response=WalletPaymentOut, auth=signed_in, operation_id="get_wallet_payment"
)
def get_wallet_payment(request: HttpRequest, no: PathCode) -> WalletPaymentOut:
    """Whether the money has come, for the waiting page."""
    return wallet.payment_out(customer_of(request), no)


@router.post("/wallet/redeem", response=ClaimedOut, auth=signed_in, operation_id="redeem_gift_card")
def redeem_gift_card(request: HttpRequest, body: RedeemIn, idempotency_key: OptionalKey = None) -> ClaimedOut:
    """Put a printed gift card into my balance. A card is claimed once, whatever the key."""
    return wallet.redeem(customer_of(request), body)


@router.get("/wallet/gifts", response=GiftsOut, auth=signed_in, operation_id="list_gifts")
def list_gifts(request: HttpRequest) -> GiftsOut:
    """The electronic gift cards I bought."""
    return wallet.gifts(customer_of(request))


@router.post("/wallet/gifts", response=WalletCashierOut, auth=signed_in, operation_id="buy_gift")
def buy_gift(request: HttpRequest, body: GiftIn, idempotency_key: Key) -> WalletCashierOut:
    """Buy an electronic gift card: tells where to pay."""
    who = customer_of(request)
    made = once(request, "wallet-gifts", idempotency_key, lambda: wallet.start_gift(who, body))
    return wallet.cashier_of(who, made["no"])


@router.post(
    "/wallet/gifts/{no}/refund", response=GiftsOut, auth=freshly_signed_in, operation_id="refund_gift"
)
def refund_gift(request: HttpRequest, no: PathCode, idempotency_key: OptionalKey = None) -> GiftsOut:
    """Take back a gift that nobody claimed; the money goes the way it came."""
    return wallet.refund_gift(customer_of(request), no)


@router.get("/gifts/{code}", response=GiftOut, operation_id="get_gift")
def get_gift(request: HttpRequest, code: PathCode) -> GiftOut:
    """A gift, for whoever has its link."""
    return wallet.gift(customer_or_none(request), code)


@router.post("/gifts/{code}/claim", response=ClaimedOut, auth=signed_in, operation_id="claim_gift")
def claim_gift(request: HttpRequest, code: PathCode, idempotency_key: OptionalKey = None) -> ClaimedOut:
    """Take a gift into my balance; the first one gets it."""
    return wallet.claim(customer_of(request), code)


@router.post(
    "/orders/{no}/pay-from-wallet",
    response=WalletPaidOut,
    auth=freshly_signed_in,
    operation_id="pay_order_from_wallet",
)
def pay_order_from_wallet(request: HttpRequest, no: PathCode, idempotency_key: Key) -> object:
    """Pay an order whole from my balance."""
    who = customer_of(request)
    return once(request, f"pay-from-wallet:{no}", idempotency_key, lambda: wallet.pay_order(who, no))
