"""What a payment provider says, once, twice, forged, late and wrong."""

import json
from typing import Any

import httpx
import pytest
from django.test import Client

from tests.revenue.builders import Shop
from tests.surfaces.mall.conftest import Phone
from tests.surfaces.mall.test_shopping import order
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.integrations.sandbox_pay.notifier import notice_headers
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import drain
from yutang.surfaces.callbacks import inbox
from yutang.surfaces.callbacks.inbox import process_waiting, replay_notification
from yutang.surfaces.callbacks.models import InboundNotification
from yutang.surfaces.callbacks.tasks import process_callbacks

pytestmark = pytest.mark.django_db
PAY = "/callbacks/pay/sandbox"


@pytest.fixture
def paid_at_the_cashier(me: Phone, shop: Shop, cashier: Cashier) -> tuple[str, str]:
    """An order, and the body of the notification that its payment has caused."""
    no = order(me, [{"sku_id": shop.goods("草莓", 6000), "quantity": 1}])["order_no"]
    ticket = me.post(f"orders/{no}/pay")
    httpx.post(f"{ticket['cashier_url']}/success")
    return no, cashier.store.all("SELECT * FROM notice")[0]["body"]


def tell(cashier: Cashier, body: str, **changed: str) -> Any:
    headers = {**notice_headers(cashier.keys.provider_private, body), **changed}
    kind = headers.pop("Content-Type")
    return Client().post(PAY, data=body.encode(), content_type=kind, headers=headers)


def test_a_notification_is_stored_acknowledged_and_processed_once(
    me: Phone, cashier: Cashier, paid_at_the_cashier: tuple[str, str]
) -> None:
    no, body = paid_at_the_cashier

    assert tell(cashier, body).status_code == 200
    assert tell(cashier, body).json() == {"code": "SUCCESS", "message": "成功"}

    row = InboundNotification.objects.get()
    assert (row.status, row.outcome, row.times_received, row.attempts) == ("done", "paid", 2, 1)
    assert json.loads(row.body) == json.loads(body)
    assert me.get(f"orders/{no}")["status"] == "paid"
    drain()
    assert len(me.get("coupons")["items"]) == 1


def test_a_forgery_is_refused_kept_and_does_not_shadow_the_real_one(
    me: Phone, cashier: Cashier, paid_at_the_cashier: tuple[str, str]
) -> None:
    no, body = paid_at_the_cashier

    forged = tell(cashier, body, **{"Sandboxpay-Signature": "bm9uc2Vuc2U="})

    assert forged.status_code == 401
    assert me.get(f"orders/{no}")["status"] == "pending_payment"
    assert InboundNotification.objects.get().status == "refused"
    with pytest.raises(DomainError):
        replay_notification(notification_id=InboundNotification.objects.get().pk, actor="staff:1")

    assert tell(cashier, body).status_code == 200
    assert me.get(f"orders/{no}")["status"] == "paid"


def test_a_changed_amount_breaks_the_signature(
    cashier: Cashier, paid_at_the_cashier: tuple[str, str]
) -> None:
    _, body = paid_at_the_cashier
    headers = notice_headers(cashier.keys.provider_private, body)
    kind = headers.pop("Content-Type")
    changed = body.replace("6000", "1")
    assert Client().post(PAY, data=changed.encode(), content_type=kind, headers=headers).status_code == 401


def test_a_wrong_amount_waits_for_a_person(
    me: Phone, cashier: Cashier, paid_at_the_cashier: tuple[str, str]
) -> None:
    no, body = paid_at_the_cashier
    assert tell(cashier, body.replace("6000", "5999")).status_code == 200
    row = InboundNotification.objects.get()
    assert (row.status, row.outcome) == ("dead", "parked")
    assert me.get(f"orders/{no}")["status"] == "pending_payment"


def test_money_for_a_cancelled_order_revives_it_while_the_goods_are_there(
    me: Phone, cashier: Cashier, paid_at_the_cashier: tuple[str, str]
) -> None:
    no, body = paid_at_the_cashier
    # The customer cancels before the notification arrives; closing at the provider comes too late.
    assert me.post(f"orders/{no}/cancel", {})["status"] == "cancelled"

    assert tell(cashier, body).status_code == 200

    assert InboundNotification.objects.get().outcome == "revived"
    assert me.get(f"orders/{no}")["status"] == "paid"
    drain()
    assert "你的付款已到账，订单已恢复" in [m["title"] for m in me.get("messages")["items"]]


def test_what_fails_after_it_was_stored_is_acknowledged_and_done_later(
    me: Phone, cashier: Cashier, paid_at_the_cashier: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    no, body = paid_at_the_cashier

    def fail(*_: object) -> list[str]:
        raise RuntimeError("database is tired")

    with monkeypatch.context() as broken:
        broken.setattr(inbox, "settle_notifications", fail)
        assert tell(cashier, body).status_code == 200
    row = InboundNotification.objects.get()
    assert (row.status, row.attempts, row.last_error) == ("waiting", 1, "RuntimeError: database is tired")

    with clock.frozen(row.due_at):
        assert process_callbacks() == 1
    assert me.get(f"orders/{no}")["status"] == "paid"


def test_replay_changes_nothing_that_is_done(
    me: Phone, cashier: Cashier, paid_at_the_cashier: tuple[str, str]
) -> None:
    no, body = paid_at_the_cashier
    tell(cashier, body)
    row = InboundNotification.objects.get()

    replay_notification(notification_id=row.pk, actor="staff:1")
    assert process_waiting() == 1

    row.refresh_from_db()
    assert (row.status, row.outcome) == ("done", "repeated")
    assert me.get(f"orders/{no}")["status"] == "paid"


@pytest.mark.parametrize("body", [b"", b"{", b"\x00\xff", b"[]", b"1" * 100_000])
def test_rubbish_is_refused_and_never_a_500(cashier: Cashier, body: bytes) -> None:
    response = Client(raise_request_exception=False).post(PAY, data=body, content_type="application/json")
    assert 400 <= response.status_code < 500
    assert "error" in response.json()


def test_a_provider_we_do_not_have_is_a_404(db: None) -> None:
    response = Client().post("/callbacks/pay/nobody", data=b"{}", content_type="application/json")
    assert (response.status_code, response.json()["error"]["code"]) == (404, "provider_unknown")
    assert Client().get(PAY).status_code == 405
