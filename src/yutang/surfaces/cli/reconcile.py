"""`yutang reconcile DAY`: compare a day with every provider."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from yutang.kernel.money import yuan
from yutang.revenue.payments.api import provider_names, reconcile_day
from yutang.revenue.payments.contracts import DayStatus, ReconciledDay

WORDS = {DayStatus.BALANCED: "平账", DayStatus.BREAKS: "有差异", DayStatus.FAILED: "账单不可用"}


def reconcile(
    day: Annotated[str, typer.Argument(help="账单日，例如 2026-03-01（北京时间）")],
    *,
    provider: Annotated[str, typer.Option(help="只对这个渠道")] = "",
) -> None:
    """Fetch the bill of a business day, compare it with documents and ledger, and keep the breaks; safe to repeat."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise typer.BadParameter("请写成 2026-03-01") from error
    names = [provider] if provider else provider_names()
    results = [reconcile_day(wanted, provider=name) for name in names]
    Console().print(_table(results))
    if any(result.status != DayStatus.BALANCED for result in results):
        raise typer.Exit(1)


def _table(results: list[ReconciledDay]) -> Table:
    table = Table("渠道", "结果", "账单行", "单据 收/支", "账单 收/支", "账本 收/支", "差异", "说明")
    for one in results:
        t = one.totals
        table.add_row(
            one.provider,
            WORDS[DayStatus(one.status)],
            str(one.rows),
            f"{yuan(t.documents_in_fen)} / {yuan(t.documents_out_fen)}",
            f"{yuan(t.bill_in_fen)} / {yuan(t.bill_out_fen)}",
            f"{yuan(t.ledger_in_fen)} / {yuan(t.ledger_out_fen)}",
            str(one.breaks),
            one.note,
        )
    return table
