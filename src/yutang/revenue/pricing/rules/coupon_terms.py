"""What a coupon template promises when it is given out: how long it lives and how much it can cost."""

import re
from datetime import datetime, timedelta

from yutang.revenue.pricing.contracts import CouponKind
from yutang.revenue.pricing.rules.explain import SHANGHAI

CODE_LENGTH = 16
_LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1"})


def coupon_window(
    now: datetime,
    *,
    valid_days: int | None,
    valid_after_days: int,
    valid_from: datetime | None,
    valid_until: datetime | None,
) -> tuple[datetime, datetime]:
    """Return from when and until when a coupon given out now can be used.

    valid_after_days 1 begins at the next midnight in Shanghai. With days and dates both, the earlier end counts.
    """
    starts = now
    if valid_after_days:
        midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        starts = midnight + timedelta(days=valid_after_days)
    if valid_from is not None:
        starts = max(starts, valid_from)
    ends = [valid_until] if valid_until is not None else []
    if valid_days is not None:
        ends.append(starts + timedelta(days=valid_days))
    return starts, min(ends)


def worst_fen(kind: str, *, amount_fen: int, cap_fen: int, uses: int) -> int:
    """Return the most a coupon can cost over all its uses; 0 where nothing limits it."""
    one = amount_fen if kind in (CouponKind.CASH, CouponKind.RANDOM) else cap_fen
    return one * uses


def grace_until(now: datetime, valid_until: datetime, *, grace_days: int, is_extended: bool) -> datetime:
    """Return the end of a coupon that a refund brings back: at least `grace_days` from now, once in its life."""
    return valid_until if is_extended else max(valid_until, now + timedelta(days=grace_days))


def written_code(text: str) -> str:
    """Return a code as it is stored, whatever case, spaces, dashes or look-alike letters it was typed with."""
    return re.sub(r"[\s-]+", "", text).lower().translate(_LOOKALIKES)


def printed_code(code: str) -> str:
    """Return a code as it is printed: in capital letters, four by four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4)).upper()
