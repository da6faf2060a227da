"""RSA-SHA256 signatures over lines, the way WeChat Pay v3 does it."""

import base64
import binascii
import secrets
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from yutang.integrations.sandbox_pay.contracts import SignatureInvalid

WINDOW_SECONDS = 300


def unix_now() -> int:
    """Real seconds. The window of a signature is about the wire, so the house's movable clock has no say in it."""
    return int(time.time())


def sign(key: rsa.RSAPrivateKey, *lines: str) -> str:
    """Return the base64 signature of the lines, each ended by a newline."""
    return base64.b64encode(key.sign(_message(lines), padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(key: rsa.RSAPublicKey, signature: str, *lines: str) -> None:
    """Raise SignatureInvalid unless `signature` is over exactly these lines."""
    try:
        key.verify(
            base64.b64decode(signature, validate=True), _message(lines), padding.PKCS1v15(), hashes.SHA256()
        )
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise SignatureInvalid("signature does not match") from error


def check_window(timestamp: str) -> None:
    """Raise SignatureInvalid for a timestamp that is not a number or not near now."""
    if (
        not timestamp.isascii()
        or not timestamp.isdigit()
        or abs(unix_now() - int(timestamp)) > WINDOW_SECONDS
    ):
        raise SignatureInvalid("timestamp is outside the window")


def nonce() -> str:
    """Return a random string for one message."""
    return secrets.token_hex(16)


def _message(lines: tuple[str, ...]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
