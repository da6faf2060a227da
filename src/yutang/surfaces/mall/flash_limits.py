"""How often one account and one device may try for a flash sale: buckets in the memory of the process that takes orders."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from yutang.kernel.errors import TooMany

MOST_KNOWN = 200_000


@dataclass(frozen=True, slots=True)
class Pace:
    """So many tries at once, and one more every so many seconds."""

    burst: int
    seconds: float


class Buckets:
    """A bucket of tries for each name; who has not been seen for long has a full one."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._full_at: OrderedDict[object, float] = OrderedDict()

    def take(self, name: object) -> None:
        """Spend a try of this name; raises TooMany with the seconds to wait when there is none."""
        now = time.monotonic()
        pace = self._pace
        # The moment at which the bucket would be full again says everything about it.
        full_at = max(self._full_at.pop(name, now), now) + pace.seconds
        missing = full_at - now - pace.burst * pace.seconds
        if missing > 1e-9:
            self._full_at[name] = full_at - pace.seconds
            wait = max(int(missing + 0.999), 1)
            raise TooMany("too_many_requests", f"点得太快了，请 {wait} 秒后再试", retry_after=wait)
        self._full_at[name] = full_at
        if len(self._full_at) > MOST_KNOWN:
            self._full_at.popitem(last=False)

    def clear(self) -> None:
        """Forget everybody (tests)."""
        self._full_at.clear()


accounts = Buckets(Pace(burst=5, seconds=2.0))
devices = Buckets(Pace(burst=10, seconds=1.0))
