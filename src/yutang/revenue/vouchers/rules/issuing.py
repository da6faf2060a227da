"""What a pack becomes when it is paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from yutang.kernel.errors import DomainError
from yutang.revenue.vouchers.contracts import RightFacts, RightSpec

MOST_USES = 999
HIGHEST_FEN = 10**9
LONGEST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """One voucher to write: a right of a pack with its two moments."""

    pack_no: int
    right_no: int
    name: str
    note: str
    worth_fen: int
    uses: int
    store_ids: list[int]
    valid_from: datetime
    valid_until: datetime


def check_right(spec: RightSpec, *, today: date) -> None:
    """Raise DomainError("bad_right") naming the field that makes no sense."""
    if not spec.name.strip() or len(spec.name) > 60:
        raise bad_right("name", "权益名称不能为空，且不超过 60 个字")
    if type(spec.worth_fen) is not int or not 0 < spec.worth_fen <= HIGHEST_FEN:
        raise bad_right("worth_fen", "价值要大于 0 元")
    if type(spec.uses) is not int or not 0 < spec.uses <= MOST_USES:
        raise bad_right("uses", f"次数要在 1 到 {MOST_USES} 之间")
    if len(spec.note) > 200:
        raise bad_right("note", "使用说明不超过 200 个字")
    if (spec.valid_days is None) == (spec.valid_until is None):
        raise bad_right("valid_days", "请填写购买后有效天数，或固定的截止日，二选一")
    if spec.valid_days is not None and not 0 < spec.valid_days <= LONGEST_DAYS:
        raise bad_right("valid_days", f"有效天数要在 1 到 {LONGEST_DAYS} 之间")
    if spec.valid_until is not None and spec.valid_until < max(today, spec.valid_from or today):
        raise bad_right("valid_until", "截止日不能早于起始日和今天")


def bad_right(field: str, message: str) -> DomainError:
    """The error for a right that cannot be sold."""
    return DomainError("bad_right", message, status=422, field=field)


def frozen_right(right: RightFacts) -> dict[str, Any]:
    """Return a right as the order keeps it: what was promised when it was bought."""
    return {
        "name": right.name,
        "note": right.note,
        "worth_fen": right.worth_fen,
        "uses": right.uses,
        "store_ids": list(right.store_ids),
        "valid_days": right.valid_days,
        "valid_from": right.valid_from.isoformat() if right.valid_from else None,
        "valid_until": right.valid_until.isoformat() if right.valid_until else None,
    }


def expand_pack(
    rights: Sequence[Mapping[str, Any]], *, packs: int, paid_at: datetime, zone: tzinfo
) -> list[NewVoucher]:
    """Return one voucher for each right of each pack. Days are those of `zone`, the last one counts whole."""
    return [
        _voucher(right, pack_no, right_no, paid_at, zone)
        for pack_no in range(1, packs + 1)
        for right_no, right in enumerate(rights, 1)
    ]


def _voucher(
    right: Mapping[str, Any], pack_no: int, right_no: int, paid_at: datetime, zone: tzinfo
) -> NewVoucher:
    begins, last = paid_at, _day(right["valid_until"])
    if right["valid_days"] is not None:
        last = paid_at.astimezone(zone).date() + timedelta(days=right["valid_days"])
    first = _day(right["valid_from"])
    if first is not None:
        begins = max(begins, datetime.combine(first, time(), zone))
    if last is None:
        raise ValueError("a right ends on a day or after days")
    return NewVoucher(
        pack_no=pack_no,
        right_no=right_no,
        name=right["name"],
        note=right["note"],
        worth_fen=right["worth_fen"],
        uses=right["uses"],
        store_ids=list(right["store_ids"]),
        valid_from=begins,
        valid_until=datetime.combine(last + timedelta(days=1), time(), zone),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
