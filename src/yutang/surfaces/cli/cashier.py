"""`yutang cashier`: the sandbox payment provider, a server of its own."""

from typing import Annotated
from urllib.parse import urlsplit

import typer
from django.conf import settings

from yutang.integrations.sandbox_pay.api import run_cashier


def cashier(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes it from YUTANG_CASHIER_URL.")] = 0,
) -> None:
    """Run the sandbox cashier: pay pages, signed callbacks, refunds, payouts and bills."""
    port = port or urlsplit(settings.CASHIER_URL).port or 8010
    typer.echo(f"沙箱收银台 {settings.CASHIER_URL}")
    run_cashier(data_dir=settings.DATA_DIR, host=host, port=port, public_url=settings.CASHIER_URL)
