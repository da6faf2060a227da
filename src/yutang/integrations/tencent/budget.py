"""How often one API may be called: counted in the cache that processes share, before the call leaves the house."""

import time
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Window:
    """So many calls in so many seconds."""

    seconds: int
    most: int


# WeCom: per corp and API (document path 90454).
PER_API = (Window(60, 10_000), Window(3_600, 150_000))


def spend(app: str, api: str, windows: tuple[Window, ...] = PER_API) -> float:
    """Count one call and return 0; beyond a window's most return the seconds until it ends.

    Windows are fixed and start at multiples of their length; a refused call is not counted against the others.
    """
    now = time.time()
    for window in windows:
        start = int(now // window.seconds)
        key = f"tencent:{app}:{api}:{window.seconds}:{start}"
        cache.add(key, 0, timeout=window.seconds + 5)
        try:
            count = cache.incr(key)
        except ValueError:  # the window ended between the two lines
            continue
        if count > window.most:
            return (start + 1) * window.seconds - now
    return 0.0
