"""What the doctor asks about the wallet."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import F, Q, Sum

from yutang.foundation.ledger.api import Balance, balance, balances
from yutang.kernel.doctor import Finding, check
from yutang.kernel.money import yuan
from yutang.revenue.payments.api import payments_by_nos, refunds_under_way
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import PROVIDER, PURPOSE, CardStatus, PurchaseKind, PurchaseStatus
from yutang.revenue.wallet.models import GiftCard, Purchase, Spending, SpendingReturn, Wallet

CHUNK = 2_000


@check(name="余额支付与支付单、账本一致")
def spending_is_paid() -> Iterable[Finding]:
    """What left wallets is what the provider "wallet" received, and what came back is what it refunded."""
    total = F("gift_fen") + F("principal_fen") + F("bonus_fen")
    back = F("returned_gift_fen") + F("returned_principal_fen") + F("returned_bonus_fen")
    rows = Spending.objects.annotate(total=total, back=back).order_by("pk")
    net = 0
    chunk: list[tuple[str, int]] = []
    for no, spent, returned in rows.values_list("payment_no", "total", "back").iterator(chunk_size=CHUNK):
        net += spent - returned
        chunk.append((no, spent))
        if len(chunk) == CHUNK:
            yield from _unpaid(chunk)
            chunk = []
    yield from _unpaid(chunk)
    booked = balance(accounts.SPENT)
    if booked != net:
        yield Finding("wallet:spent", f"账本 ¥{yuan(booked)}，余额支付合计 ¥{yuan(net)}")
    receivable = -balance(f"house:receivable:{PROVIDER}")
    # Given back here and not yet settled there: a crash between the two steps, which the job ends.
    under_way = refunds_under_way(provider=PROVIDER)
    given = SpendingReturn.objects.filter(refund_no__in=list(under_way)).values_list("refund_no", flat=True)
    if booked != receivable - sum(under_way[no] for no in given):
        yield Finding("wallet:receivable", f"余额支出 ¥{yuan(booked)}，渠道应收 ¥{yuan(receivable)}")


def _unpaid(chunk: list[tuple[str, int]]) -> Iterable[Finding]:
    paid = payments_by_nos([no for no, _ in chunk])
    for no, total in chunk:
        found = paid.get(no)
        if found is None or found.amount_fen != total or found.status != "succeeded":
            yield Finding(f"payment:{no}", f"余额支出 ¥{yuan(total)}，支付单不符")


@check(name="余额退回等于各部分之和")
def returns_add_up() -> Iterable[Finding]:
    """What each spending says has come back is the sum of its returns, part by part."""
    for part in accounts.PARTS:
        rows = Spending.objects.annotate(back=Sum(f"returns__{part}_fen"))
        wrong = rows.filter(
            ~Q(**{f"returned_{part}_fen": F("back")}),
            Q(back__isnull=False) | Q(**{f"returned_{part}_fen__gt": 0}),
        )
        for row in wrong[:20]:
            yield Finding(f"payment:{row.payment_no}", "退回合计与明细不符")


@check(name="充值、礼品卡与余额一致")
def wallets_are_explained() -> Iterable[Finding]:
    """Money paid in has left the clearing account, and each wallet holds what its purchases, cards and orders say."""
    clearing = balance(accounts.PAID_IN)
    waiting = sum(refunds_under_way(number_prefix=f"P{PURPOSE}").values())
    if clearing != waiting:
        yield Finding("wallet:paid_in", f"待入账账户 ¥{yuan(clearing)}，待退款项 ¥{yuan(waiting)}")
    ids = list(Wallet.objects.order_by("pk").values_list("customer_id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield from _compare(ids[start : start + CHUNK])


def _compare(some: Sequence[int]) -> Iterable[Finding]:
    held: dict[str, Balance] = balances([code for pk in some for code in accounts.parts(pk)])
    spent = Spending.objects.filter(customer_id__in=some).values_list("customer_id")
    gift_out = dict(spent.annotate(n=Sum(F("gift_fen") - F("returned_gift_fen"))))
    principal_out = dict(spent.annotate(n=Sum(F("principal_fen") - F("returned_principal_fen"))))
    claimed = GiftCard.objects.filter(claimed_by__in=some).values_list("claimed_by")
    gift_in = dict(claimed.annotate(n=Sum("face_fen")))
    paid_in = _principal_in(some)
    for pk in some:
        expected = (
            ("gift", "礼品卡", gift_in.get(pk, 0) - gift_out.get(pk, 0)),
            ("principal", "本金", paid_in[pk] - principal_out.get(pk, 0)),
        )
        for part, word, amount in expected:
            booked = held[accounts.part(pk, part)].posted
            if booked != amount:
                yield Finding(f"wallet:{pk}", f"{word}账上 ¥{yuan(booked)}，按明细应为 ¥{yuan(amount)}")


def _principal_in(some: Sequence[int]) -> Counter[int]:
    """What was paid in and has not been given back through the cashier."""
    rows = Purchase.objects.filter(
        customer_id__in=some, kind=PurchaseKind.TOP_UP, status=PurchaseStatus.PAID
    ).values_list("customer_id", "payment_no")
    owners = {payment_no: customer_id for customer_id, payment_no in rows}
    total = Counter[int]()
    for payment_no, payment in payments_by_nos(list(owners)).items():
        total[owners[payment_no]] += payment.amount_fen - payment.refunded_fen
    return total


@check(name="礼品卡面值 = 待领取 + 已领取 + 已结束")
def cards_are_worth_their_face() -> Iterable[Finding]:
    """An active card holds its face value in the ledger, every other card nothing."""
    rows = GiftCard.objects.exclude(status=CardStatus.NEW).order_by("pk")
    chunk: list[tuple[int, str, int]] = []
    for row in rows.values_list("pk", "status", "face_fen").iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from _faces(chunk)
            chunk = []
    yield from _faces(chunk)


def _faces(chunk: list[tuple[int, str, int]]) -> Iterable[Finding]:
    held = balances([accounts.card(pk) for pk, _, _ in chunk])
    for pk, status, face in chunk:
        expected = face if status == CardStatus.ACTIVE else 0
        booked = held[accounts.card(pk)].posted
        if booked != expected:
            yield Finding(f"gift_card:{pk}", f"账上 ¥{yuan(booked)}，应为 ¥{yuan(expected)}")
