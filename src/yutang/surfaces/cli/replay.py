"""`yutang replay`: what was parked is delivered again."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from yutang.kernel import clock, outbox


def replay(
    *,
    reaction: Annotated[str | None, typer.Option(help="只处理这个反应")] = None,
    subject: Annotated[str | None, typer.Option(help="只处理这个主体，例如 order:12")] = None,
    from_position: Annotated[
        int | None, typer.Option(help="让反应从这个位置之后重读整个日志（需要 --reaction）")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="只列出被搁置的事件")] = False,
) -> None:
    """Deliver parked events again, list them, or send a reaction back to a position of the log."""
    console = Console()
    if show:
        console.print(_table(outbox.parked(reaction=reaction)))
        return
    try:
        delivered, left = outbox.replay(reaction=reaction, subject=subject, from_position=from_position)
    except ValueError as error:
        console.print(f"[red]无法重放：{error}[/red]；已知的反应：{'、'.join(outbox.reactions())}")
        raise typer.Exit(2) from error
    if from_position is not None:
        console.print(f"{reaction} 将从位置 {from_position} 之后重读")
        return
    console.print(f"已送达 {delivered} 条，仍搁置 {left} 条")
    if left:
        console.print(_table(outbox.parked(reaction=reaction)))
        raise typer.Exit(1)


def _table(events: list[outbox.ParkedEvent]) -> Table:
    table = Table("反应", "位置", "事件", "主体", "尝试", "搁置时间", "原因")
    for event in events:
        at = event.parked_at.astimezone(clock.SHANGHAI)
        reason = event.error.splitlines()[0][:80]
        table.add_row(
            event.reaction,
            str(event.position),
            event.event_name,
            event.subject,
            str(event.attempts),
            f"{at:%m-%d %H:%M:%S}",
            reason,
        )
    return table
