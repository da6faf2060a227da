"""One token per app for all processes: fetched by one, used by all, renewed once when the other side forgets it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from yutang.integrations.tencent.errors import TencentUnknown
from yutang.integrations.tencent.models import ApiToken
from yutang.kernel import clock

MARGIN = timedelta(minutes=5)
LEASE = timedelta(seconds=15)
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Fresh:
    """What the other side gave: a token and for how long."""

    token: str
    seconds: int


class TokenKeeper:
    """Keeps the token of one app. `fetch` asks the other side; it runs outside any transaction."""

    def __init__(
        self, app: str, fetch: Callable[[], Fresh], *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.app = app
        self._fetch = fetch
        self._sleep = sleep

    def get(self) -> str:
        """Return a token that is good for five minutes more."""
        row = ApiToken.objects.filter(pk=self.app).first()
        if row is not None and row.token and row.expires_at and row.expires_at > clock.now() + MARGIN:
            return str(row.token)
        return self._next(row.token if row else "")

    def renew(self, stale: str) -> str:
        """Return another token than `stale`, which the other side refused; who comes second uses the first one's."""
        return self._next(stale)

    def _next(self, stale: str) -> str:
        ApiToken.objects.get_or_create(pk=self.app)
        until = time.monotonic() + LEASE.total_seconds()
        while True:
            known = self._known(stale)
            if known:
                return known
            if self._lease():
                # Somebody may have fetched between the look and the lease.
                known = self._known(stale)
                if known:
                    ApiToken.objects.filter(pk=self.app).update(fetching_until=None)
                return known or self._fetched()
            if time.monotonic() > until:
                raise TencentUnknown("gettoken", "另一个进程迟迟没有换到凭证")
            self._sleep(_POLL_SECONDS)

    def _known(self, stale: str) -> str:
        row = ApiToken.objects.get(pk=self.app)
        is_good = row.token and row.token != stale and row.expires_at and row.expires_at > clock.now()
        return str(row.token) if is_good else ""

    def _lease(self) -> bool:
        now = clock.now()
        free = Q(fetching_until__isnull=True) | Q(fetching_until__lt=now)
        return bool(ApiToken.objects.filter(free, pk=self.app).update(fetching_until=now + LEASE))

    def _fetched(self) -> str:
        try:
            fresh = self._fetch()
        except BaseException:
            ApiToken.objects.filter(pk=self.app).update(fetching_until=None)
            raise
        row = ApiToken(
            app=self.app,
            token=fresh.token,
            expires_at=clock.now() + timedelta(seconds=fresh.seconds),
            fetching_until=None,
        )
        row.save(force_update=True)
        return fresh.token
