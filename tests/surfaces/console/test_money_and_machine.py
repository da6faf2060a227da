"""A withdrawal that somebody has to look at, and an event that was parked: both end well at the console."""

from typing import Any

import pytest
from django.test import Client

from tests.foundation import fixtures as make
from tests.referral.affiliates.fixtures import AnOrder, a_distributor
from tests.revenue.builders import Buyer, Shop, paid
from tests.revenue.conftest import shop, su
from yutang.kernel.audit import entries_of
from yutang.kernel.models import Parked
from yutang.kernel.outbox import drain
from yutang.reactions import on_order_paid
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.models import Withdrawal
from yutang.referral.affiliates.services import settle_payouts as sending
from yutang.revenue.payments.contracts import PayoutFacts, PayoutRequest
from yutang.revenue.pricing.api import coupons_of

__all__ = ["shop", "su"]


@pytest.fixture
def withdrawal(house: Any) -> Withdrawal:
    """¥300 that a distributor asked for and that wait for a look."""
    earner, buyer = make.a_customer(nickname="安安"), house.bob
    a_distributor(earner)
    order = AnOrder(buyer=buyer, distributor=earner, amounts=[300_000])
    affiliates.accrue_commissions([order.paid()])
    affiliates.release_commissions([order.closed()])
    affiliates.set_policy(actor="system", review_above_fen=10_000)
    affiliates.request_withdrawal(customer_id=earner, amount_fen=30_000, key="w1")
    return Withdrawal.objects.get()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[PayoutRequest]:
    """A bank that answers later."""
    requests: list[PayoutRequest] = []

    def payout(request: PayoutRequest) -> PayoutFacts:
        requests.append(request)
        return PayoutFacts("T1", request.key, request.payee, request.amount_fen, "created", "")

    monkeypatch.setattr(sending, "payout", payout)
    return requests


def test_an_approved_withdrawal_is_sent_once(
    hq: Client, withdrawal: Withdrawal, asked: list[PayoutRequest], django_capture_on_commit_callbacks: Any
) -> None:
    page = hq.get("/console/affiliates/withdrawal/?status=reviewing").content.decode()
    assert withdrawal.no in page
    address = f"/console/affiliates/withdrawal/{withdrawal.pk}/do/approve/"
    assert "300" in hq.get(address).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        hq.post(address)
        hq.post(address)

    withdrawal.refresh_from_db()
    assert withdrawal.status == "paying"
    assert [one.amount_fen for one in asked] == [30_000 - withdrawal.fee_fen]
    assert entries_of(f"withdrawal:{withdrawal.no}")[0].action == "affiliates.approve_withdrawal"


def test_a_refused_withdrawal_gives_the_money_back(
    hq: Client, withdrawal: Withdrawal, asked: list[PayoutRequest]
) -> None:
    customer_id = withdrawal.affiliate.customer_id
    before = affiliates.my_centre(customer_id).available_fen

    hq.post(f"/console/affiliates/withdrawal/{withdrawal.pk}/do/reject/", {"note": "实名不符"})

    withdrawal.refresh_from_db()
    assert (withdrawal.status, withdrawal.note, asked) == ("rejected", "实名不符", [])
    assert affiliates.my_centre(customer_id).available_fen == before + 30_000


def test_a_parked_event_is_replayed_from_its_page(
    hq: Client, shop: Shop, su: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a reaction that broke on a paid order
    drain()

    def broken(*_arguments: Any) -> None:
        raise RuntimeError("券服务暂不可用")

    with monkeypatch.context() as patch:
        patch.setattr(on_order_paid, "start_journeys", broken)
        order = paid(su, [(shop.goods("草莓", 6_000), 1)])
        drain()
    row = Parked.objects.get(reaction="thank_the_buyer", subject=f"order:{order.pk}")
    assert coupons_of(su.customer_id) == []
    assert "券服务暂不可用" in hq.get(f"/console/kernel/parked/{row.pk}/change/").content.decode()

    # when it is replayed
    answer = hq.post(f"/console/kernel/parked/{row.pk}/do/replay/", follow=True)

    # then the customer has the coupon, once, and nothing waits any more
    assert answer.redirect_chain == [("/console/kernel/parked/", 302)]
    assert "全部通过" in answer.content.decode()
    drain()
    assert len(coupons_of(su.customer_id)) == 1
    assert not Parked.objects.exists()
    assert entries_of(f"parked:{row.event_id}")[0].change["delivered"] == 1
