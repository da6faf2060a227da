"""Balance, gift cards, points mall and lottery as the storefront asks for them."""

from typing import Any

import pytest

from tests.retention.lottery.test_draw import POINTS, THANKS, rich, running
from tests.revenue.builders import Buyer, Shop
from tests.revenue.wallet.world import offer, told
from tests.surfaces.mall.conftest import Phone
from yutang.kernel.errors import DomainError
from yutang.retention.points_mall.api import create_item
from yutang.retention.points_mall.contracts import ItemKind, ItemSpec
from yutang.revenue.payments.api import settle_notifications
from yutang.revenue.payments.models import Payment
from yutang.revenue.wallet import api as wallet
from yutang.revenue.wallet.contracts import BatchSpec


def paid_by_the_cashier() -> None:
    """The money of the newest payment arrives."""
    payment = Payment.objects.order_by("-pk")[0]
    assert settle_notifications([told(payment.no, payment.amount_fen)]) == ["paid"]


def test_top_up_then_pay_an_order(me: Phone, shop: Shop, cashier: Any) -> None:
    sku = shop.goods("草莓", 3_000)
    offer(20_000, 2_000)
    (choice,) = me.get("wallet")["offers"]
    ticket = me.post("wallet/topups", {"offer_id": choice["id"]}, key="tap-topup-1")
    again = me.post("wallet/topups", {"offer_id": choice["id"]}, key="tap-topup-1")
    assert (again["no"], again["payment_no"]) == (ticket["no"], ticket["payment_no"])
    assert ticket["cashier_url"]
    paid_by_the_cashier()
    assert me.get(f"wallet/payments/{ticket['payment_no']}")["status"] == "succeeded"

    wish = {"lines": [{"sku_id": sku, "quantity": 1}], "address_id": me.address(), "coupon": "none"}
    order = me.post("orders", {**wish, "expected_total_fen": me.post("quote", wish)["total_fen"]})
    paid = me.post(f"orders/{order['order_no']}/pay-from-wallet", key="tap-pay-0001")
    twice = me.post(f"orders/{order['order_no']}/pay-from-wallet", key="tap-pay-0001")

    assert paid == twice
    assert me.get(f"orders/{order['order_no']}")["pay_method"] == "余额支付"
    purse = me.get("wallet")
    assert purse["total_fen"] == 22_000 - order["total_fen"] == paid["balance_fen"]
    assert [line["title"] for line in me.get("wallet/statement")["items"]] == ["支付订单", "充值"]


def test_a_printed_card_is_redeemed_and_guessing_is_counted(me: Phone) -> None:
    pk = wallet.create_batch(BatchSpec("卡", 1, 10_000), actor="staff:1")
    (card,) = wallet.export_batch(pk, actor="staff:1")
    wallet.activate_cards(pk, first=1, last=1, actor="staff:1")
    wrong = f"{(int(card.pin) + 1) % 1_000_000:06d}"

    for _ in range(2):
        answer = me.call("post", "wallet/redeem", {"code": card.code, "pin": wrong})
        me.refused(answer, 404, "gift_card_unknown")
    got = me.post("wallet/redeem", {"code": card.code, "pin": card.pin})

    assert got == {"face_fen": 10_000, "total_fen": 10_000}
    me.refused(me.call("post", "wallet/redeem", {"code": card.code, "pin": card.pin}), 409, "gift_card_state")


def test_a_gift_travels_from_one_phone_to_another(me: Phone, cashier: Any) -> None:
    friend = Phone().sign_in()
    me.post("wallet/gifts", {"face_fen": 5_000, "message": "尝尝", "cover": "birthday"})
    paid_by_the_cashier()
    (mine,) = me.get("wallet/gifts")["items"]
    code = mine["path"].split("code=")[1]
    assert Phone().get(f"gifts/{code}")["face_fen"] == 5_000

    assert friend.post(f"gifts/{code}/claim") == {"face_fen": 5_000, "total_fen": 5_000}

    me.refused(me.call("post", f"gifts/{code}/claim"), 409, "gift_card_state")
    me.refused(me.call("post", f"wallet/gifts/{mine['no']}/refund"), 409, "gift_card_state")
    friend.refused(friend.call("post", f"wallet/gifts/{mine['no']}/refund"), 404, "gift_unknown")


def test_points_bring_balance_once_per_key(me: Phone) -> None:
    rich(Buyer(me.customer_id, 0))
    it = create_item(ItemSpec("3 元余额", ItemKind.BONUS, 300, amount_fen=300), actor="staff:1")
    (seen,) = me.get("points-mall")["items"]
    assert (seen["available"], seen["points"]) == (True, 300)

    first = me.post(f"points-mall/items/{it}/exchange", {"expected_points": 300}, key="exchange-1")
    again = me.post(f"points-mall/items/{it}/exchange", {"expected_points": 300}, key="exchange-1")

    assert first["no"] == again["no"]
    assert me.get("points-mall")["points"] == 700
    assert me.get("wallet")["bonus_fen"] == 300
    assert len(me.get("points-mall/exchanges")["items"]) == 1


def test_a_lottery_shows_its_odds_and_draws_once_per_key(me: Phone) -> None:
    rich(Buyer(me.customer_id, 0))
    no = running(POINTS, THANKS)
    seen = Phone().get(f"lotteries/{no}")
    assert [(prize["odds_ppm"], prize["now_ppm"]) for prize in seen["prizes"]] == [(500_000, 500_000)] * 2
    assert (seen["seed"], len(seen["seed_hash"])) == ("", 64)

    one = me.post(f"lotteries/{no}/draw", {"pay_with": "points"}, key="draw-0001")
    same = me.post(f"lotteries/{no}/draw", {"pay_with": "points"}, key="draw-0001")

    assert one["id"] == same["id"]
    assert me.get(f"lotteries/{no}")["my_points"] == 990
    me.refused(me.call("post", f"lotteries/{no}/draw", {"pay_with": "chance"}), 409, "no_chance")
    assert len(me.get("prizes")["items"]) == int(one["won"])


def test_signing_in_is_asked_for(visitor: Phone) -> None:
    for method, path in (("get", "wallet"), ("get", "wallet/statement"), ("get", "prizes")):
        visitor.refused(visitor.call(method, path), 401, "sign_in_required")
    with pytest.raises(DomainError):
        wallet.purchase_of(1, "W0")
