"""Saying something once."""

import pytest

from yutang.kernel.errors import DomainError
from yutang.kernel.outbox import drain
from yutang.retention.reach import api as reach
from yutang.retention.reach.contracts import MessageWant
from yutang.retention.reach.models import Message

pytestmark = pytest.mark.django_db


def want(key: str = "k-1", customer_id: int = 7, **params: str) -> MessageWant:
    given = {"order_no": "D1", "amount": "12.90", **params}
    return MessageWant(customer_id=customer_id, template="order_refunded", key=key, params=given)


def test_a_message_is_written_once_per_key() -> None:
    assert reach.send_messages([want(), want(), want("k-2")]) == 2
    assert reach.send_messages([want(), want("k-2"), want("k-3")]) == 1

    page = reach.messages_page(7)
    assert [m.title for m in page.items] == ["退款 ¥12.90 已原路退回"] * 3
    assert page.items[0].path == "/pages/order/detail?no=D1"
    assert not page.has_more
    drain()


def test_a_gap_in_the_text_sends_nothing() -> None:
    gap = MessageWant(customer_id=7, template="order_refunded", key="gap", params={"order_no": "D1"})

    with pytest.raises(DomainError) as refused:
        reach.send_messages([want("k-9"), gap])

    assert refused.value.code == "message_param_missing"
    assert refused.value.details["field"] == "amount"
    assert Message.objects.count() == 0


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        reach.send_messages([MessageWant(customer_id=7, template="nonsense", key="x")])
    assert refused.value.code == "message_template_unknown"


def test_html_in_a_parameter_stays_text() -> None:
    reach.send_messages([want(order_no="<script>alert(1)</script>{amount}")])
    assert "<script>alert(1)</script>{amount}" in reach.messages_page(7).items[0].body


def test_reading_counts_down_and_belongs_to_the_reader() -> None:
    reach.send_messages([want(f"k-{n}") for n in range(3)])
    first = reach.messages_page(7).items[0]

    with pytest.raises(DomainError) as refused:
        reach.read_message(customer_id=8, message_id=first.message_id)
    assert refused.value.status == 404
    assert reach.unread_count(7) == 3

    read = reach.read_message(customer_id=7, message_id=first.message_id)
    assert read.read_at is not None
    assert reach.read_message(customer_id=7, message_id=first.message_id).read_at == read.read_at
    assert reach.unread_count(7) == 2
    assert reach.read_all_messages(customer_id=7) == 2
    assert reach.unread_count(7) == 0


def test_pages_follow_each_other() -> None:
    reach.send_messages([want(f"k-{n:02}", order_no=f"D{n:02}") for n in range(25)])

    first, second = reach.messages_page(7, size=20), reach.messages_page(7, page=2, size=20)

    assert (len(first.items), first.has_more) == (20, True)
    assert (len(second.items), second.has_more) == (5, False)
    assert {m.message_id for m in first.items}.isdisjoint(m.message_id for m in second.items)
