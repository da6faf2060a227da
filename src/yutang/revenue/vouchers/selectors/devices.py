"""The stores' devices."""

from collections.abc import Collection

from yutang.revenue.vouchers.contracts import ConflictState, DeviceFacts, KeyKind, device_unknown
from yutang.revenue.vouchers.models import OfflineConflict, StoreDevice


def device_facts(row: StoreDevice) -> DeviceFacts:
    """Return a device as a value."""
    return DeviceFacts(
        device_id=row.pk,
        no=row.no,
        name=row.name,
        store_id=row.store_id,
        kind=KeyKind(row.kind),
        is_revoked=row.revoked_at is not None,
        registered_at=row.registered_at,
        last_sync_at=row.last_sync_at,
    )


def device_by_no(no: str) -> DeviceFacts:
    """Return one device; raises NotFound("device_unknown")."""
    row = StoreDevice.objects.filter(no=no).first()
    if row is None:
        raise device_unknown(no)
    return device_facts(row)


def devices_of(store_ids: Collection[int] | None) -> list[DeviceFacts]:
    """Return the devices of these stores (None: all), newest first."""
    rows = StoreDevice.objects.order_by("-pk")
    return [
        device_facts(row)
        for row in (rows if store_ids is None else rows.filter(store_id__in=list(store_ids)))
    ]


def open_conflicts(store_ids: Collection[int]) -> int:
    """Return how many rows of offline lists still wait for somebody to settle them."""
    return OfflineConflict.objects.filter(store_id__in=list(store_ids), state=ConflictState.OPEN).count()
