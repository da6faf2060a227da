"""The cipher and the signatures of callbacks, JS-SDK and mini-program data.

Wire format (WeCom 加解密方案, the same for official accounts with the app id as receiver): AES-256-CBC, the key is the
base64 of EncodingAESKey plus "=", the IV its first 16 bytes; the plain text is 16 random bytes, the length of the
message as four big-endian bytes, the message, the receiver's id; padded by PKCS#7 to blocks of **32** bytes.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_HEAD = 16


class CipherRefused(Exception):
    """The text was not written with this key for this receiver, or was changed."""


class MessageCipher:
    """Encrypts and decrypts the messages of one app. `receiver` is the corp id, suite id or app id."""

    def __init__(self, *, token: str, aes_key: str, receiver: str) -> None:
        if len(aes_key) != 43:
            raise ValueError("EncodingAESKey has 43 characters")
        self._token = token
        self._key = base64.b64decode(aes_key + "=")
        self._receiver = receiver.encode()

    def signature(self, *, timestamp: str, nonce: str, encrypted: str) -> str:
        """Return msg_signature: SHA-1 over the four strings in order of their characters."""
        return plain_signature(self._token, timestamp, nonce, encrypted)

    def is_signed(self, *, signature: str, timestamp: str, nonce: str, encrypted: str) -> bool:
        """Say whether the signature is ours, in constant time."""
        wanted = self.signature(timestamp=timestamp, nonce=nonce, encrypted=encrypted)
        return hmac.compare_digest(wanted.encode(), signature.encode())

    def encrypt(self, message: str, *, head: bytes | None = None) -> str:
        """Return the base64 text that travels; `head` replaces the random bytes (test vectors only)."""
        body = message.encode()
        plain = (head or os.urandom(_HEAD)) + len(body).to_bytes(4, "big") + body + self._receiver
        fill = _BLOCK - len(plain) % _BLOCK
        worker = self._cipher().encryptor()
        return base64.b64encode(worker.update(plain + bytes([fill]) * fill) + worker.finalize()).decode()

    def decrypt(self, encrypted: str) -> str:
        """Return the message; raises CipherRefused."""
        try:
            sealed = base64.b64decode(encrypted, validate=True)
            worker = self._cipher().decryptor()
            plain = worker.update(sealed) + worker.finalize()
            fill = plain[-1]
            if not 1 <= fill <= _BLOCK:
                raise CipherRefused("padding")
            plain = plain[:-fill]
            length = int.from_bytes(plain[_HEAD : _HEAD + 4], "big")
            message, receiver = plain[_HEAD + 4 : _HEAD + 4 + length], plain[_HEAD + 4 + length :]
            if len(message) != length or not hmac.compare_digest(receiver, self._receiver):
                raise CipherRefused("receiver")
            return message.decode()
        except (binascii.Error, ValueError, IndexError) as error:
            raise CipherRefused("not a message of this app") from error

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def plain_signature(*parts: str) -> str:
    """Return SHA-1 (hex) over the parts in order of their characters: also an official account's URL check."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def jsapi_signature(*, ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """Return the signature of wx.config or wx.agentConfig; the part of the address behind # does not count."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={url.partition('#')[0]}"
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def decrypt_user_data(*, session_key: str, iv: str, encrypted: str, app_id: str) -> dict[str, Any]:
    """Return what wx.getUserInfo and its kin encrypt (AES-128-CBC, PKCS#7 of 16); raises CipherRefused.

    The watermark must name our app: data of another app is refused.
    """
    try:
        key = base64.b64decode(session_key, validate=True)
        worker = Cipher(algorithms.AES(key), modes.CBC(base64.b64decode(iv, validate=True))).decryptor()
        plain = worker.update(base64.b64decode(encrypted, validate=True)) + worker.finalize()
        fill = plain[-1]
        if not 1 <= fill <= 16:
            raise CipherRefused("padding")
        found: dict[str, Any] = json.loads(plain[:-fill])
    except (binascii.Error, ValueError, IndexError) as error:
        raise CipherRefused("not user data of this session") from error
    if found.get("watermark", {}).get("appid") != app_id:
        raise CipherRefused("watermark")
    return found


def raw_data_signature(raw: str, session_key: str) -> str:
    """Return the signature that goes with a mini-program's rawData."""
    return hashlib.sha1((raw + session_key).encode(), usedforsecurity=False).hexdigest()
