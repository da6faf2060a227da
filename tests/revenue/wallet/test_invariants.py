"""Any sequence of top-ups, payments, refunds, cards and expiries: every account explains itself, and no fen appears."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.revenue.builders import Buyer, Shop, buyer, placed
from tests.revenue.wallet.world import all_is_well, offer, parts, pay
from yutang.foundation.ledger.models import Account
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import pay_at_once
from yutang.revenue.payments.api import reserve_refund, send_refund
from yutang.revenue.payments.contracts import RefundRequest
from yutang.revenue.payments.models import Payment
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import Parts
from yutang.revenue.wallet.models import Spending
from yutang.revenue.wallet.rules import split_return, split_spending

amounts = st.integers(0, 1_000_000)
holdings = st.builds(Parts, amounts, amounts, amounts)
acts = st.lists(
    st.tuples(
        st.sampled_from(["top_up", "buy", "refund", "gift", "claim", "return_gift", "close", "expire"]),
        st.integers(1, 9_999),
    ),
    min_size=1,
    max_size=9,
)


@given(holdings, st.integers(1, 3_000_000), st.lists(st.integers(1, 500_000), max_size=8))
def test_what_is_spent_comes_back_exactly(held: Parts, amount: int, refunds: list[int]) -> None:
    spent = split_spending(held, amount)
    if spent is None:
        assert held.total < amount
        return
    assert spent.total == amount
    assert all(0 <= part <= have for part, have in zip(spent.as_tuple(), held.as_tuple(), strict=True))
    left = spent
    for wanted in [*refunds, spent.total]:
        back = split_return(left, min(wanted, left.total)) if left.total else Parts()
        assert back.total == min(wanted, left.total)
        left = Parts(left.gift - back.gift, left.principal - back.principal, left.bonus - back.bonus)
        assert min(left.as_tuple()) >= 0
    assert left == Parts()


def _do(what: str, number: int, who: Buyer, friend: Buyer, sku: int) -> None:
    """One act; one that is refused changes nothing."""
    if what == "top_up":
        pay(wallet.start_topup(customer_id=who.customer_id, offer_id=offer(number, number // 3)))
    elif what == "buy":
        order = placed(who, [(sku, 1 + number % 3)])
        pay_at_once(customer_id=who.customer_id, order_no=order.no, provider="wallet")
    elif what == "refund":
        paid = Payment.objects.filter(provider="wallet", status="succeeded").order_by("?").first()
        if paid is not None and paid.refunded_fen < paid.amount_fen:
            back = min(number, paid.amount_fen - paid.refunded_fen)
            key = f"test:{paid.no}:{paid.refunded_fen}"
            send_refund(reserve_refund(RefundRequest(paid.order_no, back, key, "测试")).refund_no)
    elif what == "close":
        wallet.refund_principal(customer_id=who.customer_id, key=f"{number}", actor="staff:1", reason="测试")
    else:
        _do_with_gifts(what, number, who, friend)


def _do_with_gifts(what: str, number: int, who: Buyer, friend: Buyer) -> None:
    if what == "gift":
        pay(wallet.start_gift(customer_id=who.customer_id, face_fen=5_000))
    elif what == "expire":
        with clock.frozen(clock.now() + timedelta(days=400)):
            wallet.expire_gifts()
    else:
        open_one = next((one for one in wallet.gifts_of(who.customer_id) if one.code), None)
        if open_one is not None and what == "claim":
            claimer = friend if number % 2 else who
            wallet.claim_gift(customer_id=claimer.customer_id, code=open_one.code)
        elif open_one is not None:
            wallet.refund_gift(customer_id=who.customer_id, no=open_one.no)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts)
def test_any_sequence_closes(db: None, sequence: list[tuple[str, int]]) -> None:
    shop, who, friend = Shop(), buyer(), buyer()
    sku = shop.goods("草莓", 1_234)

    for what, number in sequence:
        with suppress(DomainError):  # what is refused changes nothing
            _do(what, number, who, friend, sku)

    assert sum(Account.objects.values_list("balance", flat=True)) == 0
    assert min(parts(who).as_tuple()) >= 0
    for row in Spending.objects.all():
        paid = Payment.objects.get(no=row.payment_no)
        assert row.gift_fen + row.principal_fen + row.bonus_fen == paid.amount_fen
    all_is_well("余额", "礼品卡", "账本", "支付与账本", "退款不超过")
