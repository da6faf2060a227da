"""Progress, poison, parking and replay."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import OperationalError, connection

from tests.kernel.conftest import Counted, Other
from yutang.kernel import doctor, outbox
from yutang.kernel.models import Cursor, Event, Parked, Place
from yutang.kernel.outbox import Received, Runner

pytestmark = pytest.mark.django_db


class Reader:
    """Remembers what it took; refuses what it is told to."""

    def __init__(self, *poison: tuple[int, int]) -> None:
        self.poison = set(poison)
        self.seen: list[tuple[int, int]] = []
        self.ids: list[int] = []

    def __call__(self, events: Sequence[Received[Counted]]) -> None:
        for received in events:
            if (received.event.thing, received.event.number) in self.poison:
                raise ValueError(f"cannot take {received.event.number}")
        self.seen += [(received.event.thing, received.event.number) for received in events]
        self.ids += [received.id for received in events]


def _publish(*events: tuple[int, int]) -> None:
    outbox.publish_many([Counted(thing, number) for thing, number in events])


def test_each_reaction_gets_what_it_listens_to_in_order(react: Any) -> None:
    counted, everything = Reader(), []
    react(counted)
    outbox.reacts_to_all(lambda events: everything.extend(received.name for received in events))
    _publish((1, 1), (2, 1), (1, 2))
    outbox.publish(Other(9))

    assert outbox.drain() == 4
    assert counted.seen == [(1, 1), (2, 1), (1, 2)]
    assert everything == ["test.counted"] * 3 + ["test.other"]
    assert outbox.drain() == 0
    assert len(counted.seen) == 3


def test_an_effect_that_publishes_is_followed_to_its_end(react: Any) -> None:
    reader = Reader()

    def echo(events: Sequence[Received[Other]]) -> None:
        outbox.publish_many([Counted(received.event.thing, 1) for received in events])

    react(echo, Other, name="test-echo")
    react(reader, name="test-reader")
    outbox.publish(Other(5))

    assert outbox.drain() == 2
    assert reader.seen == [(5, 1)]


def test_poison_is_parked_with_the_later_events_of_its_subject_and_nothing_else(react: Any) -> None:
    reader = Reader((2, 2))
    react(reader)
    _publish((1, 1), (2, 1), (2, 2), (3, 1), (2, 3), (1, 2))

    outbox.drain()

    assert sorted(reader.seen) == [(1, 1), (1, 2), (2, 1), (3, 1)]
    assert [(p.subject, p.position, p.is_cause, p.attempts) for p in outbox.parked()] == [
        ("thing:2", 3, True, 1),
        ("thing:2", 5, False, 0),
    ]
    assert outbox.parked()[0].error == "ValueError: cannot take 2"


def test_events_that_come_later_wait_behind_the_parked_one(react: Any) -> None:
    reader = Reader((2, 1))
    react(reader)
    _publish((2, 1))
    outbox.drain()
    _publish((2, 2), (4, 1))
    outbox.drain()

    assert reader.seen == [(4, 1)]
    assert [p.is_cause for p in outbox.parked(reaction="test-reaction")] == [True, False]


def test_one_reactions_poison_is_not_anothers(react: Any) -> None:
    sick, well = Reader((1, 1)), Reader()
    react(sick, name="test-sick")
    react(well, name="test-well")
    _publish((1, 1), (1, 2))

    outbox.drain()

    assert (sick.seen, well.seen) == ([], [(1, 1), (1, 2)])


def test_replay_delivers_in_order_under_the_same_ids(react: Any) -> None:
    reader = Reader((2, 1))
    react(reader)
    _publish((2, 1), (2, 2), (2, 3))
    outbox.drain()
    reader.poison.clear()

    assert outbox.replay() == (3, 0)

    assert reader.seen == [(2, 1), (2, 2), (2, 3)]
    assert reader.ids == list(Event.objects.order_by("id").values_list("id", flat=True))
    _publish((2, 4))
    outbox.drain()
    assert reader.seen[-1] == (2, 4)


def test_replay_stops_at_what_still_fails_and_counts_the_attempt(react: Any) -> None:
    reader = Reader((2, 1), (3, 1))
    react(reader)
    _publish((2, 1), (2, 2), (3, 1))
    outbox.drain()
    reader.poison.discard((3, 1))

    assert outbox.replay() == (1, 2)

    assert reader.seen == [(3, 1)]
    assert [(p.subject, p.attempts) for p in outbox.parked()] == [("thing:2", 2), ("thing:2", 0)]


def test_an_event_that_no_longer_fits_its_class_is_parked(react: Any) -> None:
    reader = Reader()
    react(reader)
    _publish((1, 1), (2, 1))
    Event.objects.filter(subject="thing:1").update(payload='{"other":1}')

    outbox.drain()

    assert reader.seen == [(2, 1)]
    assert [p.subject for p in outbox.parked()] == ["thing:1"]


def test_a_refusal_of_the_database_parks_nothing_and_is_tried_again(react: Any) -> None:
    reader, refusals = Reader(), iter([True, True])

    def handle(events: Sequence[Received[Counted]]) -> None:
        if next(refusals, False):
            raise OperationalError("database is locked")
        reader(events)

    react(handle)
    _publish((1, 1))

    outbox.drain(timeout=10)

    assert reader.seen == [(1, 1)]
    assert not Parked.objects.exists()


def test_a_rewound_reaction_reads_the_log_again_beside_a_running_runner(react: Any) -> None:
    reader, other = Reader(), Reader()
    react(reader)
    react(other, name="test-other-reaction")
    _publish((1, 1), (1, 2), (1, 3))
    runner = Runner()
    outbox.relay_once()
    while runner.run_once():
        pass

    outbox.replay(reaction="test-reaction", from_position=1)
    while runner.run_once():
        pass

    assert reader.seen == [(1, 1), (1, 2), (1, 3), (1, 2), (1, 3)]
    assert other.seen == [(1, 1), (1, 2), (1, 3)]


def test_rewinding_needs_a_known_reaction(react: Any) -> None:
    with pytest.raises(ValueError):
        outbox.replay(reaction="nobody", from_position=0)


def test_a_reaction_that_is_added_later_starts_with_new_events(react: Any) -> None:
    react(Reader(), name="test-old")
    _publish((1, 1))
    outbox.drain()
    late = Reader()
    react(late, name="test-late")

    outbox.drain()
    _publish((1, 2))
    outbox.drain()

    assert late.seen == [(1, 2)]


def test_events_nobody_wants_cost_no_cursor_writes(react: Any, django_assert_num_queries: Any) -> None:
    react(Reader())
    runner = Runner()
    runner.run_once()
    outbox.publish_many([Other(n) for n in range(50)])
    outbox.relay_once()

    with django_assert_num_queries(4):  # head, parked subjects, the places and the events of the block
        runner.run_once()
    with django_assert_num_queries(1):  # quiet: the head alone
        runner.run_once()

    runner.flush()
    assert set(Cursor.objects.values_list("position", flat=True)) == {50}


def test_a_log_larger_than_a_block_is_read_to_its_end(react: Any) -> None:
    reader = Reader((0, 4500))
    react(reader)
    outbox.publish_many([Counted(n % 50, n) for n in range(9000)])
    outbox.relay_once(limit=20_000)

    while outbox.run_reactions_once():
        pass

    assert Parked.objects.filter(is_cause=True).values_list("subject", "position").get() == ("thing:0", 4501)
    assert Parked.objects.filter(is_cause=False).count() == 89
    assert len(reader.seen) == 9000 - 90


def test_the_doctor_sees_holes_and_parked_events(react: Any) -> None:
    react(Reader((1, 1)))
    _publish((1, 1), (2, 1), (3, 1))
    outbox.drain()
    Place.objects.filter(position=2).delete()

    found = {result.name: result for result in doctor.run_checks() if result.name.startswith("事件")}

    assert [f.message for f in found["事件序号连续"].findings] == [
        "序号 1–3 之间缺少 1 条",
        "有 1 条事件与序号对不上",
    ]
    assert [f.subject for f in found["事件处理无积压"].findings] == ["reaction:test-reaction"]


def test_positions_survive_without_the_sequence(react: Any) -> None:
    """Positions live in rows, not in a sequence: a dump and restore keeps them."""
    react(Reader())
    _publish((1, 1))
    outbox.drain()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Event]):
            cursor.execute(statement)
    _publish((1, 2))
    outbox.drain()

    assert list(Place.objects.order_by("event_id").values_list("position", flat=True)) == [1, 2]
