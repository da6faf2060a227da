"""`yutang doctor`: prove from the rows that the books are right."""

import json
import sys
import time
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from yutang.kernel.doctor import CheckResult, check_names, run_checks

MAX_SHOWN = 20


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="只输出一个 JSON 对象")] = False) -> None:
    """检查全部账目：库存、订单、支付、账本、分佣、事件和审计。发现问题时退出码为 1。"""
    console = Console(stderr=as_json)
    started = time.perf_counter()
    results = _run(console)
    seconds = time.perf_counter() - started
    if as_json:
        sys.stdout.write(json.dumps(_as_dict(results, seconds), ensure_ascii=False) + "\n")
    else:
        _print(console, results, seconds)
    if not all(result.is_clean for result in results):
        raise typer.Exit(code=1)


def _run(console: Console) -> list[CheckResult]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("体检", total=len(check_names()))
        begun = 0

        def note(name: str) -> None:
            nonlocal begun
            bar.update(task, description=name, completed=begun)
            begun += 1

        return run_checks(note)


def _as_dict(results: list[CheckResult], seconds: float) -> dict[str, object]:
    return {
        "clean": all(result.is_clean for result in results),
        "seconds": round(seconds, 3),
        "checks": [
            {
                "name": result.name,
                "seconds": round(result.seconds, 3),
                "error": result.error,
                "findings": [
                    {"subject": finding.subject, "message": finding.message} for finding in result.findings
                ],
            }
            for result in results
        ],
    }


def _print(console: Console, results: list[CheckResult], seconds: float) -> None:
    table = Table(title="体检结果", title_justify="left")
    table.add_column("检查")
    table.add_column("结果")
    table.add_column("用时", justify="right")
    for result in results:
        table.add_row(result.name, _verdict(result), f"{result.seconds:.2f} 秒")
    console.print(table)
    for result in results:
        if result.error:
            console.print(f"[red]✗ {result.name}：检查没有跑完：{result.error}[/red]", soft_wrap=True)
        for finding in result.findings[:MAX_SHOWN]:
            console.print(
                f"✗ {result.name}｜{finding.subject}：{finding.message}", markup=False, soft_wrap=True
            )
        if len(result.findings) > MAX_SHOWN:
            console.print(f"  {result.name} 还有 {len(result.findings) - MAX_SHOWN} 条，用 --json 查看全部")
    bad = sum(1 for result in results if not result.is_clean)
    summary = "全部正常" if bad == 0 else f"{bad} 项有问题"
    console.print(f"{len(results)} 项检查，{summary}，共 {seconds:.1f} 秒")


def _verdict(result: CheckResult) -> str:
    if result.error:
        return "[red]没有跑完[/red]"
    if result.findings:
        return f"[red]{len(result.findings)} 处不符[/red]"
    return "[green]正常[/green]"
