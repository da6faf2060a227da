"""`yutang demo …`: the fresh-fruit chain 一鲫鲜果, to look at and to try."""

import time
from typing import Annotated

import typer
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from yutang.surfaces.cli.tables import migrate_if_needed
from yutang.surfaces.demo.load import Scale, load_demo
from yutang.surfaces.demo.people import TRY_OUT
from yutang.surfaces.demo.places import BRAND_NAME, GUIDES, HEAD_OFFICE, STORE_MANAGERS
from yutang.surfaces.demo.reset import reset_demo
from yutang.surfaces.demo.setting import PASSWORD

app = typer.Typer(help=f"演示品牌「{BRAND_NAME}」：载入或清空。", no_args_is_help=True)
ROLES = {
    "hq_admin": "总部管理员",
    "hq_operator": "总部运营",
    "finance": "财务",
    "region_manager": "区域经理",
    "store_manager": "店长",
    "guide": "导购",
}


@app.command("load")
def load(
    days: Annotated[int, typer.Option(min=1, max=120, help="几天的历史")] = Scale.days,
) -> None:
    """载入演示品牌和几周的经营历史；已载入时不做任何改动，中断后再运行会接着做。"""
    console = Console()
    if not settings.DEMO:
        console.print("[red]YUTANG_DEMO=0：正式环境不载入演示数据[/red]")
        raise typer.Exit(code=2)
    migrate_if_needed()
    started = time.perf_counter()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task("演示历史", total=days)

        def note(stage: str, done: int, total: int) -> None:
            bars.update(task, description=stage, completed=done, total=total)

        report = load_demo(progress=note, scale=Scale(days=days))
    verb = "早已载入" if report.was_loaded else f"已载入（{time.perf_counter() - started:.1f} 秒）"
    console.print(
        f"演示品牌「{BRAND_NAME}」{verb}：{report.days} 天历史，{report.customers} 位顾客，"
        f"{report.distributors} 位分销员"
    )
    console.print(_accounts())
    console.print(_customers())


@app.command("accounts")
def accounts() -> None:
    """列出演示账号。"""
    console = Console()
    console.print(_accounts())
    console.print(_customers())


@app.command("reset")
def reset(*, yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False) -> None:
    """清空本机数据库中的全部数据（含导入的数据）和事件仓。不可恢复；请先停止 yutang up。"""
    console = Console()
    if not settings.DEMO:
        console.print("[red]YUTANG_DEMO=0：正式环境不能清空[/red]")
        raise typer.Exit(code=2)
    if not yes and not typer.confirm(f"将清空 {settings.DATA_DIR} 对应数据库中的全部数据，确定吗？"):
        console.print("没有改动任何内容。")
        raise typer.Exit(code=1)
    migrate_if_needed()
    reset_demo()
    console.print("已清空。重新载入：yutang demo load")


def _accounts() -> Table:
    table = Table(title=f"后台账号（仅供演示，密码均为 {PASSWORD}）", title_justify="left")
    for title in ("登录名", "姓名", "角色"):
        table.add_column(title)
    for member in (*HEAD_OFFICE, STORE_MANAGERS[0], GUIDES[0], GUIDES[2]):
        table.add_row(member.username, member.name, ROLES[member.role])
    return table


def _customers() -> Table:
    table = Table(title="商城账号（验证码会显示在登录页）", title_justify="left")
    for title in ("手机号", "昵称", "说明"):
        table.add_column(title)
    notes = ("分销员，金桔会员，团队最大", "晚晴的一级分销员", "分销员", "分销员")
    for persona, note in zip(TRY_OUT, notes, strict=True):
        table.add_row(persona.phone, persona.nickname, note)
    return table
