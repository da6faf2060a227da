"""Numbers and codes that people see."""

import itertools
import secrets
from datetime import datetime

from yutang.kernel.clock import SHANGHAI

CODE_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u
_ALPHABET_OF_BYTES = bytes(ord(CODE_ALPHABET[byte % 32]) for byte in range(256))
_SERIAL_RANGE = 10**8
# Odd and no multiple of five: n → n·factor is then a bijection modulo 10^8, so one process never repeats
# a number within a minute, while neighbours do not tell how many orders there were.
_factor = secrets.randbelow(_SERIAL_RANGE // 20) * 10 + secrets.choice((1, 3, 7, 9))
_serial = itertools.count(secrets.randbelow(_SERIAL_RANGE))


def random_code(length: int) -> str:
    """Return an unguessable code of ``length`` characters that people can read aloud (5 bits each)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def random_codes(count: int, length: int) -> list[str]:
    """Return ``count`` codes as ``random_code`` makes them, from one draw of randomness: forty times as fast."""
    # 256 is a multiple of 32: the lower five bits of a random byte are as random as the byte.
    drawn = secrets.token_bytes(count * length).translate(_ALPHABET_OF_BYTES).decode("ascii")
    return [drawn[at : at + length] for at in range(0, count * length, length)]


def dated_no(prefix: str, at: datetime) -> str:
    """Return prefix + minute in Shanghai + 8 digits, e.g. ``D261121142638290417``; unique within this process."""
    serial = next(_serial) * _factor % _SERIAL_RANGE
    return f"{prefix}{at.astimezone(SHANGHAI):%y%m%d%H%M}{serial:08d}"
