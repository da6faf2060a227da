"""What other modules may say to the ledger and hear from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import Conflict, DomainError


class Asset(StrEnum):
    """What is counted: fen of yuan, or points."""

    CNY = "CNY"
    POINT = "POINT"


class TransferStatus(StrEnum):
    """What became of a transfer; refused ones leave no row."""

    POSTED = "posted"
    PENDING = "pending"
    VOIDED = "voided"
    REFUSED = "refused"


ASSET_LABELS: Mapping[Asset, str] = {Asset.CNY: "人民币", Asset.POINT: "积分"}
STATUS_LABELS: Mapping[TransferStatus, str] = {
    TransferStatus.POSTED: "已入账",
    TransferStatus.PENDING: "待确认",
    TransferStatus.VOIDED: "已撤销",
}
HOUSE_PREFIX = "house:"


@dataclass(frozen=True, slots=True)
class TransferSpec:
    """One movement of `amount` from the debit account, which pays, to the credit account, which receives.

    `debit_floor` is what must remain in the debit account; None lets it fall without limit. House accounts
    ("house:…") have no floor. Specs with the same non-empty `group` are posted together or not at all.
    A pending spec only reserves the amount until it is posted or voided.
    """

    key: str
    code: str
    asset: str
    amount: int
    debit: str
    credit: str
    subject: str = ""
    memo: str = ""
    debit_floor: int | None = 0
    group: str = ""
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class TransferReceipt:
    """The answer to one spec; `is_new` is False when the key had been answered before.

    A refused receipt (only from `try_transfers`) has no transfer id and names the account that was short.
    """

    key: str
    status: TransferStatus
    transfer_id: int | None
    amount: int
    is_new: bool
    short_account: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an account's statement; `amount` is positive when the account received.

    `account` is named where a statement covers several; transfers of one `group` were posted together.
    """

    transfer_id: int
    key: str
    code: str
    amount: int
    other_account: str
    status: TransferStatus
    subject: str
    memo: str
    at: datetime
    account: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """What is posted, what of it is reserved by pending transfers, and what is left to spend."""

    posted: int
    reserved: int

    @property
    def available(self) -> int:
        """What can be spent now."""
        return self.posted - self.reserved


class BalanceShort(DomainError):
    """The debit account has less than the transfer needs; nothing of its group was posted."""

    def __init__(self, *, account: str, key: str, amount: int, available: int) -> None:
        super().__init__(
            "balance_short",
            "余额不足，无法完成这笔转账",
            status=409,
            field="amount",
            account=account,
            key=key,
            amount=amount,
            available=available,
        )


class TransferMismatch(Conflict):
    """The key was used before for another transfer."""

    def __init__(self, key: str) -> None:
        super().__init__("transfer_mismatch", "同一笔转账编号对应了不同的内容", field="key", key=key)


class BadTransfer(DomainError):
    """The spec itself makes no sense: `field` says which part."""

    def __init__(self, field: str, message: str, *, key: str) -> None:
        super().__init__("bad_transfer", message, status=400, field=field, key=key)
