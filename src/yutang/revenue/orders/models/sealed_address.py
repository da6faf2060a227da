"""An address on an order: the region in plain words, the person in ciphertext."""

import json
from typing import Any

from django.db import models

from yutang.kernel.secrets import decrypt, encrypt

SEALED = ("name", "phone", "detail")


class SealedAddressField(models.TextField[str, str]):
    """JSON of an address; name, phone and detail are encrypted in the database and clear in Python.

    Text that is sealed already ("sealed": true) is stored as it is, so that taking an order costs no cryptography.
    """

    description = "Sealed address"

    def get_prep_value(self, value: Any) -> Any:
        """Seal on the way in, unless it is sealed."""
        if not value:
            return value
        if value.endswith('"sealed":true}'):
            return value
        parts = json.loads(value)
        parts |= {name: encrypt(str(parts.get(name, ""))) for name in SEALED}
        return json.dumps({**parts, "sealed": True}, ensure_ascii=False, separators=(",", ":"))

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        """Open on the way out."""
        if not value:
            return value
        parts = json.loads(value)
        parts.pop("sealed", None)
        return json.dumps(parts | {name: decrypt(parts[name]) for name in SEALED}, ensure_ascii=False)
