"""Returns, exchanges, re-shippings, appeals and time limits: goods and money move exactly, or not at all."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, Shop, at_once, buyer
from tests.revenue.orders.test_after_sale import clean, left, paid_order
from yutang.foundation.catalog.api import create_product
from yutang.foundation.catalog.contracts import NewProduct, NewSku
from yutang.foundation.inventory.api import StockWant, default_location_id, receive
from yutang.foundation.ledger.api import balance
from yutang.integrations.sandbox_pay.api import Cashier
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.models import AuditEntry, Event
from yutang.revenue.orders.api import (
    appeal_after_sale,
    apply_after_sale,
    approve_after_sale,
    confirm_replacement,
    decide_escalated,
    exchange_choices,
    preview_refund,
    receive_return,
    refuse_after_sale,
    register_refund_limit,
    run_overdue_after_sales,
    send_back,
    send_replacement,
    set_after_sale_terms,
    ship_order,
    start_refund,
    step_parcel,
    withdraw_after_sale,
)
from yutang.revenue.orders.contracts import AfterSaleApplication, AfterSaleFacts, RefundLimit
from yutang.revenue.orders.models import AfterSale, Order, OrderLine
from yutang.revenue.orders.services import refund_limits
from yutang.revenue.payments.models import Refund

pytestmark = pytest.mark.django_db


def shipped(cashier: Cashier, who: Buyer, sku: int, quantity: int = 2) -> tuple[Order, OrderLine]:
    order = paid_order(cashier, who, [(sku, quantity)])
    ship_order(order_no=order.no)
    return order, OrderLine.objects.get(order=order)


def ask(who: Buyer, order: Order, kind: str, *lines: tuple[int, int], **more: object) -> AfterSaleFacts:
    return apply_after_sale(AfterSaleApplication(who.customer_id, order.no, lines, kind=kind, **more))  # type: ignore[arg-type]


def code_of(call: object) -> str:
    with pytest.raises(DomainError) as caught:
        call()  # type: ignore[operator]
    return caught.value.code


def test_a_return_travels_back_is_counted_and_paid(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    apple = shop.goods("苹果", 1_000, stock=5)
    order, line = shipped(cashier, su, apple, 3)
    sale = ask(su, order, "return", (line.pk, 2))
    assert (sale.status, sale.refund_fen, sale.actions) == ("applied", 2_000, ("cancel",))
    sale = approve_after_sale(after_sale_no=sale.after_sale_no, actor="staff:1")
    assert (sale.status, sale.actions, Refund.objects.count()) == ("returning", ("send_back", "cancel"), 0)
    sale = send_back(
        customer_id=su.customer_id, after_sale_no=sale.after_sale_no, carrier="顺丰", waybill_no="SF12345"
    )
    assert (sale.status, sale.parcels[0].direction) == ("returned", "back")
    step_parcel(waybill_no="SF12345")
    told = Event.objects.get(name="orders.parcel_moved")
    assert '"parcel":"back"' in str(told.payload).replace(" ", "").replace("'", '"')
    # one of two is fit for sale
    sale = receive_return(after_sale_no=sale.after_sale_no, actor="staff:1", good={line.pk: 1})
    assert (sale.status, left(apple), balance("house:refunds")) == ("refunded", 3, -2_000)
    line.refresh_from_db()
    assert (line.refunded_quantity, line.refunded_fen) == (2, 2_000)
    assert code_of(lambda: receive_return(after_sale_no=sale.after_sale_no, actor="s")) == "after_sale_state"
    clean()


def test_an_exchange_holds_takes_back_and_ships_another_sku(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    made = create_product(
        NewProduct(
            no="TX",
            name="T 恤",
            skus=(
                NewSku(no="TX-M", price_fen=5_000, spec="M"),
                NewSku(no="TX-L", price_fen=5_000, spec="L"),
                NewSku(no="TX-X", price_fen=6_000, spec="XXL"),
            ),
        )
    )
    medium, large, dear_one = (sku.sku_id for sku in made.skus)
    receive([StockWant(default_location_id(), sku, 3, "open") for sku in (medium, large, dear_one)])
    order, line = shipped(cashier, su, medium, 2)
    choices = exchange_choices(customer_id=su.customer_id, order_no=order.no)
    assert [(c.sku_id, c.available) for c in choices[line.pk]] == [(medium, 1), (large, 3)]
    dear = (line.pk, dear_one)
    assert (
        code_of(lambda: ask(su, order, "exchange", (line.pk, 1), exchanges=(dear,))) == "exchange_sku_invalid"
    )
    sale = ask(su, order, "exchange", (line.pk, 1), exchanges=((line.pk, large),))
    assert sale.refund_fen == 0
    approve_after_sale(after_sale_no=sale.after_sale_no, actor="staff:1")
    assert left(large) == 2
    clean()
    receive_return(after_sale_no=sale.after_sale_no, actor="staff:1")
    assert (left(medium), left(large)) == (2, 2)
    sale = send_replacement(after_sale_no=sale.after_sale_no, actor="staff:1")
    assert (sale.status, sale.parcels[0].direction) == ("reshipped", "out")
    for _ in range(2):
        sale = confirm_replacement(customer_id=su.customer_id, after_sale_no=sale.after_sale_no)
        assert sale.status == "completed"
    order.refresh_from_db()
    assert (order.after_sale_status, order.refunded_fen, left(large), left(medium)) == ("none", 0, 2, 2)
    # what was exchanged goes back as what it is now
    back = ask(su, order, "return", (line.pk, 2))
    approve_after_sale(after_sale_no=back.after_sale_no, actor="staff:1")
    done = receive_return(after_sale_no=back.after_sale_no, actor="staff:1")
    assert (done.status, done.refund_fen, left(large), left(medium)) == ("refunded", 10_000, 3, 3)
    clean()


def test_missing_goods_are_sent_again_never_more_than_bought(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    apple = shop.goods("苹果", 1_000, stock=4)
    order, line = shipped(cashier, su, apple, 2)
    sale = ask(su, order, "reship", (line.pk, 1), reason="少件漏发")
    approve_after_sale(after_sale_no=sale.after_sale_no, actor="staff:1")
    send_replacement(after_sale_no=sale.after_sale_no, actor="staff:1")
    with clock.frozen(clock.now() + timedelta(days=11)):
        assert run_overdue_after_sales() == 1
    assert AfterSale.objects.get().status == "completed"
    assert code_of(lambda: ask(su, order, "reship", (line.pk, 2))) == "refund_quantity_invalid"
    assert left(apple) == 1
    again = ask(su, order, "reship", (line.pk, 1))
    shop_left = left(apple)
    approve_after_sale(after_sale_no=again.after_sale_no, actor="staff:1")
    assert left(apple) == shop_left - 1
    clean()


def test_without_stock_nothing_is_promised(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order, line = shipped(cashier, su, shop.goods("苹果", 1_000, stock=2), 2)
    sale = ask(su, order, "reship", (line.pk, 1))
    assert code_of(lambda: approve_after_sale(after_sale_no=sale.after_sale_no, actor="s")) == "stock_short"
    assert AfterSale.objects.get().status == "applied"
    # nobody answers: the clock cannot send what is not there, so head office looks
    with clock.frozen(clock.now() + timedelta(hours=49)):
        assert run_overdue_after_sales() == 1
        assert run_overdue_after_sales() == 0
    assert AfterSale.objects.get().status == "escalated"
    clean()


def test_before_shipment_only_money_can_be_asked(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 2)])
    for kind in ("return", "exchange", "reship", "gift"):
        assert code_of(lambda kind=kind: ask(su, order, kind)) == "after_sale_kind"


def test_silence_approves_and_goods_not_sent_close_the_request(
    shop: Shop, su: Buyer, cashier: Cashier
) -> None:
    order, line = shipped(cashier, su, shop.goods("苹果", 1_000, stock=3), 1)
    ask(su, order, "return", (line.pk, 1))
    with clock.frozen(clock.now() + timedelta(hours=47)):
        assert run_overdue_after_sales() == 0
    with clock.frozen(clock.now() + timedelta(hours=49)):
        assert run_overdue_after_sales() == 1
        assert AfterSale.objects.get().status == "returning"
        with clock.frozen(clock.now() + timedelta(days=8)):
            assert run_overdue_after_sales() == 1
    sale = AfterSale.objects.get()
    assert (sale.status, Refund.objects.count()) == ("closed", 0)
    order.refresh_from_db()
    assert order.after_sale_status == "none"
    clean()


def test_terms_can_send_silence_to_head_office(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    set_after_sale_terms(actor="staff:9", on_silence="escalate", answer_hours=2)
    assert code_of(lambda: set_after_sale_terms(actor="s", answer_hours=0)) == "terms_invalid"
    order = paid_order(cashier, su, [(shop.goods("苹果", 1_000), 1)])
    ask(su, order, "refund")
    with clock.frozen(clock.now() + timedelta(hours=3)):
        assert run_overdue_after_sales() == 1
    assert AfterSale.objects.get().status == "escalated"


def test_an_appeal_is_decided_for_good(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order, line = shipped(cashier, su, shop.goods("苹果", 1_000), 2)
    sale = ask(su, order, "refund", (line.pk, 1))
    number = sale.after_sale_no
    refuse_after_sale(after_sale_no=number, actor="staff:1", reason="超过 48 小时")
    stranger = buyer()

    def appeal(who: Buyer = su, reason: str = "照片里能看到") -> AfterSaleFacts:
        return appeal_after_sale(customer_id=who.customer_id, after_sale_no=number, reason=reason)

    assert code_of(lambda: appeal(stranger)) == "after_sale_unknown"
    assert code_of(lambda: appeal(reason=" ")) == "reason_required"
    assert appeal().status == "escalated"
    refused = decide_escalated(after_sale_no=number, actor="staff:9", approve=False, reason="证据不足")
    assert (refused.status, refused.actions, refused.due_at) == ("refused", (), None)
    assert code_of(appeal) == "after_sale_state"
    # a second request, refused and decided for the customer
    number = ask(su, order, "refund", (line.pk, 1)).after_sale_no
    refuse_after_sale(after_sale_no=number, actor="staff:1", reason="不退")
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert code_of(appeal) == "appeal_over"
    appeal()
    done = decide_escalated(after_sale_no=number, actor="staff:9", approve=True, reason="支持")
    assert (done.status, balance("house:refunds")) == ("refunded", -1_000)
    assert [m.what for m in done.story] == [
        "applied", "refused", "escalated", "decided", "approved", "refunded",
    ]  # fmt: skip
    clean()


def test_the_house_at_fault_gives_the_shipping_fee_back(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    shop.shipping()
    order, line = shipped(cashier, su, shop.goods("苹果", 1_000), 2)
    wish = AfterSaleApplication(su.customer_id, order.no, ((line.pk, 2),), reason="不想要了")
    assert preview_refund(wish).refund_fen == 2_000
    fault = preview_refund(AfterSaleApplication(su.customer_id, order.no, ((line.pk, 2),), reason="质量问题"))
    assert (fault.refund_fen, fault.shipping_fen) == (2_600, 600)
    assert sum(part.amount_fen for part in fault.parts) == 2_600
    assert [part.label for part in fault.parts] == ["苹果 × 2", "配送费"]


def test_staff_refund_within_their_limits(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    set_after_sale_terms(actor="staff:9", staff_limit_fen=2_000, staff_daily_fen=2_500)
    apple = shop.goods("苹果", 1_000)
    order = paid_order(cashier, su, [(apple, 3)])
    line = OrderLine.objects.get(order=order)

    def refund(quantity: int, **more: object) -> AfterSaleFacts:
        return start_refund(
            order_no=order.no,
            lines=((line.pk, quantity),),
            reason="缺货",
            actor="staff:1",
            **more,  # type: ignore[arg-type]
        )

    assert code_of(lambda: refund(3)) == "refund_limit"
    assert AfterSale.objects.count() == 0
    done = refund(2)
    assert (done.status, done.refund_fen) == ("refunded", 2_000)
    assert code_of(lambda: refund(1)) == "refund_limit"
    assert refund(1, unlimited=True).status == "refunded"
    order.refresh_from_db()
    assert (order.status, order.refunded_fen) == ("cancelled", 3_000)
    assert AuditEntry.objects.filter(action="after_sale.started_by_staff").count() == 2
    clean()


def test_a_room_above_limits_what_goes_back(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    order = paid_order(cashier, su, [(shop.goods("套餐", 3_000), 2)])
    line = OrderLine.objects.get(order=order)
    finals: list[bool] = []

    def unused(wants: object, is_final: bool) -> dict[int, RefundLimit]:
        finals.append(is_final)
        return {line.pk: RefundLimit(1, 1_200, "已用 3 次，只退未用的 2 次")}

    register_refund_limit("test", unused)
    try:
        assert code_of(lambda: ask(su, order, "refund", (line.pk, 2))) == "refund_quantity_invalid"
        sale = ask(su, order, "refund", (line.pk, 1))
        assert (sale.refund_fen, "只退未用的 2 次" in sale.parts[0].detail) == (1_200, True)
        assert finals == [False, False]
        assert approve_after_sale(after_sale_no=sale.after_sale_no, actor="s").status == "refunded"
        assert finals == [False, False, True]
    finally:
        refund_limits._providers.pop("test")


def test_withdrawing_an_exchange_frees_its_goods(shop: Shop, su: Buyer, cashier: Cashier) -> None:
    apple = shop.goods("苹果", 1_000, stock=4)
    order, line = shipped(cashier, su, apple, 2)
    sale = ask(su, order, "exchange", (line.pk, 2))
    approve_after_sale(after_sale_no=sale.after_sale_no, actor="s")
    assert left(apple) == 0
    withdraw_after_sale(customer_id=su.customer_id, after_sale_no=sale.after_sale_no)
    assert left(apple) == 2
    clean()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_two_requests_for_the_same_pieces_at_once(shop: Shop, cashier: Cashier) -> None:
    who = buyer()
    order = paid_order(cashier, who, [(shop.goods("苹果", 1_000), 1)])
    results = at_once(*[lambda: ask(who, order, "refund") for _ in range(4)])
    assert sum(isinstance(r, AfterSaleFacts) for r in results) == 1
    assert {r.code for r in results if isinstance(r, DomainError)} == {"after_sale_open"}
    number = AfterSale.objects.get().no
    races = at_once(
        lambda: withdraw_after_sale(customer_id=who.customer_id, after_sale_no=number),
        lambda: approve_after_sale(after_sale_no=number, actor="staff:1"),
    )
    assert sum(isinstance(r, DomainError) for r in races) == 1
    assert Refund.objects.count() == (1 if AfterSale.objects.get().status == "refunded" else 0)
    clean()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_the_clock_and_a_person_receive_at_once(shop: Shop, cashier: Cashier) -> None:
    who = buyer()
    apple = shop.goods("苹果", 1_000, stock=1)
    order, line = shipped(cashier, who, apple, 1)
    sale = ask(who, order, "return", (line.pk, 1))
    approve_after_sale(after_sale_no=sale.after_sale_no, actor="s")
    results = at_once(
        *[lambda: receive_return(after_sale_no=sale.after_sale_no, actor="s") for _ in range(3)]
    )
    assert sum(isinstance(r, AfterSaleFacts) for r in results) == 1
    assert (left(apple), balance("house:refunds"), Refund.objects.count()) == (1, -1_000, 1)
    clean()
