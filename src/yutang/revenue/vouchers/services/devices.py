"""The stores' devices: registered and revoked by managers."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.db import IntegrityError, transaction

from yutang.foundation.org.api import scopes_of
from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict, DomainError, Forbidden
from yutang.kernel.ids import random_code
from yutang.revenue.vouchers.contracts import DeviceFacts, KeyKind, device_unknown
from yutang.revenue.vouchers.models import StoreDevice
from yutang.revenue.vouchers.selectors.devices import device_facts
from yutang.revenue.vouchers.services.reverse_redemption import check_manager

P256_BYTES = 32


@transaction.atomic
def register_device(*, name: str, store_id: int, public_key: str, staff_id: int) -> DeviceFacts:
    """Let a device redeem without a network; a manager of the store does it once. Audited.

    public_key: base64 of the key's SPKI form, Ed25519 or ECDSA on P-256. Raises Forbidden("manager_only" |
    "store_foreign"), DomainError("device_key_invalid"), Conflict("device_known").
    """
    check_manager(staff_id)
    if not scopes_of([staff_id])[staff_id].covers(store_id):
        raise Forbidden("store_foreign", "你不能登记这家门店的设备", field="store_id")
    if not name.strip() or len(name) > 40:
        raise DomainError("device_name_required", "请给设备起个名字，不超过 40 个字", field="name")
    kind, clean = _kind_of(public_key)
    try:
        with transaction.atomic():
            row = StoreDevice.objects.create(
                no=random_code(12),
                store_id=store_id,
                name=name.strip(),
                kind=kind,
                public_key=clean,
                registered_by=staff_id,
                registered_at=clock.now(),
            )
    except IntegrityError as error:
        raise Conflict("device_known", "这台设备已经登记过", field="public_key") from error
    audit.record(
        actor=f"staff:{staff_id}",
        action="voucher.device_registered",
        subject=f"store:{store_id}",
        change={"device_no": row.no, "name": row.name, "kind": kind.value},
    )
    return device_facts(row)


@transaction.atomic
def revoke_device(*, device_no: str, staff_id: int) -> DeviceFacts:
    """Take no more lists of a device; revoking twice is no error. Audited."""
    check_manager(staff_id)
    row = StoreDevice.objects.select_for_update().filter(no=device_no).first()
    if row is None or not scopes_of([staff_id])[staff_id].covers(row.store_id):
        raise device_unknown(device_no)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = clock.now(), staff_id
        row.save(update_fields=["revoked_at", "revoked_by"])
        audit.record(
            actor=f"staff:{staff_id}",
            action="voucher.device_revoked",
            subject=f"store:{row.store_id}",
            change={"device_no": row.no, "name": row.name},
        )
    return device_facts(row)


def is_signed(row: StoreDevice, text: bytes, signature: str) -> bool:
    """Say whether the device signed this text (base64; ECDSA as browsers give it: r and s, 32 bytes each)."""
    try:
        given = base64.b64decode(signature, validate=True)
        key = load_der_public_key(base64.b64decode(row.public_key))
        if isinstance(key, Ed25519PublicKey):
            key.verify(given, text)
        elif isinstance(key, EllipticCurvePublicKey) and len(given) == 2 * P256_BYTES:
            r, s = (int.from_bytes(part) for part in (given[:P256_BYTES], given[P256_BYTES:]))
            key.verify(encode_dss_signature(r, s), text, ECDSA(SHA256()))
        else:
            return False
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _kind_of(public_key: str) -> tuple[KeyKind, str]:
    try:
        raw = base64.b64decode(public_key, validate=True)
        key = load_der_public_key(raw)
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise _bad_key() from error
    if isinstance(key, Ed25519PublicKey):
        return KeyKind.ED25519, base64.b64encode(raw).decode()
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return KeyKind.P256, base64.b64encode(raw).decode()
    raise _bad_key()


def _bad_key() -> DomainError:
    return DomainError("device_key_invalid", "设备公钥无法识别", status=422, field="public_key")
