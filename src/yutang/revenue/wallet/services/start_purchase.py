"""A customer wants to pay money in, or buy a gift card."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Sum

from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.ids import dated_no
from yutang.kernel.money import yuan
from yutang.revenue.payments.api import open_payment
from yutang.revenue.payments.contracts import CashierTicket, PaymentWant
from yutang.revenue.wallet.contracts import (
    PURCHASE_MINUTES,
    PURPOSE,
    PurchaseFacts,
    PurchaseKind,
    PurchaseStatus,
    offer_unknown,
    over_limit,
    purchase_unknown,
    wallet_frozen,
)
from yutang.revenue.wallet.models import Purchase, TopUpOffer
from yutang.revenue.wallet.selectors.policy import current_policy
from yutang.revenue.wallet.selectors.purchases import purchase_facts
from yutang.revenue.wallet.selectors.wallets import parts_of
from yutang.revenue.wallet.services.lock_wallets import lock_wallets

COVERS = ("spring", "birthday", "thanks")
GIFT_FACES_FEN = (5_000, 10_000, 20_000, 50_000)


@transaction.atomic
def start_topup(*, customer_id: int, offer_id: int) -> PurchaseFacts:
    """Write down a top-up that waits 30 minutes for its money.

    Raises NotFound("topup_offer_unknown"), Conflict("wallet_over_limit") when the wallet could not hold it beside what is on
    its way, Conflict("wallet_frozen").
    """
    offer = TopUpOffer.objects.filter(pk=offer_id, is_active=True).first()
    policy = current_policy()
    if offer is None:
        raise offer_unknown(offer_id)
    if offer.pay_fen > policy.max_topup_fen:
        raise over_limit(policy.max_topup_fen)
    if lock_wallets([customer_id])[customer_id].is_frozen:
        raise wallet_frozen()
    waiting = Purchase.objects.filter(
        customer_id=customer_id,
        kind=PurchaseKind.TOP_UP,
        status=PurchaseStatus.OPEN,
        pay_before__gt=clock.now(),
    ).aggregate(n=Sum(F("pay_fen") + F("bonus_fen")))["n"]
    held = parts_of([customer_id])[customer_id].total + (waiting or 0)
    if held + offer.pay_fen + offer.bonus_fen > policy.max_balance_fen:
        raise over_limit(policy.max_balance_fen)
    title = f"余额充值 {yuan(offer.pay_fen)} 元"
    return _write(customer_id, PurchaseKind.TOP_UP, title, offer.pay_fen, bonus_fen=offer.bonus_fen)


@transaction.atomic
def start_gift(
    *, customer_id: int, face_fen: int, message: str = "", cover: str = COVERS[0]
) -> PurchaseFacts:
    """Write down the purchase of an electronic gift card that waits 30 minutes for its money.

    Raises DomainError naming face_fen or cover, Conflict("wallet_over_limit") above the most that one card may hold.
    """
    policy = current_policy()
    if face_fen not in GIFT_FACES_FEN:
        raise DomainError("gift_face_invalid", "请选择礼品卡面值", field="face_fen")
    if face_fen > policy.max_topup_fen:
        raise over_limit(policy.max_topup_fen, field="face_fen")
    if cover not in COVERS:
        raise DomainError("gift_cover_invalid", "请选择礼品卡封面", field="cover")
    title = f"电子礼品卡 {yuan(face_fen)} 元"
    return _write(
        customer_id, PurchaseKind.GIFT_CARD, title, face_fen, message=message.strip()[:60], cover=cover
    )


def _write(customer_id: int, kind: str, title: str, pay_fen: int, **more: object) -> PurchaseFacts:
    now = clock.now()
    row = Purchase.objects.create(
        no=dated_no("W", now),
        kind=kind,
        customer_id=customer_id,
        title=title,
        pay_fen=pay_fen,
        created_at=now,
        pay_before=now + timedelta(minutes=PURCHASE_MINUTES),
        **more,
    )
    return purchase_facts(row)


def pay_purchase(*, customer_id: int, no: str, return_url: str = "") -> CashierTicket:
    """Return where to pay one's own purchase; call it outside a transaction, as often as needed.

    Raises NotFound("wallet_purchase_unknown"), DomainError("wallet_purchase_closed") when its time is over or it is paid.
    """
    row = Purchase.objects.filter(no=no, customer_id=customer_id).first()
    if row is None:
        raise purchase_unknown(no)
    if row.status != PurchaseStatus.OPEN or row.pay_before <= clock.now():
        raise DomainError("wallet_purchase_closed", "这笔已支付或已超时，请重新选择", status=409, no=no)
    want = PaymentWant(
        order_no=row.no,
        customer_id=customer_id,
        amount_fen=row.pay_fen,
        title=row.title,
        expires_at=row.pay_before,
        return_url=return_url,
        purpose=PURPOSE,
    )
    return open_payment(want)
