"""Voucher codes: 15 unguessable characters and one that catches a slip of the finger, also without a network."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16
PREFIX = "yutang:v:"
# People read o for 0 and i or l for 1: those letters are not in the alphabet.
_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1"})


def with_check(body: str) -> str:
    """Return the body with its check character: one wrong never fits, nor do swapped neighbours but for 0 and z."""
    return body + _check(body)


def clean_code(text: str) -> str:
    """Return the code in what was scanned or typed: spaces, dashes, capitals and the QR prefix do not matter."""
    bare = text.strip().lower().removeprefix(PREFIX)
    return "".join(c for c in bare if c.isascii() and c.isalnum()).translate(_READ_AS)


def looks_right(code: str) -> bool:
    """Say whether a clean code can be a voucher's: a device without a network refuses the others."""
    if len(code) != LENGTH or any(c not in ALPHABET for c in code):
        return False
    return _check(code[:-1]) == code[-1]


def qr_text(code: str) -> str:
    """Return what the customer's QR code says."""
    return PREFIX + code


def _check(body: str) -> str:
    # Luhn modulo 32: doubling every second place, so a swap of neighbours changes the sum.
    total = 0
    for place, letter in enumerate(reversed(body)):
        value = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
