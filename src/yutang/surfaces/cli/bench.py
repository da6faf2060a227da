"""`yutang bench NAME`: each bench in a scratch database that is made for it and dropped afterwards.

A bench is a file of the checkout's ``bench/`` folder with a function ``run(progress) -> dict``. It runs in a
process of its own, once per engine, with the tables in place; what it returns is printed as one JSON object.
"""

import contextlib
import importlib
import importlib.util
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import typer
from psycopg import sql
from rich.console import Console

FOLDER = Path(__file__).resolve().parents[4] / "bench"
DEFAULT_POSTGRESQL = "postgresql://postgres@127.0.0.1:5432/postgres"
ENGINES = ("sqlite", "postgresql")
_CHILD = "YUTANG_BENCH_CHILD"


def bench(
    name: Annotated[str, typer.Argument(help="测试名；list 列出全部")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="只在最后一行输出一个 JSON 对象")] = False,
    engine: Annotated[str, typer.Option(help="sqlite、postgresql 或 both")] = "both",
) -> None:
    """Run a bench on scratch databases and print its figures; the last line is one JSON object."""
    console = Console(stderr=True, quiet=as_json and not sys.stderr.isatty())
    path = FOLDER / f"{name.replace('-', '_')}.py"
    if not path.exists():
        known = sorted(found.stem for found in FOLDER.glob("*.py") if not found.stem.startswith("_"))
        typer.echo("\n".join(known) if name == "list" else f"没有 {name}；可用：{'、'.join(known)}")
        raise typer.Exit(0 if name == "list" else 2)
    if os.environ.get(_CHILD):
        typer.echo(json.dumps(_run(path, console), ensure_ascii=False))
        return
    # Told to stop, the scratch database is dropped all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    figures: dict[str, Any] = {"bench": name, "machine": _machine()}
    wanted = ENGINES if engine == "both" else (engine,)
    for one in wanted:
        console.print(f"[bold]{name}[/bold] · {one}")
        with _scratch(one) as url:
            figures[one] = {"skipped": "no server"} if url is None else _child(name, url)
    typer.echo(json.dumps(figures, ensure_ascii=False))


def _run(path: Path, console: Console) -> dict[str, Any]:
    """Inside the child: make the tables, load the bench, run it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yutang.config.settings")
    importlib.import_module("django").setup()
    importlib.import_module("django.core.management").call_command("migrate", verbosity=0)
    spec = importlib.util.spec_from_file_location(f"yutang_bench_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise typer.BadParameter(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    figures: dict[str, Any] = module.run(console.print)
    return figures


def _child(name: str, url: str) -> Any:
    with tempfile.TemporaryDirectory(prefix="yutang-bench-") as folder:
        environment = os.environ | {_CHILD: "1", "YUTANG_DATABASE_URL": url, "YUTANG_DATA": folder}
        command = [sys.executable, "-m", "yutang.surfaces.cli.main", "bench", name, "--json"]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode != 0:
        raise typer.Exit(done.returncode)
    return json.loads(done.stdout.strip().splitlines()[-1])


@contextlib.contextmanager
def _scratch(engine: str) -> Iterator[str | None]:
    """Give the address of a new empty database; None when its server cannot be reached."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="yutang-bench-") as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    if engine != "postgresql":
        raise typer.BadParameter("engine: sqlite、postgresql 或 both")
    given = os.environ.get("YUTANG_DATABASE_URL", "")
    server = given if given.startswith("postgres") else DEFAULT_POSTGRESQL
    database = f"yutang_bench_{os.getpid()}"
    try:
        admin = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield None
        return
    with admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{database}"))
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def _machine() -> dict[str, Any]:
    return {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
