"""`yutang flash-door`: the process that owns the intake of flash orders."""

import asyncio
import gc
import signal
from typing import Annotated

import typer

from yutang.kernel import clock
from yutang.kernel.batches import close_collectors
from yutang.surfaces.mall.flash_door import serve


def flash_door(
    *,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听端口")] = 8030,
) -> None:
    """Take flash orders on a port of its own until stopped; send `/api/mall/flash/` there in the reverse proxy."""
    clock.sync()
    clock.start_sync()
    gc.freeze()
    asyncio.run(_run(host, port))
    typer.echo("已停止")


async def _run(host: str, port: int) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    typer.echo(f"秒杀入口：http://{host}:{port}/api/mall/flash/，按 Ctrl-C 停止")
    await serve(host, port, stopping)
    await close_collectors()
