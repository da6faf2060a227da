"""What the tests of membership share."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from yutang.foundation.ledger import checks as ledger_checks
from yutang.kernel.doctor import Finding
from yutang.retention.membership import checks

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
CHECKS: tuple[Callable[[], Iterable[Finding]], ...] = (
    checks.points_agree,
    checks.growth_adds_up,
    checks.rewards_within,
    checks.card_uses_agree,
    checks.levels_rise,
    ledger_checks.assets_balance,
    ledger_checks.balances_follow_transfers,
    ledger_checks.no_account_below_floor,
)


def doctor_is_content() -> bool:
    """Nothing of membership or the ledger contradicts anything else."""
    found = [finding for one in CHECKS for finding in one()]
    assert found == []
    return True
