"""A WeCom of our own on a real port, a client of it, and a clock that both share."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache

from yutang.integrations.wecom.api import Wecom
from yutang.integrations.wecom.contracts import WecomSettings
from yutang.integrations.wecom.fake import people
from yutang.integrations.wecom.fake.corp import FakeCorp
from yutang.integrations.wecom.fake.server import FakeWecom

CORP_ID, AGENT, SECRET = "ww6a112864f8022910", 1000002, "s3cret"


@dataclass
class FarClock:
    """The other side's time."""

    at: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class Side:
    """Both sides of a test."""

    corp: FakeCorp
    client: Wecom
    clock: FarClock
    url: str
    staff: tuple[str, ...] = field(default=("lin", "chen"))


@pytest.fixture
def side(transactional_db: None) -> Iterator[Side]:
    cache.clear()
    clock = FarClock()
    corp = FakeCorp(corp_id=CORP_ID, agent_id=AGENT, secret=SECRET, now=clock)
    server = FakeWecom(corp).start()
    client = Wecom(WecomSettings(CORP_ID, AGENT, SECRET, base_url=server.url))
    for user_id, name in (("lin", "林小满"), ("chen", "陈曦")):
        people.hire(corp, user_id, name)
    yield Side(corp, client, clock, server.url)
    client.close()
    server.stop()
