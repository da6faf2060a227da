"""Fixtures of the stories: one house with the demo brand in it, shared by a session of tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.house import House, scratch_database


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`yutang demo load` (a short history) and `yutang up`, on whatever database the run uses."""
    folder: Path = tmp_path_factory.mktemp("house")
    with scratch_database("cases") as url:
        running = House(folder, url)
        running.run("demo", "load", "--days", "3")
        running.start()
        try:
            yield running
        finally:
            running.stop()
