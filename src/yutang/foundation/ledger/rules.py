"""Pure decisions of the ledger: which groups of transfers fit, and what the balances are afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yutang.foundation.ledger.contracts import (
    HOUSE_PREFIX,
    Asset,
    BadTransfer,
    TransferMismatch,
    TransferSpec,
)

ASSETS = frozenset(asset.value for asset in Asset)
LONGEST = 2**62


@dataclass(slots=True)
class AccountState:
    """A locked account while a batch is decided; `floor` None means no limit."""

    account_id: int
    code: str
    asset: str
    floor: int | None
    balance: int
    reserved: int

    @property
    def available(self) -> int:
        """What pending transfers have left."""
        return self.balance - self.reserved


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why a group does not fit."""

    key: str
    account: str
    amount: int
    available: int


def check_spec(spec: TransferSpec) -> None:
    """Raise BadTransfer if the spec could never be posted, whatever the balances."""
    if not spec.key or len(spec.key) > 120:
        raise BadTransfer("key", "转账编号不能为空，且不超过 120 个字符", key=spec.key[:120])
    if not spec.code or len(spec.code) > 40:
        raise BadTransfer("code", "转账用途不能为空，且不超过 40 个字符", key=spec.key)
    if spec.asset not in ASSETS:
        raise BadTransfer("asset", "不支持的资产类型", key=spec.key)
    if type(spec.amount) is not int or not 0 < spec.amount < LONGEST:
        raise BadTransfer("amount", "转账金额必须是大于 0 的整数", key=spec.key)
    if not spec.debit or len(spec.debit) > 80:
        raise BadTransfer("debit", "付出账户不能为空，且不超过 80 个字符", key=spec.key)
    if not spec.credit or len(spec.credit) > 80 or spec.credit == spec.debit:
        raise BadTransfer("credit", "收入账户不能为空，且不能与付出账户相同", key=spec.key)


def is_house(code: str) -> bool:
    """House accounts have no floor: they mirror the outside world."""
    return code.startswith(HOUSE_PREFIX)


def opening_floors(specs: Sequence[TransferSpec]) -> dict[str, tuple[str, int | None]]:
    """Every account the specs name, with its asset and the floor it gets if it does not exist yet."""
    floors: dict[str, tuple[str, int | None]] = {}
    for spec in specs:
        for code in (spec.debit, spec.credit):
            if code not in floors:
                floors[code] = (spec.asset, None if is_house(code) else 0)
    return floors


def group_specs(specs: Sequence[TransferSpec]) -> list[list[TransferSpec]]:
    """Specs in groups that stand or fall together, in order of first appearance."""
    groups: dict[str, list[TransferSpec]] = {}
    singles = 0
    for spec in specs:
        if spec.group:
            groups.setdefault("g" + spec.group, []).append(spec)
        else:
            singles += 1
            groups[f"s{singles}"] = [spec]
    return list(groups.values())


def merge_repeats(specs: Sequence[TransferSpec]) -> list[TransferSpec]:
    """Each key once; TransferMismatch if one key stands for two different transfers."""
    first: dict[str, TransferSpec] = {}
    for spec in specs:
        known = first.setdefault(spec.key, spec)
        if known is not spec and known != spec:
            raise TransferMismatch(spec.key)
    return list(first.values())


def apply_group(group: Sequence[TransferSpec], accounts: Mapping[str, AccountState]) -> Shortage | None:
    """Apply the group to the accounts, in order; on a shortage leave them untouched and say where.

    A debit must leave at least the spec's floor in the account, after what pending transfers have reserved.
    The account then remembers the lowest floor that anyone was allowed.
    """
    undo: list[tuple[AccountState, int, int, int | None]] = []
    for spec in group:
        debit, credit = accounts[spec.debit], accounts[spec.credit]
        for account in (debit, credit):
            if account.asset != spec.asset:
                _take_back(undo)
                raise BadTransfer("asset", f"账户 {account.code} 不是这种资产", key=spec.key)
        floor = None if is_house(spec.debit) else spec.debit_floor
        if floor is not None and debit.available - spec.amount < floor:
            shortage = Shortage(spec.key, spec.debit, spec.amount, debit.available - floor)
            _take_back(undo)
            return shortage
        undo.append((debit, debit.balance, debit.reserved, debit.floor))
        undo.append((credit, credit.balance, credit.reserved, credit.floor))
        if debit.floor is not None:
            debit.floor = None if floor is None else min(debit.floor, floor)
        if spec.is_pending:
            debit.reserved += spec.amount
        else:
            debit.balance -= spec.amount
            credit.balance += spec.amount
    return None


def _take_back(undo: list[tuple[AccountState, int, int, int | None]]) -> None:
    for account, balance, reserved, floor in reversed(undo):
        account.balance, account.reserved, account.floor = balance, reserved, floor
