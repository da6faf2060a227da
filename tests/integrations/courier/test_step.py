"""Parcels that move by hand and by the clock."""

from datetime import timedelta

import pytest

from yutang.integrations.courier.api import advance_due, create_waybill, step
from yutang.kernel import clock

pytestmark = pytest.mark.django_db


def test_by_hand_until_delivered() -> None:
    waybill = create_waybill(from_city="杭州市", to_city="上海市")
    said = []
    while (event := step(waybill.waybill_no)) is not None:
        said.append((event.sequence, event.status, event.city))
    assert said == [
        (1, "collected", "杭州市"),
        (2, "in_transit", "杭州市"),
        (3, "in_city", "上海市"),
        (4, "delivering", "上海市"),
        (5, "delivered", "上海市"),
    ]
    assert step("nobody") is None


def test_by_the_clock_each_event_at_its_hour() -> None:
    start = clock.now()
    with clock.frozen(start):
        waybill = create_waybill(from_city="杭州市", to_city="上海市")
    with clock.frozen(start + timedelta(hours=25)):
        events = advance_due()
        assert advance_due() == []
    assert [(e.waybill_no, e.happened_at - start) for e in events] == [
        (waybill.waybill_no, timedelta(hours=2)),
        (waybill.waybill_no, timedelta(hours=8)),
        (waybill.waybill_no, timedelta(hours=24)),
    ]


def test_stepping_by_hand_shifts_the_rest() -> None:
    start = clock.now()
    with clock.frozen(start):
        waybill = create_waybill(from_city="杭州市", to_city="上海市")
        step(waybill.waybill_no)
    with clock.frozen(start + timedelta(hours=5)):
        assert advance_due() == []
    with clock.frozen(start + timedelta(hours=6)):
        assert [event.status for event in advance_due()] == ["in_transit"]


def test_a_known_number_is_the_same_parcel() -> None:
    one = create_waybill(from_city="杭州市", to_city="上海市", waybill_no="SF123")
    assert create_waybill(from_city="x", to_city="y", waybill_no=" SF123 ") == one
