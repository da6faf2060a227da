"""Take over what a device redeemed without a network."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from yutang.foundation.org.api import scopes_of
from yutang.kernel import clock, outbox
from yutang.kernel.errors import Forbidden
from yutang.revenue.vouchers.contracts import (
    OfflineAnswer,
    RedeemWant,
    RedemptionFacts,
    Refusal,
    device_revoked,
    device_unknown,
)
from yutang.revenue.vouchers.events import OfflineConflictFound
from yutang.revenue.vouchers.models import OfflineConflict, StoreDevice, Voucher
from yutang.revenue.vouchers.rules import (
    OfflineList,
    OfflineRow,
    clean_code,
    corrected,
    read_list,
    why_not_then,
)
from yutang.revenue.vouchers.services.devices import is_signed
from yutang.revenue.vouchers.services.redeem_vouchers import redeem_vouchers


@transaction.atomic
def sync_offline(*, device_no: str, text: str, signature: str, staff_id: int) -> list[OfflineAnswer]:
    """Apply a signed list, each row once for ever, and answer every row in its order.

    The same list, or a row of it in another list, is answered as the first time. A row that cannot be redeemed becomes
    a conflict in the console, with who was first. Times are corrected by how wrong the device's clock is now.
    Raises NotFound("device_unknown"), Conflict("device_revoked"), Forbidden("signature_invalid" | "store_foreign"),
    DomainError("offline_list_invalid"): then nothing of the list happened.
    """
    device = StoreDevice.objects.select_for_update().filter(no=device_no).first()
    if device is None:
        raise device_unknown(device_no)
    if device.revoked_at is not None:
        raise device_revoked(device_no)
    if not scopes_of([staff_id])[staff_id].covers(device.store_id):
        raise Forbidden("store_foreign", "这台设备属于其他门店", field="device")
    if not is_signed(device, text.encode(), signature):
        raise Forbidden("signature_invalid", "离线清单的签名不对，没有同步", field="signature")
    listed = read_list(text)
    if listed.device_no != device_no:
        raise Forbidden("signature_invalid", "离线清单不是这台设备的，没有同步", field="device")
    now = clock.now()
    answers = _apply(device, listed, now)
    device.last_sync_at = now
    device.save(update_fields=["last_sync_at"])
    return answers


def _apply(device: StoreDevice, listed: OfflineList, now: datetime) -> list[OfflineAnswer]:
    nonces = [row.nonce for row in listed.rows]
    known = {row.nonce: row for row in OfflineConflict.objects.filter(device=device, nonce__in=nonces)}
    open_rows = [row for row in listed.rows if row.nonce not in known]
    refused = _refused_before(device, listed, open_rows, now)
    wanted = [row for row in open_rows if row.nonce not in refused]
    redeemed = redeem_vouchers(
        [
            RedeemWant(
                code=row.code,
                staff_id=row.staff_id,
                store_id=device.store_id,
                key=f"offline:{device.no}:{row.nonce}",
                uses=row.uses,
                device_id=device.pk,
                at=corrected(row, listed, now),
            )
            for row in wanted
        ]
    )
    done: dict[str, RedemptionFacts] = {}
    for row, answer in zip(wanted, redeemed, strict=True):
        if isinstance(answer, Refusal):
            refused[row.nonce] = answer
        else:
            done[row.nonce] = answer
    fresh = [row for row in open_rows if row.nonce in refused]
    known |= _keep_conflicts(device, listed, fresh, refused, now)
    return [
        _done(row, done[row.nonce]) if row.nonce in done else _conflict(row, known[row.nonce])
        for row in listed.rows
    ]


def _refused_before(
    device: StoreDevice, listed: OfflineList, rows: Sequence[OfflineRow], now: datetime
) -> dict[str, Refusal]:
    found: dict[str, Refusal] = {}
    for row in rows:
        why = why_not_then(row, listed, now, device.registered_at)
        if why:
            found[row.nonce] = Refusal("offline_time", why, 409)
    return found


def _keep_conflicts(
    device: StoreDevice,
    listed: OfflineList,
    rows: Sequence[OfflineRow],
    refused: Mapping[str, Refusal],
    now: datetime,
) -> dict[str, OfflineConflict]:
    codes = {row.nonce: clean_code(row.code)[:40] for row in rows}
    vouchers = {v.code: v for v in Voucher.objects.filter(code__in=codes.values())} if rows else {}
    made = [
        OfflineConflict(
            device=device,
            store_id=device.store_id,
            staff_id=row.staff_id,
            nonce=row.nonce,
            code=codes[row.nonce],
            voucher_id=vouchers[codes[row.nonce]].pk if codes[row.nonce] in vouchers else None,
            customer_id=vouchers[codes[row.nonce]].customer_id if codes[row.nonce] in vouchers else None,
            uses=row.uses,
            reason=refused[row.nonce].code,
            message=refused[row.nonce].message[:200],
            first_by=str(refused[row.nonce].details.get("redeemed_by", ""))[:60],
            first_store=str(refused[row.nonce].details.get("store", ""))[:60],
            first_at=_moment(refused[row.nonce]),
            scanned_at=corrected(row, listed, now),
            found_at=now,
        )
        for row in rows
    ]
    OfflineConflict.objects.bulk_create(made)
    outbox.publish_many([OfflineConflictFound(one.pk, one.store_id, device.pk, one.reason) for one in made])
    return {one.nonce: one for one in made}


def _moment(refusal: Refusal) -> datetime | None:
    given = refusal.details.get("redeemed_at")
    return datetime.fromisoformat(str(given)) if given else None


def _done(row: OfflineRow, facts: RedemptionFacts) -> OfflineAnswer:
    return OfflineAnswer(
        nonce=row.nonce,
        code=row.code,
        outcome="redeemed",
        message=f"{facts.name}，核销 {facts.uses} 次，剩 {facts.left_after} 次",
        redemption_no=facts.no,
        by=facts.staff_name,
        store=facts.store_name,
        at=facts.redeemed_at,
    )


def _conflict(row: OfflineRow, kept: OfflineConflict) -> OfflineAnswer:
    return OfflineAnswer(
        nonce=row.nonce,
        code=row.code,
        outcome="conflict",
        message=kept.message,
        by=kept.first_by,
        store=kept.first_store,
        at=kept.first_at,
    )
