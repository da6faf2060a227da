"""The merchant freezes a wallet, or gives the rest of the money back."""

from django.db import transaction

from yutang.foundation.ledger.api import post_transfers
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.money import yuan
from yutang.revenue.payments.api import payments_by_nos, reserve_refund
from yutang.revenue.payments.contracts import RefundRequest
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import Parts, PurchaseKind, PurchaseStatus
from yutang.revenue.wallet.models import Purchase, Wallet
from yutang.revenue.wallet.rules import plan_principal_refund
from yutang.revenue.wallet.selectors.wallets import parts_of
from yutang.revenue.wallet.services.lock_wallets import lock_wallets
from yutang.revenue.wallet.services.moves import Act, out_of_wallet


@transaction.atomic
def set_frozen(*, customer_id: int, is_frozen: bool, actor: str, reason: str = "") -> None:
    """Stop a wallet from paying and topping up, or let it again; refunds still come in. Audited."""
    lock_wallets([customer_id])
    Wallet.objects.filter(customer_id=customer_id).update(is_frozen=is_frozen)
    audit.record(
        actor=actor,
        action="wallet.freeze" if is_frozen else "wallet.unfreeze",
        subject=accounts.subject(customer_id),
        change={"reason": reason[:200]},
    )


@transaction.atomic
def refund_principal(*, customer_id: int, key: str, actor: str, reason: str) -> Parts:
    """Give back what is left of the money paid in, the way it came, newest top-up first; the bonus is void.

    What came from gift cards stays. The refunds are sent by the periodic job. The same key gives back once. Raises
    Conflict("wallet_nothing_to_refund").
    """
    if not reason.strip():
        raise DomainError("reason_required", "请填写原因", field="reason")
    lock_wallets([customer_id])
    held = parts_of([customer_id])[customer_id]
    going = Parts(principal=held.principal, bonus=held.bonus)
    plan = _plan(customer_id, held.principal)
    if not plan:
        raise Conflict("wallet_nothing_to_refund", "没有可退的本金", customer_id=customer_id)
    act = f"wallet-close:{customer_id}:{key}"
    for number, (purchase_no, payment_no, amount) in enumerate(plan):
        reserve_refund(RefundRequest(purchase_no, amount, f"{act}:{number}", "退还剩余本金", payment_no))
    void = f"，赠金 ¥{yuan(held.bonus)} 作废" if held.bonus else ""
    closing = Act(
        customer_id=customer_id,
        key=act,
        code="wallet_close",
        memo=f"退还剩余本金 ¥{yuan(held.principal)}{void}",
    )
    others = (accounts.CARDS_LAPSED, accounts.PAID_IN, accounts.BONUS_COST)
    post_transfers(out_of_wallet(closing, going, others))
    audit.record(
        actor=actor,
        action="wallet.refund_principal",
        subject=accounts.subject(customer_id),
        change={
            "principal_fen": held.principal,
            "bonus_fen": held.bonus,
            "reason": reason[:200],
            "at": clock.now().isoformat(),
        },
    )
    return going


def _plan(customer_id: int, principal_fen: int) -> list[tuple[str, str, int]]:
    """Which payments of which purchases give how much: newest first."""
    if principal_fen <= 0:
        return []
    numbers = dict(
        Purchase.objects.filter(customer_id=customer_id, kind=PurchaseKind.TOP_UP, status=PurchaseStatus.PAID)
        .order_by("-pk")
        .values_list("payment_no", "no")
    )
    found = payments_by_nos(list(numbers))
    left = {no: one.amount_fen - one.refunded_fen for no, one in found.items()}
    plan = plan_principal_refund(principal_fen, [(no, left.get(no, 0)) for no in numbers])
    return [(numbers[payment_no], payment_no, amount) for payment_no, amount in plan]
