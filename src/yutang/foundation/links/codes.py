"""Codes with the installation's key: made here, recognised here."""

import hashlib

from django.conf import settings

from yutang.foundation.links.rules import BODY_LENGTH, is_genuine, sealed_code
from yutang.kernel.ids import random_code
from yutang.kernel.secrets import all_keys

_PURPOSE = b"yutang.links.code:"


def new_code() -> str:
    """Return an unguessable code of eleven characters; it fits the 32 characters of a mini-program scene."""
    return sealed_code(random_code(BODY_LENGTH), _key(settings.SECRET_KEY))


def known_code(text: str) -> str | None:
    """Return the code as we write it, or None when it cannot be one of ours. Asks no database."""
    code = text.strip().lower()
    keys = (_key(secret) for secret in all_keys())
    return code if is_genuine(code, keys) else None


def _key(secret: str) -> bytes:
    return hashlib.sha256(_PURPOSE + secret.encode()).digest()
