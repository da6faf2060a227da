"""A journey of our own, so that the engine is tested without any other room."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

from yutang.retention.journeys import registry
from yutang.retention.journeys.contracts import Action, Definition, OnlyIf, StepWant, Wait, WaitUntil


class Stage:
    """What the test journey did, and how it is told to misbehave."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.poison: set[int] = set()
        self.may_go_on = True

    def note(self, wants: Sequence[StepWant]) -> list[dict[str, str]]:
        if any(want.customer_id in self.poison for want in wants):
            raise ValueError("poison")
        self.done += [(want.key, str(want.params["what"])) for want in wants]
        return [{"noted": str(want.params["what"])} for want in wants]

    def ask(self, wants: Sequence[StepWant]) -> list[bool]:
        return [self.may_go_on for _ in wants]


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    definition = Definition(
        code="test_story",
        version=1,
        name="测试旅程",
        trigger="test.begun",
        steps=(
            Action("test_note", {"what": "hello"}),
            Wait(timedelta(days=2)),
            Action("test_note", {"what": "after two days"}),
            WaitUntil("ends_at", before=timedelta(days=3)),
            OnlyIf("test_ask"),
            Action("test_note", {"what": "last call"}),
        ),
    )
    registry.register_definition(definition)
    registry.register_action("test_note", stage.note)
    registry.register_condition("test_ask", stage.ask)
    yield stage
    registry._definitions.pop(("test_story", 1))
    registry._definitions.pop(("test_story", 2), None)
