"""The wallet as a way of paying: its money lies in our own ledger, so nothing travels."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from yutang.foundation.ledger.api import post_transfers
from yutang.kernel import clock, outbox
from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan
from yutang.revenue.payments.contracts import Bill, BillRow, Notification, ProviderAnswer, signature_invalid
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import Parts, wallet_frozen, wallet_short
from yutang.revenue.wallet.events import WalletSpent
from yutang.revenue.wallet.models import Spending, SpendingReturn
from yutang.revenue.wallet.rules import split_return, split_spending
from yutang.revenue.wallet.selectors.wallets import parts_of
from yutang.revenue.wallet.services.lock_wallets import lock_wallets
from yutang.revenue.wallet.services.moves import Act, into_wallet, out_of_wallet

_SPENT = (accounts.SPENT, accounts.SPENT, accounts.SPENT)


class WalletProvider:
    """Implements PaymentProvider and InstantProvider."""

    @transaction.atomic
    def capture(self, *, payment_no: str, order_no: str, customer_id: int, amount_fen: int) -> str:
        """Take the money of an order out of the customer's wallet; the same payment takes it once.

        Raises Conflict("wallet_short") and Conflict("wallet_frozen"); then nothing was taken.
        """
        if lock_wallets([customer_id])[customer_id].is_frozen:
            raise wallet_frozen()
        known = Spending.objects.filter(payment_no=payment_no).first()
        if known is not None:
            return f"wallet-{known.pk}"
        held = parts_of([customer_id])[customer_id]
        parts = split_spending(held, amount_fen)
        if parts is None:
            raise wallet_short(amount_fen, held.total)
        row = Spending.objects.create(
            payment_no=payment_no,
            order_no=order_no,
            customer_id=customer_id,
            gift_fen=parts.gift,
            principal_fen=parts.principal,
            bonus_fen=parts.bonus,
            created_at=clock.now(),
        )
        act = Act(customer_id, f"wallet-pay:{payment_no}", "wallet_pay", f"支付订单 {order_no}")
        post_transfers(out_of_wallet(act, parts, _SPENT))
        outbox.publish(WalletSpent(customer_id, order_no, *parts.as_tuple()))
        return f"wallet-{row.pk}"

    @transaction.atomic
    def refund(self, *, payment_no: str, refund_no: str, amount_fen: int, reason: str) -> ProviderAnswer:
        """Put money back into the parts it was paid from; the same refund does so once."""
        row = Spending.objects.filter(payment_no=payment_no).first()
        if row is None:
            return ProviderAnswer("failed", failure="没有这笔余额支付")
        lock_wallets([row.customer_id])
        known = SpendingReturn.objects.filter(refund_no=refund_no).first()
        if known is not None:
            return ProviderAnswer("succeeded", f"wallet-return-{known.pk}", amount_fen)
        row = Spending.objects.select_for_update().get(pk=row.pk)
        left = Parts(
            row.gift_fen - row.returned_gift_fen,
            row.principal_fen - row.returned_principal_fen,
            row.bonus_fen - row.returned_bonus_fen,
        )
        if amount_fen > left.total:
            return ProviderAnswer("failed", failure=f"最多可退 ¥{yuan(left.total)}")
        made = _give_back(row, split_return(left, amount_fen), refund_no, reason)
        return ProviderAnswer("succeeded", f"wallet-return-{made.pk}", amount_fen)

    def open(
        self, *, payment_no: str, amount_fen: int, title: str, expires_at: datetime, return_url: str
    ) -> str:
        """There is no cashier: an order is paid at once."""
        del payment_no, amount_fen, title, expires_at, return_url
        raise DomainError("wallet_has_no_cashier", "余额支付不需要收银台", status=409)

    def verify(self, *, headers: Mapping[str, str], body: bytes) -> Notification:
        """The wallet sends nothing over the network, so whatever comes is not from it."""
        del headers, body
        raise signature_invalid("the wallet has no callbacks")

    def query(self, *, payment_no: str) -> ProviderAnswer:
        """A payment that was captured has succeeded; any other was never started."""
        found = Spending.objects.filter(payment_no=payment_no).first()
        if found is None:
            return ProviderAnswer("created")
        amount = found.gift_fen + found.principal_fen + found.bonus_fen
        return ProviderAnswer("succeeded", f"wallet-{found.pk}", amount)

    def close(self, *, payment_no: str) -> None:
        """Nothing was opened."""
        del payment_no

    def payout(
        self, *, payout_no: str, payee: str, payee_name: str, amount_fen: int, memo: str
    ) -> ProviderAnswer:
        """Wallets pay orders, not people."""
        del payout_no, payee, payee_name, amount_fen, memo
        return ProviderAnswer("failed", failure="余额不能用于打款")

    def download_bill(self, *, day: date) -> Bill:
        """The bill of one business day, from the wallet's own rows."""
        start = datetime.combine(day, time(), clock.SHANGHAI)
        end = start + timedelta(days=1)
        spent = Spending.objects.filter(created_at__gte=start, created_at__lt=end).order_by("pk")
        back = SpendingReturn.objects.filter(created_at__gte=start, created_at__lt=end)
        paid = tuple(
            BillRow("payment", row.payment_no, _sum(row), row.created_at, f"wallet-{row.pk}") for row in spent
        )
        returned = tuple(
            BillRow(
                "refund",
                row.refund_no,
                _sum(row),
                row.created_at,
                f"wallet-return-{row.pk}",
                row.spending.payment_no,
            )
            for row in back.select_related("spending").order_by("pk")
        )
        return Bill(day, paid + returned)


def _sum(row: Spending | SpendingReturn) -> int:
    return row.gift_fen + row.principal_fen + row.bonus_fen


def _give_back(row: Spending, parts: Parts, refund_no: str, reason: str) -> SpendingReturn:
    made = SpendingReturn.objects.create(
        spending=row,
        refund_no=refund_no,
        gift_fen=parts.gift,
        principal_fen=parts.principal,
        bonus_fen=parts.bonus,
        created_at=clock.now(),
    )
    Spending.objects.filter(pk=row.pk).update(
        returned_gift_fen=F("returned_gift_fen") + parts.gift,
        returned_principal_fen=F("returned_principal_fen") + parts.principal,
        returned_bonus_fen=F("returned_bonus_fen") + parts.bonus,
    )
    why = f"（{reason}）" if reason else ""
    act = Act(
        customer_id=row.customer_id,
        key=f"wallet-return:{refund_no}",
        code="wallet_return",
        memo=f"订单 {row.order_no} 退款退回{why}",
    )
    post_transfers(into_wallet(act, parts, _SPENT))
    outbox.publish(WalletSpent(row.customer_id, row.order_no, -parts.gift, -parts.principal, -parts.bonus))
    return made
