"""Integer fen arithmetic: splits that always add up, and the two conversions people need."""

import re
from collections.abc import Sequence

_YUAN = re.compile(r"(-?)(\d{1,13})(?:\.(\d{1,2}))?")


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` by ``weights`` with the largest remainder; ties go to the earlier line; the parts add up.

    No part exceeds its weight while ``total`` does not exceed the sum of weights. Negative weights, and a
    total without any weight to carry it, are programming errors (ValueError).
    """
    whole = sum(weights)
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    if total == 0:
        return [0] * len(weights)
    if whole == 0:
        raise ValueError("a total needs at least one positive weight")
    sign = -1 if total < 0 else 1
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [share for share, _ in shares]
    missing = abs(total) - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda index: (-shares[index][1], index))
    for index in by_remainder[:missing]:
        parts[index] += 1
    return [sign * part for part in parts]


def yuan(fen: int) -> str:
    """Return fen as people read it: 1290 → "12.90"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole}.{rest:02d}"


def parse_yuan(text: str) -> int:
    """Read "12.9" as 1290 fen; anything else than digits with at most two decimals is a ValueError."""
    found = _YUAN.fullmatch(text.strip())
    if found is None or not found.group(0).isascii():
        raise ValueError(f"not an amount in yuan: {text[:40]!r}")
    sign, whole, rest = found.groups()
    fen = int(whole) * 100 + int((rest or "").ljust(2, "0"))
    return -fen if sign else fen
