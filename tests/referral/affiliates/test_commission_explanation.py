"""Every amount explains itself; the centre adds them up; the team has two levels."""

from datetime import timedelta

import pytest

from tests.foundation.fixtures import a_customer, a_product
from tests.foundation.links.fixtures import NOON, brought, shared_by
from tests.referral.affiliates.fixtures import AnOrder, a_distributor, received
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.contracts import LedgerLine
from yutang.revenue.orders.events import OrderCompleted

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> tuple[int, int, int]:
    """晚晴 brought 周可, 周可 brought 吴英."""
    a, b, c = (a_customer(nickname=name) for name in ("晚晴", "周可", "吴英"))
    a_distributor(a)
    a_distributor(b, by=a)
    brought(c, by=b)
    return a, b, c


def completed(order: AnOrder) -> None:
    until = (clock.now() + timedelta(days=7)).isoformat()
    event = OrderCompleted(order.number, f"D{order.number:08d}", order.buyer, None, "receipt", until)
    affiliates.note_release_dates([received(event)])


def test_rows_read_like_the_picture(people: tuple[int, int, int]) -> None:
    a, b, c = people
    with clock.frozen(NOON):
        order = AnOrder(buyer=c, distributor=b, amounts=[8780])
        affiliates.accrue_commissions([order.paid()])
        first = affiliates.commissions_of(b).items[0]
        second = affiliates.commissions_of(a).items[0]
        assert (first.title, first.formula) == ("吴* 买了丹东 99 草莓 × 2", "一级 10% × 实付 ¥87.80")
        assert second.formula == "二级 3% × 实付 ¥87.80，经 周可 邀请"
        assert first.status_text == "冻结中，签收后开始计算售后期"
        completed(order)
        assert affiliates.commissions_of(b).items[0].status_text == "冻结至 11-28"
    affiliates.claw_back_commissions([order.refund(2100)])
    assert affiliates.commissions_of(b).items[0].formula == (
        "一级 10% × 实付 ¥87.80；退款 ¥21.00，按比例扣回 ¥2.10"
    )


def test_an_amount_tells_link_rule_line_and_ledger(people: tuple[int, int, int]) -> None:
    _, b, c = people
    with clock.frozen(NOON):
        order = AnOrder(buyer=c, distributor=b, amounts=[8780], link_id=shared_by(b).link_id)
        affiliates.accrue_commissions([order.paid()])
        affiliates.claw_back_commissions([order.refund(2100)])
        affiliates.release_commissions([order.closed()])
    pk = affiliates.commissions_of(b).items[0].commission_id
    story = affiliates.commission_explanation(b, pk)
    assert {fact.label: fact.value for fact in story.facts} == {
        "订单": f"D{order.number:08d}",
        "商品": "丹东 99 草莓 × 2，实付 ¥87.80",
        "来源": f"你分享的转发链接（{shared_by(b).code}）",
        "规则": "一级佣金 10%（默认比例，下单时锁定）",
        "计算": "¥87.80 × 10% = ¥8.78（不足 1 分舍去）",
        "扣回": "该商品累计退款 ¥21.00，剩余实付 ¥66.80 × 10% = ¥6.68，共扣回 ¥2.10",
        "售后期结束": "11 月 21 日 12:00",
    }
    assert story.entries == (
        LedgerLine(NOON, "付款入账，先冻结", 878),
        LedgerLine(NOON, "退款扣回", -210),
        LedgerLine(NOON, "售后期结束，转入可提现", 668),
    )
    with pytest.raises(DomainError) as refused:
        affiliates.commission_explanation(c, pk)
    assert refused.value.code == "commission_unknown"


def test_the_centre_adds_up(people: tuple[int, int, int]) -> None:
    a, b, c = people
    with clock.frozen(NOON - timedelta(days=1)):
        old = AnOrder(buyer=c, distributor=b, amounts=[5000])
        affiliates.accrue_commissions([old.paid()])
        affiliates.release_commissions([old.closed()])
    with clock.frozen(NOON):
        order = AnOrder(buyer=c, distributor=b, amounts=[8780])
        affiliates.accrue_commissions([order.paid()])
        completed(order)
        centre = affiliates.my_centre(b)
        assert (centre.available_fen, centre.frozen_fen, centre.debt_fen) == (500, 878, 0)
        assert (centre.today_fen, centre.month_fen, centre.commission_count) == (878, 1378, 2)
        assert centre.explanation == (
            "冻结的钱在订单签收 7 天、售后期结束后自动转入可提现。最近一笔 ¥8.78，11 月 28 日到账。"
        )
        assert centre.invited_by == "晚晴"
        assert (centre.team1_count, centre.team2_count) == (1, 0)
        assert any("没有第三级" in rule for rule in centre.rules)
        assert affiliates.my_centre(a).team2_count == 1


def test_somebody_who_never_applied_sees_zeros_and_how_to_join() -> None:
    centre = affiliates.my_centre(a_customer())
    assert (centre.status, centre.can_apply, centre.available_fen) == ("none", True, 0)
    assert "不收任何费用" in centre.apply_text


def test_the_team_shows_people_before_they_buy_and_what_they_brought(people: tuple[int, int, int]) -> None:
    a, b, c = people
    silent = a_customer(nickname="孙阿姨")
    brought(silent, by=b)
    affiliates.accrue_commissions([AnOrder(buyer=c, distributor=b, amounts=[10_000]).paid()])
    team = affiliates.team_of(b, level=1, sort="earned")
    assert [(m.name, m.orders_this_month, m.earned_fen) for m in team.items] == [
        ("吴英", 1, 1000),
        ("孙阿姨", 0, 0),
    ]
    above = affiliates.team_of(a, level=1)
    assert [(m.name, m.orders_this_month, m.earned_fen, m.invited_count) for m in above.items] == [
        ("周可", 1, 300, 2)
    ]
    assert [m.name for m in affiliates.team_of(a, level=2, sort="earned").items] == ["吴英", "孙阿姨"]
    assert affiliates.team_of(a, level=3).items == affiliates.team_of(a, level=1).items


def test_a_preview_is_rate_times_the_price_a_friend_pays(people: tuple[int, int, int]) -> None:
    a, _, c = people
    product = a_product(price_fen=4590)
    preview = affiliates.earning_preview(a, product.product_id)
    assert preview is not None
    assert (preview.earning_fen, preview.formula) == (459, "好友实付 ¥45.90 × 10%")
    assert affiliates.earning_preview(c, product.product_id) is None
