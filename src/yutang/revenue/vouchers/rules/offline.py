"""What a device says about the time without a network: a list of rows, signed as one text."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from yutang.kernel.errors import DomainError
from yutang.revenue.vouchers.contracts import MOST_OFFLINE, MOST_ROWS, MOST_SKEW

_NONCE = re.compile(r"[0-9A-Za-z_-]{8,64}")
_FIELDS = {"code": str, "uses": int, "at": int, "nonce": str, "staff_id": int}
GRACE = timedelta(minutes=5)
TRUSTED_SKEW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class OfflineRow:
    """One scan without a network; `at` is the device's clock."""

    code: str
    uses: int
    at: datetime
    nonce: str
    staff_id: int


@dataclass(frozen=True, slots=True)
class OfflineList:
    """A list as it was signed; `sent_at` is the device's clock when it sent it."""

    device_no: str
    sent_at: datetime
    rows: tuple[OfflineRow, ...]


def read_list(text: str) -> OfflineList:
    """Read the signed text; raises DomainError("offline_list_invalid") for anything that is not a list of ours."""
    try:
        given = json.loads(text)
        return OfflineList(str(given["device"]), _moment(given["sent_at"]), _rows(given["rows"]))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise DomainError("offline_list_invalid", "离线清单无法读取", status=422, field="list") from error


def corrected(row: OfflineRow, listed: OfflineList, received_at: datetime) -> datetime:
    """Return when the scan happened by the house's clock: a device that is wrong by an hour was wrong then too."""
    skew = received_at - listed.sent_at
    return row.at if abs(skew) <= TRUSTED_SKEW else row.at + skew


def why_not_then(row: OfflineRow, listed: OfflineList, received_at: datetime, device_since: datetime) -> str:
    """Return why the row's time cannot be believed, or "": a wild clock, the future, too long ago, an unknown device."""
    if abs(received_at - listed.sent_at) > MOST_SKEW:
        return "设备时间偏差超过 1 天，请先校准设备时间"
    at = corrected(row, listed, received_at)
    if at > received_at + GRACE or row.at > listed.sent_at + GRACE:
        return "扫码时间在将来"
    if at < received_at - MOST_OFFLINE:
        return f"离线超过 {MOST_OFFLINE.days * 24} 小时"
    if at < device_since - GRACE:
        return "扫码时设备还没有登记"
    return ""


def _rows(given: Any) -> tuple[OfflineRow, ...]:
    if not isinstance(given, list) or not 0 < len(given) <= MOST_ROWS:
        raise ValueError("rows")
    found = tuple(_row(row) for row in given)
    if len({row.nonce for row in found}) != len(found):
        raise ValueError("nonce")
    return found


def _row(given: dict[str, Any]) -> OfflineRow:
    for name, kind in _FIELDS.items():
        if type(given[name]) is not kind:
            raise ValueError(name)
    if not _NONCE.fullmatch(given["nonce"]) or len(given["code"]) > 40 or not 0 < given["uses"] < 1_000:
        raise ValueError("row")
    if not 0 < given["staff_id"] < 2**53:
        raise ValueError("staff_id")
    return OfflineRow(given["code"], given["uses"], _moment(given["at"]), given["nonce"], given["staff_id"])


def _moment(milliseconds: Any) -> datetime:
    if type(milliseconds) is not int:
        raise ValueError("time")
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
