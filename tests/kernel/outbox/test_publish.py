"""What is written, and how it comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from django.db import transaction

from tests.kernel.conftest import Counted, Other
from yutang.kernel import clock, outbox
from yutang.kernel.models import Event, Place, Waiting
from yutang.kernel.outbox import DomainEvent, Received, UnknownEvent
from yutang.kernel.outbox.events import decode, encode


@dataclass(frozen=True)
class Line:
    sku_id: int
    paid_fen: int


@dataclass(frozen=True)
class Rich(DomainEvent):
    name: ClassVar[str] = "test.rich"
    version: ClassVar[int] = 3
    number: int
    lines: tuple[Line, ...] = ()
    parent: Line | None = None
    note: str | None = None

    @property
    def subject(self) -> str:
        return f"rich:{self.number}"


@pytest.mark.django_db
def test_an_event_is_stored_with_its_moment_and_without_a_position() -> None:
    at = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    with clock.frozen(at):
        outbox.publish(Counted(7, 1, ("a",)))

    row = Event.objects.get()
    assert (row.name, row.version, row.subject) == ("test.counted", 1, "thing:7")
    assert list(Waiting.objects.values_list("pk", flat=True)) == [row.pk]
    assert not Place.objects.exists()
    assert (row.payload, row.occurred_at) == ('{"thing":7,"number":1,"tags":["a"]}', at)
    assert 0 <= row.shard < 16


@pytest.mark.django_db
def test_history_carries_its_own_moments() -> None:
    moments = [datetime(2025, 1, day, tzinfo=UTC) for day in (1, 2)]

    outbox.publish_many([Counted(1, 1), Counted(1, 2)], at=moments)

    assert list(Event.objects.order_by("id").values_list("occurred_at", flat=True)) == moments


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_a_programming_error() -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        outbox.publish(Counted(1, 1))


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_said() -> None:
    with transaction.atomic():
        outbox.publish(Counted(1, 1))
        transaction.set_rollback(True)

    assert outbox.relay_once() == 0
    assert not Event.objects.exists()


def test_nested_values_come_back_as_they_were() -> None:
    event = Rich(1, (Line(1, 100), Line(2, 50)), Line(3, 1), '注"意\\\n')

    assert decode("test.rich", "rich:1", encode(event)) == event
    assert decode("test.rich", "rich:1", encode(Rich(2))) == Rich(2)


def test_unknown_fields_are_ignored_and_new_ones_take_their_default() -> None:
    assert decode("test.rich", "rich:1", '{"number":4,"later":true}') == Rich(4)
    with pytest.raises(TypeError):
        decode("test.rich", "rich:1", "{}")


def test_an_event_of_another_version_of_the_house_is_kept_as_it_is() -> None:
    event = decode("test.gone", "x:1", '{"a":1}')

    assert event == UnknownEvent("test.gone", "x:1", {"a": 1})


def test_two_events_may_not_share_a_name() -> None:
    with pytest.raises(TypeError, match="two events"):

        @dataclass(frozen=True)
        class Double(DomainEvent):
            name: ClassVar[str] = "test.rich"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ['"quote"', "back\\slash", "{brace},NULL", "'; DROP TABLE--", "😀\n\t", "<b>"]
)
def test_any_text_survives_the_log(text: str, react: Any) -> None:
    seen: list[str] = []

    def handle(events: Sequence[Received[Counted]]) -> None:
        seen.extend(received.event.tags[0] for received in events)

    react(handle)
    outbox.publish_many([Counted(1, 1, (text,)), Counted(2, 1, (text,))])
    outbox.publish(Other(3))
    outbox.drain()

    assert seen == [text, text]
