"""What `yutang up` tells the person who started it."""

from collections.abc import Callable

from django.conf import settings

_log_ins: list[Callable[[], list[str]]] = []


def lines(address: str) -> list[str]:
    """Return the addresses, and in demo mode how to log in."""
    found = [
        f"  商城    {address}/",
        f"  后台    {address}/console/",
        f"  收银台  {settings.CASHIER_URL}/",
        f"  数据    {settings.DATA_DIR}",
    ]
    return found
