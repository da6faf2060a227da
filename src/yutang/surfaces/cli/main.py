"""`yutang`: one command, each sub-command in a module of its own that is imported only when it is called."""

import importlib
import os
import sys
from dataclasses import dataclass
from typing import Any

import django
import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from yutang.surfaces.cli import context


@dataclass(frozen=True)
class Entry:
    """Where a sub-command lives (``module:function`` or ``module:typer_app``) and what it is for."""

    target: str
    help: str
    needs_django: bool = True


COMMANDS: dict[str, Entry] = {
    "up": Entry("yutang.surfaces.cli.up:up", "启动商城、后台与后台任务（一个进程）", needs_django=False),
    "worker": Entry("yutang.surfaces.cli.worker:worker", "单独运行后台任务进程"),
    "flash-door": Entry(
        "yutang.surfaces.cli.flash_door:flash_door", "单独运行秒杀下单入口（自己的进程和端口）"
    ),
    "cashier": Entry("yutang.surfaces.cli.cashier:cashier", "运行沙箱收银台", needs_django=False),
    "demo": Entry("yutang.surfaces.cli.demo:app", "载入演示品牌"),
    "import": Entry("yutang.surfaces.cli.imports:app", "导入真实数据"),
    "doctor": Entry("yutang.surfaces.cli.doctor:doctor", "从数据逐行核对账目、库存与日志"),
    "reconcile": Entry("yutang.surfaces.cli.reconcile:reconcile", "对账：渠道账单、业务单据、账本三方核对"),
    "replay": Entry("yutang.surfaces.cli.replay:replay", "重放被搁置的事件，或从某个位置重读"),
    "bench": Entry("yutang.surfaces.cli.bench:bench", "性能测试", needs_django=False),
    "export": Entry("yutang.surfaces.cli.export:app", "导出接口描述等文件"),
}


class LazyGroup(TyperGroup):
    """Lists sub-commands from the table and imports one only to run it: `up` must start fast."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """Return the command; while only help is shown, a placeholder that carries the help line."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if cmd_name in sys.argv[1:]:
            return _load(cmd_name, entry)
        return TyperCommand(cmd_name, help=entry.help)


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def yutang() -> None:
    """Yutang 鱼塘：私域电商。"""


def run() -> None:
    """Run the command line."""
    app()


def _load(name: str, entry: Entry) -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yutang.config.settings")
    if entry.needs_django:
        django.setup()
        context.prepare()
    module, _, attribute = entry.target.partition(":")
    target = getattr(importlib.import_module(module), attribute)
    if isinstance(target, typer.Typer):
        command = get_command(target)
    else:
        single = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        single.command(name, help=entry.help)(target)
        command = get_command(single)
    command.name = name
    return command


if __name__ == "__main__":
    run()
