"""What lies in accounts."""

from collections.abc import Iterable

from yutang.foundation.ledger.contracts import Balance
from yutang.foundation.ledger.models import Account
from yutang.kernel.among import among


def balance(code: str) -> int:
    """The posted balance of an account; 0 for one that was never used."""
    return Account.objects.filter(code=code).values_list("balance", flat=True).first() or 0


def balances(codes: Iterable[str]) -> dict[str, Balance]:
    """Balances of the accounts in one query; an unused account has zero."""
    wanted = list(codes)
    rows = Account.objects.filter(among(Account, "code", wanted)).values_list("code", "balance", "reserved")
    known = {code: Balance(posted, reserved) for code, posted, reserved in rows}
    return {code: known.get(code, Balance(0, 0)) for code in wanted}
