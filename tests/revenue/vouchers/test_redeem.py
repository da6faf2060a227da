"""Issue, redeem, reverse, sell beside it, refund, expire."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.revenue.builders import Buyer, Shop, at_once, buyer, placed, refused, wish
from tests.revenue.vouchers.world import Counter, a_counter, a_pack, bought, vouchers_of, wants
from yutang.foundation.inventory.api import available, default_location_id
from yutang.foundation.ledger.api import balance
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import drain, read_events
from yutang.revenue.orders.api import add_to_cart, place_orders, use_standings
from yutang.revenue.orders.contracts import RefundLimitWant
from yutang.revenue.orders.events import OrderPaid
from yutang.revenue.orders.models import Order, OrderLine
from yutang.revenue.vouchers.api import (
    expire_vouchers,
    issue_vouchers,
    limit_refunds,
    record_sale,
    redeem_voucher,
    redeem_vouchers,
    reverse_redemption,
    scan_voucher,
    store_figures,
)
from yutang.revenue.vouchers.contracts import RedemptionFacts, Refusal, RightSpec, SaleWant
from yutang.revenue.vouchers.models import Redemption, StoreSale, Voucher

pytestmark = pytest.mark.django_db


def clean() -> None:
    assert [(r.name, f, r.error) for r in run_checks() for f in (r.findings or [r.error]) if f] == []


def refusal(answer: RedemptionFacts | Refusal) -> Refusal:
    assert isinstance(answer, Refusal), answer
    return answer


def test_a_paid_pack_becomes_vouchers_and_needs_no_address(shop: Shop, su: Buyer) -> None:
    # given
    shop.shipping()
    sku = a_pack()
    # when
    order = bought(su, sku, 2)
    # then
    assert (order.total_fen, order.shipping_fen, order.address, order.status) == (3_980, 0, "", "completed")
    rows = vouchers_of(order)
    assert [(v.pack_no, v.right_no, v.name, v.uses_total, v.uses_left) for v in rows] == [
        (1, 1, "果切券", 5, 5),
        (1, 2, "鲜榨果汁", 1, 1),
        (2, 1, "果切券", 5, 5),
        (2, 2, "鲜榨果汁", 1, 1),
    ]
    assert len({v.code for v in rows}) == 4
    last_day = clock.business_date() + timedelta(days=30)
    assert {clock.business_date(v.valid_until - timedelta(seconds=1)) for v in rows} == {last_day}
    assert order.after_sale_until == rows[0].valid_until + timedelta(days=7)
    assert available([sku], default_location_id())[sku] == 48
    clean()


def test_being_paid_twice_issues_once(shop: Shop, su: Buyer) -> None:
    order = bought(su, a_pack())
    paid_events = [e for e in read_events(after=0, limit=100) if isinstance(e.event, OrderPaid)]
    assert len(paid_events) == 1
    assert issue_vouchers(paid_events) == 0
    assert len(vouchers_of(order)) == 2


def test_packs_and_goods_do_not_mix(shop: Shop, su: Buyer) -> None:
    pack, apple = a_pack(), shop.goods("苹果", 1_290)
    no = {"address_id": None, "delivery": "voucher"}
    assert refused(place_orders([wish(su, [(pack, 1), (apple, 1)], **no)])).code == "sku_unavailable"
    assert refused(place_orders([wish(su, [(pack, 1)])])).code == "sku_unavailable"
    with pytest.raises(DomainError, match="voucher_buy_now"):
        add_to_cart(customer_id=su.customer_id, sku_id=pack)


def test_the_order_keeps_the_rights_as_they_were_bought(shop: Shop, su: Buyer) -> None:
    # given: an order that waits for its money while the operator changes the pack
    sku = a_pack(RightSpec("果切券", 2_000, valid_days=30))
    order = placed(su, [(sku, 1)], delivery="voucher", address_id=None)
    # then
    (frozen,) = order.snapshots["vouchers"]["rights"].values()
    assert [(r["name"], r["worth_fen"], r["valid_days"]) for r in frozen] == [("果切券", 2_000, 30)]


def test_redeeming_takes_uses_once_and_says_what_is_left(counter: Counter, su: Buyer) -> None:
    # given
    voucher = vouchers_of(bought(su, a_pack()))[0]
    want = wants(voucher, counter.guide_id, counter.store_id, uses=2, key="a-key")
    # when
    first, again = redeem_voucher(want), redeem_voucher(want)
    # then
    assert (first.uses, first.left_after, first.store_id, first.repeated) == (2, 3, counter.store_id, False)
    assert (again.no, again.repeated) == (first.no, True)
    voucher.refresh_from_db()
    assert (voucher.uses_left, voucher.status) == (3, "active")
    clean()


def test_a_second_scan_hears_who_and_when(counter: Counter, su: Buyer) -> None:
    voucher = vouchers_of(bought(su, a_pack()))[1]
    redeem_voucher(wants(voucher, counter.guide_id, counter.store_id))
    answer = refusal(redeem_vouchers([wants(voucher, counter.manager_id, counter.store_id)])[0])
    assert answer.code == "voucher_used"
    assert answer.details["redeemed_by"] == "小林"
    assert answer.details["store"] == "文三路店"
    assert clock.now() - datetime.fromisoformat(answer.details["redeemed_at"]) < timedelta(minutes=1)
    assert "由文三路店小林核销" in answer.message
    assert scan_voucher(code=voucher.code, store_id=counter.store_id).refusal == answer
    assert Redemption.objects.count() == 1


def test_refusals_say_why_and_change_nothing(counter: Counter, su: Buyer, shop: Shop) -> None:
    # given
    here, other = counter, a_counter(shop, "西溪店")
    order = bought(su, a_pack(RightSpec("本店券", 100, uses=2, store_ids=(here.store_id,), valid_days=3)))
    voucher = vouchers_of(order)[0]
    # when
    answers = redeem_vouchers(
        [
            wants(voucher, other.guide_id, other.store_id),
            wants(voucher, here.guide_id, other.store_id),
            wants(voucher, here.guide_id, here.store_id, uses=3),
            wants(voucher, here.guide_id, here.store_id, uses=0),
            wants(voucher, here.guide_id, here.store_id, at=voucher.valid_until),
            wants(Voucher(code="nonsense"), here.guide_id, here.store_id),
        ]
    )
    # then
    assert [refusal(a).code for a in answers] == [
        "voucher_elsewhere",
        "store_foreign",
        "uses_short",
        "uses_invalid",
        "voucher_expired",
        "voucher_unknown",
    ]
    voucher.refresh_from_db()
    assert voucher.uses_left == 2
    assert Redemption.objects.count() == 0


def test_a_voucher_ends_at_midnight_in_shanghai(counter: Counter, su: Buyer) -> None:
    paid_at = datetime(2026, 11, 22, 10, tzinfo=clock.SHANGHAI)
    with clock.frozen(paid_at):
        voucher = vouchers_of(bought(su, a_pack(RightSpec("券", 100, uses=2, valid_days=1))))[0]
    with clock.frozen(datetime(2026, 11, 23, 23, 59, 59, tzinfo=clock.SHANGHAI)):
        assert expire_vouchers() == 0
        redeem_voucher(wants(voucher, counter.guide_id, counter.store_id))
    with clock.frozen(datetime(2026, 11, 24, tzinfo=clock.SHANGHAI)):
        assert (
            refusal(redeem_vouchers([wants(voucher, counter.guide_id, counter.store_id)])[0]).code
            == "voucher_expired"
        )
        assert expire_vouchers() == 1
    voucher.refresh_from_db()
    assert (voucher.status, voucher.uses_left) == ("expired", 1)
    clean()


def test_one_batch_takes_no_more_than_there_is(counter: Counter, su: Buyer) -> None:
    voucher = vouchers_of(bought(su, a_pack()))[0]
    answers = redeem_vouchers([wants(voucher, counter.guide_id, counter.store_id, uses=2) for _ in range(3)])
    assert [getattr(a, "left_after", getattr(a, "code", "")) for a in answers] == [3, 1, "uses_short"]
    clean()


def test_statements_do_not_grow_with_the_wants(counter: Counter, su: Buyer) -> None:
    voucher = vouchers_of(bought(su, a_pack(RightSpec("券", 100, uses=99, valid_days=9))))[0]
    counts = []
    for size in (2, 30):
        batch = [wants(voucher, counter.guide_id, counter.store_id) for _ in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            redeem_vouchers(batch)
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1  # numbers come in stocks of 64: the next stock may be due


@pytest.mark.django_db(transaction=True)
def test_two_scanners_at_once_redeem_once(postgres_only: None) -> None:
    # given
    shop = Shop()
    counter, su = a_counter(shop), buyer()
    voucher = vouchers_of(bought(su, a_pack()))[1]
    # when
    calls = [
        lambda n=n: redeem_vouchers([wants(voucher, counter.guide_id, counter.store_id, key=f"race-{n}")])[0]
        for n in range(8)
    ]
    answers = at_once(*calls)
    # then
    assert sum(isinstance(a, RedemptionFacts) for a in answers) == 1, answers
    assert {a.code for a in answers if isinstance(a, Refusal)} == {"voucher_used"}
    assert Redemption.objects.count() == 1
    clean()


def test_a_sale_beside_it_is_booked_and_shown(counter: Counter, su: Buyer, shop: Shop) -> None:
    # given
    done = redeem_voucher(wants(vouchers_of(bought(su, a_pack()))[0], counter.guide_id, counter.store_id))
    want = SaleWant(done.no, counter.guide_id, "sale-1", amount_fen=8_800, items="车厘子 2 斤")
    # when
    first, again = record_sale(want), record_sale(want)
    # then
    assert first == again
    assert balance("house:store-sales") == 8_800
    (figures,) = store_figures(
        since=clock.now() - timedelta(hours=1), until=clock.now() + timedelta(hours=1), store_ids=None
    )
    assert (figures.redemptions, figures.uses, figures.customers, figures.worth_fen) == (1, 1, 1, 400)
    assert (figures.sales, figures.sales_fen) == (1, 8_800)
    clean()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount_fen": 0, "items": "x"}, "amount_invalid"),
        ({"amount_fen": 10_000_001, "items": "x"}, "amount_invalid"),
        ({"amount_fen": 100, "items": " "}, "items_required"),
        ({"order_no": "D0"}, "order_unknown"),
    ],
)
def test_a_sale_that_makes_no_sense_is_refused(
    counter: Counter, su: Buyer, more: dict[str, object], code: str
) -> None:
    done = redeem_voucher(wants(vouchers_of(bought(su, a_pack()))[0], counter.guide_id, counter.store_id))
    with pytest.raises(DomainError, match=code):
        record_sale(SaleWant(done.no, counter.guide_id, "k", **more))  # type: ignore[arg-type]
    assert StoreSale.objects.count() == 0


def test_a_manager_takes_back_on_the_same_day(counter: Counter, su: Buyer) -> None:
    # given
    voucher = vouchers_of(bought(su, a_pack()))[1]
    done = redeem_voucher(wants(voucher, counter.guide_id, counter.store_id))
    record_sale(SaleWant(done.no, counter.guide_id, "s", amount_fen=100, items="苹果"))
    # when
    with pytest.raises(DomainError, match="manager_only"):
        reverse_redemption(redemption_no=done.no, staff_id=counter.guide_id, reason="扫错")
    back = reverse_redemption(redemption_no=done.no, staff_id=counter.manager_id, reason="扫错")
    # then
    voucher.refresh_from_db()
    assert (voucher.uses_left, voucher.status) == (1, "active")
    assert back.reversed_at is not None
    assert balance("house:store-sales") == 0
    with pytest.raises(DomainError, match="redemption_reversed"):
        reverse_redemption(redemption_no=done.no, staff_id=counter.manager_id, reason="扫错")
    clean()


def test_not_on_the_next_day(counter: Counter, su: Buyer) -> None:
    done = redeem_voucher(wants(vouchers_of(bought(su, a_pack()))[0], counter.guide_id, counter.store_id))
    with (
        clock.frozen(clock.now() + timedelta(days=1)),
        pytest.raises(DomainError, match="redemption_too_old"),
    ):
        reverse_redemption(redemption_no=done.no, staff_id=counter.manager_id, reason="扫错")


def limit(order: Order, asked: int = 1, *, final: bool = False) -> object:
    line = OrderLine.objects.get(order=order)
    want = RefundLimitWant(
        order.no,
        order.customer_id,
        line.pk,
        line.sku_id,
        line.product_id,
        line.quantity,
        line.paid_fen,
        line.refunded_quantity,
        line.refunded_fen,
        asked,
    )
    return limit_refunds([want], final).get(line.pk)


def test_a_refund_ends_the_vouchers_and_keeps_what_was_used(counter: Counter, su: Buyer) -> None:
    # given: one of five ¥4-uses of the ¥120 pack is gone
    order = bought(su, a_pack())
    cut, juice = vouchers_of(order)
    redeem_voucher(wants(cut, counter.guide_id, counter.store_id))
    # when
    asked, final = limit(order), limit(order, final=True)
    # then: 1990 - floor(1990 × 400 / 12000) = 1924
    assert asked == final
    assert (asked.quantity, asked.fen, asked.why) == (1, 1_924, "已核销 1 次，只退未使用的部分")
    cut.refresh_from_db(), juice.refresh_from_db()
    assert [(v.status, v.uses_left, v.uses_voided) for v in (cut, juice)] == [("void", 0, 4), ("void", 0, 1)]
    assert (
        refusal(redeem_vouchers([wants(cut, counter.guide_id, counter.store_id)])[0]).code == "voucher_void"
    )
    clean()


def test_the_least_used_pack_goes_back_first(counter: Counter, su: Buyer) -> None:
    order = bought(su, a_pack(), 2)
    first = vouchers_of(order)[1]
    redeem_voucher(wants(first, counter.guide_id, counter.store_id))
    assert limit(order, 1, final=True).fen == 1_990
    rows = vouchers_of(order)
    assert [(v.pack_no, v.status, v.is_refunded) for v in rows] == [
        (1, "active", False),
        (1, "used", False),
        (2, "void", True),
        (2, "void", True),
    ]
    clean()


def test_what_is_used_up_cannot_go_back(counter: Counter, su: Buyer) -> None:
    order = bought(su, a_pack(RightSpec("券", 100, valid_days=9)))
    redeem_voucher(wants(vouchers_of(order)[0], counter.guide_id, counter.store_id))
    assert (limit(order).quantity, limit(order).fen) == (0, 0)
    assert vouchers_of(order)[0].status == "used"


def test_goods_are_not_limited(shop: Shop, su: Buyer) -> None:
    assert limit(placed(su, [(shop.goods("苹果", 100), 1)])) is None


def test_standings_lock_and_tell(shop: Shop, su: Buyer) -> None:
    order = bought(su, a_pack())
    drain()
    standing = use_standings([order.pk], lock=False)[order.pk]
    assert (standing.is_paid, standing.is_refunding) == (True, False)
