"""What machines ask."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_alive_and_ready() -> None:
    assert Client().get("/healthz").json() == {"ok": True}
    assert Client().get("/readyz").json() == {"ok": True, "database": True, "events_waiting": 0}


def test_gauges_have_the_format_of_prometheus() -> None:
    text = Client().get("/metrics").content.decode()
    assert "# TYPE yutang_events_head gauge\nyutang_events_head 0\n" in text
    for line in text.splitlines():
        assert line.startswith("#") or line.rsplit(" ", 1)[1].isdigit()
