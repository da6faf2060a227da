"""Personal data at rest: encrypted with a key that can be rotated, found by a blind index, masked for eyes.

Keys are derived from ``SECRET_KEY``. To rotate, move the old key to ``SECRET_KEY_FALLBACKS``: what was encrypted
with it stays readable, and each later save uses the new key. Blind indexes belong to one key: rebuild them.
"""

import base64
import functools
import hashlib
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

_NONCE_BYTES = 12


class SecretUnreadable(Exception):
    """The text was encrypted with a key that is not configured, or was changed."""


def encrypt(plain: str) -> str:
    """Return ``<key id>.<base64>``; the same text encrypts differently each time."""
    key_id, cipher = _cipher(settings.SECRET_KEY)
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + cipher.encrypt(nonce, plain.encode(), key_id.encode())
    return f"{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(stored: str) -> str:
    """Return the plain text; raises SecretUnreadable."""
    wanted, _, encoded = stored.partition(".")
    for secret in all_keys():
        key_id, cipher = _cipher(secret)
        if key_id == wanted:
            try:
                sealed = base64.urlsafe_b64decode(encoded)
                return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key_id.encode()).decode()
            except (InvalidTag, ValueError) as error:
                raise SecretUnreadable("the stored text was changed") from error
    raise SecretUnreadable(f"no key {wanted[:8]!r} is configured")


def blind_index(value: str, *, purpose: str) -> str:
    """Return a keyed digest by which an encrypted value is found again; purposes cannot be compared."""
    return mac(value.encode(), purpose=f"index:{purpose}")


def mac(message: bytes, *, purpose: str, secret: str | None = None) -> str:
    """Return HMAC-SHA256 (hex) with a key derived for ``purpose``."""
    return hmac.new(_derive(secret or settings.SECRET_KEY, purpose), message, hashlib.sha256).hexdigest()


def all_keys() -> tuple[str, ...]:
    """Return the current secret and those that may still be read with."""
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


def mask_phone(phone: str) -> str:
    """Return "138****1234"; what is too short to be a phone number shows nothing but its last digit."""
    if len(phone) < 8:
        return "*" * max(len(phone) - 1, 0) + phone[-1:]
    return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"


def mask_name(name: str) -> str:
    """Return "张*" or "欧**"."""
    return name[:1] + "*" * (len(name) - 1)


class EncryptedTextField(models.TextField[str, str]):
    """Text that is encrypted in the database; it cannot be searched or sorted (see ``blind_index``)."""

    description = "Encrypted text"

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        prepared = super().get_prep_value(value)
        return prepared if prepared in (None, "") else encrypt(prepared)

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Decrypt on the way out."""
        return decrypt(value) if value else value


@functools.cache
def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"yutang:{purpose}".encode()).derive(secret.encode())


@functools.cache
def _cipher(secret: str) -> tuple[str, AESGCM]:
    key_id = "k" + hashlib.sha256(_derive(secret, "key-id")).hexdigest()[:6]
    return key_id, AESGCM(_derive(secret, "field"))
