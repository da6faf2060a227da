"""The command line: every command is there, help is cheap, wrong use is a sentence."""

import importlib
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from tests.kernel.conftest import Counted
from yutang.kernel import outbox
from yutang.kernel.outbox import registry
from yutang.surfaces.cli.main import COMMANDS, app
from yutang.surfaces.cli.replay import replay

runner = CliRunner()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_exists(name: str) -> None:
    module, _, attribute = COMMANDS[name].target.partition(":")

    target = getattr(importlib.import_module(module), attribute)

    assert callable(target) or isinstance(target, typer.Typer)
    assert COMMANDS[name].help


def test_help_names_all_commands_without_loading_them() -> None:
    code = (
        "import sys; sys.argv = ['yutang', '--help']\n"
        "from yutang.surfaces.cli.main import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "assert 'django.apps.registry' not in sys.modules or not __import__('django').apps.apps.ready\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)


def test_an_unknown_command_is_a_usage_error() -> None:
    assert runner.invoke(app, ["fly"]).exit_code == 2


@pytest.mark.django_db
def test_replay_shows_and_delivers_what_was_parked() -> None:
    is_sick = [True]

    def handle(events: object) -> None:
        if is_sick[0]:
            raise ValueError("no luck")

    outbox.reacts_to(Counted, name="test-cli")(handle)
    try:
        command = typer.Typer()
        command.command()(replay)
        outbox.publish(Counted(1, 1))
        outbox.drain()

        listed = runner.invoke(command, ["--list"], env={"COLUMNS": "200"})
        failing = runner.invoke(command, [], env={"COLUMNS": "200"})
        is_sick[0] = False
        working = runner.invoke(command, [], env={"COLUMNS": "200"})
        unknown = runner.invoke(
            command, ["--reaction", "nobody", "--from-position", "0"], env={"COLUMNS": "200"}
        )
    finally:
        registry.forget("test-cli")

    assert "thing:1" in listed.output
    assert "ValueError: no luck" in listed.output
    assert (failing.exit_code, "已送达 0 条，仍搁置 1 条" in failing.output) == (1, True)
    assert (working.exit_code, "已送达 1 条，仍搁置 0 条" in working.output) == (0, True)
    assert (unknown.exit_code, "无法重放" in unknown.output) == (2, True)
