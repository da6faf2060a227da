"""RSA keys of both sides, made on first start and exchanged through files.

In production each side would own its private key alone; the sandbox keeps both pairs in one folder of the data
directory (mode 600), so that a fresh machine works without any set-up.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

BITS = 2048


@dataclass(frozen=True, slots=True)
class Keys:
    """The pairs of merchant and provider."""

    merchant_private: rsa.RSAPrivateKey
    merchant_public: rsa.RSAPublicKey
    provider_private: rsa.RSAPrivateKey
    provider_public: rsa.RSAPublicKey


def load_keys(data_dir: Path) -> Keys:
    """Return both key pairs, making them when they do not exist; safe when two processes start at once."""
    folder = data_dir / "sandbox-pay"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        merchant = _private(folder / "merchant-private.pem")
        provider = _private(folder / "provider-private.pem")
    return Keys(merchant, merchant.public_key(), provider, provider.public_key())


def _private(path: Path) -> rsa.RSAPrivateKey:
    if not path.exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        return key
    # The file is one that we wrote ourselves: testing its primes again would cost a tenth of a second each time.
    loaded = serialization.load_pem_private_key(
        path.read_bytes(), password=None, unsafe_skip_rsa_key_validation=True
    )
    if not isinstance(loaded, rsa.RSAPrivateKey):
        raise TypeError(f"{path} does not hold an RSA key")
    return loaded
