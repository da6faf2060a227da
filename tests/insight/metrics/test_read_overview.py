"""The first screen's figures, counted by hand."""

import pytest

from yutang.insight.metrics.api import read_cohorts, read_overview, read_products


@pytest.fixture
def month(story, at):
    """Two stores; Ann buys three times, Bob once, Cid long ago; Dora is only registered."""
    story.opened(at(1), 1, 7, "device-a")
    story.opened(at(1), 2, 7, "device-b", owner=1)
    story.opened(at(2), 3, 7, "device-a", owner=1, own=True)
    story.registered(at(1), 1)
    story.registered(at(2), 2, link_id=7)
    story.registered(at(3), 4)
    story.consented(at(1), 1)
    story.consented(at(2), 2)
    story.consented(at(3), 2, granted=False)
    story.paid(at(1, month=9), 100, 3, 9_900, store_id=2, imported=True)
    story.paid(at(5, month=10), 101, 3, 5_000, store_id=2, imported=True)
    story.paid(at(3), 1, 1, 1_999, shipping_fen=600)
    story.paid(at(4), 2, 1, 3_001, product_id=2, name="蓝莓", quantity=2)
    story.paid(at(5), 3, 2, 10_000, store_id=2)
    story.paid(at(21), 4, 1, 500)
    story.refunded(at(6), 1, 3, 2, 2_500)
    return story


def test_sales_to_the_fen(month, noon):
    sales = read_overview(period="30d", stores=None).sales

    assert (sales.gmv_fen, sales.refund_fen, sales.net_fen) == (15_500, 2_500, 13_000)
    assert (sales.orders, sales.buyers, sales.repeat_buyers) == (4, 2, 1)
    assert (sales.new_orders, sales.new_gmv_fen) == (2, 11_999)
    assert sales.new_gmv_fen + sales.returning_gmv_fen == sales.gmv_fen


def test_the_earlier_span_and_the_tree(month, noon):
    overview = read_overview(period="30d", stores=None)

    assert overview.previous_sales is not None
    assert overview.previous_sales.gmv_fen == 5_000
    assert overview.tree is not None
    assert overview.tree.delta_fen == 10_500 == sum(child.delta_fen for child in overview.tree.children)


def test_days_have_no_holes_and_add_up(month, noon):
    overview = read_overview(period="30d", stores=None)

    assert len(overview.sales_days) == 30
    assert sum(day.gmv_fen for day in overview.sales_days) == overview.sales.gmv_fen
    assert sum(day.refund_fen for day in overview.sales_days) == overview.sales.refund_fen


def test_customers_reachable_and_active(month, noon):
    audience = read_overview(period="30d", stores=None).audience

    # Cid never registered here: he joined with his first imported order.
    assert (audience.total, audience.joined, audience.reachable, audience.active) == (4, 3, 1, 2)


def test_an_erased_customer_is_gone(month, at, noon):
    month.erased(at(10), 4)

    overview = read_overview(period="30d", stores=None)

    assert overview.audience.total == 3
    assert overview.audience_days[-1].value == 3


def test_the_funnel_counts_people_once_and_no_own_links(month, noon):
    steps = {step.stage: step.people for step in read_overview(period="30d", stores=None).funnel}

    assert steps == {"拓客": 2, "激活": 3, "成交": 2, "留存": 1, "裂变": 1}


def test_a_store_sees_only_its_own(month, noon):
    overview = read_overview(period="30d", stores=[2])

    assert overview.sales.gmv_fen == 10_000
    assert overview.sales.refund_fen == 2_500
    assert [row.sales_fen for row in overview.products.rows] == [10_000]
    assert overview.audience.total == 1  # Cid: his first order was in that store
    assert "拓客" not in {step.stage for step in overview.funnel}


def test_nobody_sees_nothing(month, noon):
    assert read_overview(period="30d", stores=[]).sales.gmv_fen == 0


def test_products_others_and_shipping_make_gmv(month, noon):
    _, table = read_products(period="30d", stores=None, top=1)

    assert [(row.name, row.sales_fen, row.refund_fen) for row in table.rows] == [("草莓", 11_899, 2_500)]
    assert table.rows[0].sales_fen + table.others_fen + table.shipping_fen == table.gmv_fen == 15_500


def test_repeat_inside_the_span_and_by_cohort(month, noon):
    overview = read_overview(period="all", stores=None)

    assert (overview.repeat.buyers, overview.repeat.repeat_buyers) == (3, 2)
    september = read_cohorts(stores=None)[0]
    # 34 days lay between the two orders of September's only newcomer; 90 days are not over for him yet.
    assert (september.size, september.within_30, september.within_60, september.within_90) == (
        1,
        0,
        None,
        None,
    )


def test_new_events_show_at_once(month, at, noon):
    before = read_overview(period="today", stores=None).sales.gmv_fen
    month.paid(at(21, 5), 50, 1, 777)

    assert read_overview(period="today", stores=None).sales.gmv_fen == before + 777


def test_an_empty_log_is_all_zero(story, noon):
    overview = read_overview(period="30d", stores=None)

    assert (overview.sales.gmv_fen, overview.audience.total, overview.tree) == (0, 0, None)
    assert all(step.people == 0 for step in overview.funnel)
