"""How often one may: counters in the shared cache."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache

from yutang.kernel.errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so many seconds."""

    what: str
    most: int
    seconds: int

    def count(self, who: str) -> None:
        """Count one more; raises TooMany beyond the most. Tries are counted, refused ones too."""
        key = self._key(who)
        cache.add(key, 0, timeout=self.seconds)
        try:
            count = cache.incr(key)
        except ValueError:  # the window ended between the two lines
            return
        if count > self.most:
            raise self._refusal()

    def check(self, who: str) -> None:
        """Raise TooMany when the most has been reached; counts nothing."""
        if cache.get(self._key(who), 0) >= self.most:
            raise self._refusal()

    def _key(self, who: str) -> str:
        return f"limit:{self.what}:{hashlib.sha256(who.encode()).hexdigest()[:24]}"

    def _refusal(self) -> TooMany:
        return TooMany("too_many_requests", "操作太频繁，请稍后再试", retry_after=self.seconds)
