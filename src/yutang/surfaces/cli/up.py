"""`yutang up`: the whole house with one command: the shop, its background, and the sandbox cashier beside it."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

import typer
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from yutang.surfaces.cli.background import background, wanted


def up(
    *,
    host: Annotated[str, typer.Option(help="监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听端口")] = 8000,
    cashier: Annotated[bool, typer.Option(help="同时启动沙箱收银台")] = True,
) -> None:
    """Bring the tables up to date, start the cashier and serve until stopped."""
    started = time.monotonic()
    if _is_taken(host, port):
        typer.echo(
            f"端口 {port} 已被占用：可能已有一个 Yutang 在运行；换个端口：yutang up --port 8001", err=True
        )
        raise typer.Exit(1)
    os.environ.setdefault("YUTANG_PUBLIC_URL", f"http://{host}:{port}")
    where = wanted()
    os.environ["YUTANG_WORKER"] = where
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yutang.config.settings")
    with _cashier() if cashier else contextlib.nullcontext():
        application = _load()
        server = Server(
            application,
            address=host,
            port=port,
            interface=Interfaces.ASGI,
            websockets=False,
            backlog=1024,
            log_level=LogLevels.error,
        )
        with background(where):
            asyncio.run(_serve(server, started, f"http://{host}:{port}"))
    typer.echo("已停止")


def _load() -> Any:
    """Import the house; what is alive afterwards stays alive, so the collector never needs to look at it."""
    gc.disable()
    # httpx brings a command line of its own that nobody here calls and that takes 0.3 s to import.
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))
    import_module("django").setup()
    import_module("yutang.surfaces.cli.tables").migrate_if_needed()
    application = import_module("yutang.config.asgi").application
    gc.freeze()
    gc.enable()
    return application


async def _serve(server: Server, started: float, address: str) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    serving = loop.create_task(server.serve())
    host, port = str(urlsplit(address).hostname), int(urlsplit(address).port or 80)
    while not serving.done() and not await asyncio.to_thread(_is_taken, host, port):
        await asyncio.sleep(0.02)
    if not serving.done():
        lines = await asyncio.to_thread(import_module("yutang.surfaces.cli.welcome").lines, address)
        seconds = time.monotonic() - started
        typer.echo("\n".join([f"\nYutang 鱼塘已启动（{seconds:.1f} 秒）", *lines, "按 Ctrl-C 停止\n"]))
    await serving


@contextlib.contextmanager
def _cashier() -> Iterator[None]:
    """Run the sandbox's payment provider as a child that ends with us."""
    address = urlsplit(os.environ.get("YUTANG_CASHIER_URL", "http://127.0.0.1:8010"))
    if _is_taken(address.hostname or "127.0.0.1", address.port or 80):
        yield  # one is running already
        return
    command = [sys.executable, "-m", "yutang.surfaces.cli.main", "cashier"]
    environment = os.environ | {"YUTANG_PARENT": str(os.getpid())}
    child = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - ourselves
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0
