"""Opening links: a touch each, a handful of statements, nothing lost in a batch."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.fixtures import a_product
from tests.foundation.links.fixtures import brought, flyer, shared_by
from yutang.foundation.catalog import api as catalog
from yutang.foundation.links import api as links
from yutang.foundation.links.contracts import Opened, OpenWant
from yutang.foundation.links.events import LinkOpened
from yutang.foundation.links.models import Binding, Touch
from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import read_events

pytestmark = pytest.mark.django_db


def statements(queries: CaptureQueriesContext) -> list[str]:
    """What was asked, without the framing of the transaction."""
    framing = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [query["sql"] for query in queries.captured_queries if not query["sql"].startswith(framing)]


def test_one_opening_costs_four_statements() -> None:
    code = shared_by(1).code
    with CaptureQueriesContext(connection) as queries:
        opened = links.open_link(code, visitor_id="device-1")
    assert (opened.owner_kind, opened.owner_id, opened.is_own) == ("customer", 1, False)
    assert len(statements(queries)) <= 4


def test_one_opening_of_a_product_costs_four_statements() -> None:
    product = a_product()
    code = shared_by(1, target_id=product.product_id).code
    with CaptureQueriesContext(connection) as queries:
        opened = links.open_link(code, visitor_id="device-1")
    assert opened.path == f"/pages/product/detail?id={product.product_id}"
    assert len(statements(queries)) <= 4


def test_a_thousand_openings_cost_a_handful(django_assert_max_num_queries: object) -> None:
    codes = [shared_by(pk).code for pk in range(1, 11)]
    wants = [OpenWant(codes[n % 10], f"device-{n}", user_agent="Mozilla/5.0") for n in range(1000)]
    with CaptureQueriesContext(connection) as queries:
        answers = links.open_links(wants)
    assert [answer.owner_id for answer in answers if isinstance(answer, Opened)] == [
        n % 10 + 1 for n in range(1000)
    ]
    # SQLite inserts row by row inside one executemany; what counts is that the number does not grow with rows.
    assert len({sql[:60] for sql in statements(queries)}) <= 6
    assert Touch.objects.count() == 1000


def test_a_batch_answers_each_want_in_its_place() -> None:
    good, own = shared_by(1).code, shared_by(2).code
    answers = links.open_links(
        [
            OpenWant(good, "device-1"),
            OpenWant("0000000zzzz", "device-1"),
            OpenWant(own, "device-2", customer_id=2),
            OpenWant(good, "no such; device"),
        ]
    )
    codes = [answer.code if isinstance(answer, DomainError) else "ok" for answer in answers]
    assert codes == ["ok", "link_unknown", "ok", "visitor_invalid"]
    assert Touch.objects.count() == 2


def test_opening_ones_own_link_is_recorded_and_counts_no_referral() -> None:
    opened = links.open_link(shared_by(3).code, visitor_id="device-3", customer_id=3)
    assert opened.is_own
    assert Binding.objects.count() == 0


def test_touches_chain_through_the_sharers() -> None:
    brought(2, by=1)
    brought(3, by=2)
    first, second = Touch.objects.order_by("id")
    assert (first.parent_touch_id, second.parent_touch_id) == (None, first.pk)


def test_a_link_to_a_deleted_product_leads_home_and_says_so() -> None:
    product = a_product()
    code = shared_by(1, target_id=product.product_id).code
    catalog.delete_product(product_id=product.product_id, actor="staff:1")
    opened = links.open_link(code, visitor_id="device-1")
    assert not opened.is_target_available
    assert (opened.path, opened.notice) == ("/pages/home/index", "好友分享的商品已经不卖了，看看别的吧")
    assert Touch.objects.count() == 1


def test_every_opening_is_in_the_log() -> None:
    link = flyer()
    opened = links.open_link(link.code, visitor_id="device-1")
    from yutang.kernel.outbox import relay_once

    relay_once()
    events = [received.event for received in read_events(after=0)]
    assert [(e.touch_id, e.link_id, e.channel) for e in events if isinstance(e, LinkOpened)] == [
        (opened.touch_id, link.link_id, "文三路地铁口")
    ]


def test_link_results_count_opens_devices_and_customers() -> None:
    link, other = shared_by(1), flyer()
    links.open_link(link.code, visitor_id="a")
    links.open_link(link.code, visitor_id="a")
    links.open_link(link.code, visitor_id="b", customer_id=9)
    results = links.link_results([link.link_id, other.link_id])
    assert (results[link.link_id].opens, results[link.link_id].visitors, results[link.link_id].customers) == (
        3,
        2,
        1,
    )
    assert results[other.link_id].opens == 0
