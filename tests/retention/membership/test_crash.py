"""Killed between payment and points: the log was written with the payment, so the points come, once."""

import pytest
from django.db import OperationalError, transaction

from tests.retention.membership.fixtures import AnOrder, doctor_is_content
from yutang.kernel.outbox import publish, registry, relay_once
from yutang.kernel.outbox.runner import Runner
from yutang.reactions.on_membership import keep_membership
from yutang.retention.membership.api import points_of
from yutang.retention.membership.models import GrowthEntry, OrderReward, PointLot
from yutang.retention.membership.services.growth_book import GrowthBook


@pytest.fixture
def only_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the reaction that keeps membership reads the log."""
    reaction = registry.reactions()["keep_membership"]
    assert reaction.handle is keep_membership
    monkeypatch.setattr(registry, "_reactions", {"keep_membership": reaction})


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("only_points")
def test_a_crash_in_the_middle_leaves_nothing_and_the_next_runner_does_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Runner().run_once()
    order = AnOrder(buyer=7, amounts=(3650,))
    with transaction.atomic():
        publish(order.paid().event)
    while relay_once():
        pass
    with monkeypatch.context() as broken:

        def die(_book: GrowthBook) -> None:
            raise OperationalError("the process is gone")

        # Points are written by then, growth is not: all of it must vanish together.
        broken.setattr(GrowthBook, "write", die)
        Runner().run_once()
        assert not PointLot.objects.exists()
        assert not OrderReward.objects.exists()

    for _ in range(3):
        runner = Runner()
        while runner.run_once():
            pass

    assert points_of([7])[7].frozen == 36
    assert PointLot.objects.count() == GrowthEntry.objects.count() == 1
    assert doctor_is_content()
