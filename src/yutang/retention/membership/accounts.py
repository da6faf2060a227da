"""Names of the ledger accounts that hold points."""

ISSUED = "house:points_issued"
BURNED = "house:points_burned"
EXPIRED = "house:points_expired"

CODE_EARN = "points_earn"
CODE_THAW = "points_thaw"
CODE_SPEND = "points_spend"
CODE_BACK = "points_back"
CODE_CLAW = "points_claw_back"
CODE_REPAY = "points_repay"
CODE_EXPIRE = "points_expire"


def available(customer_id: int) -> str:
    """His to spend. Never below zero."""
    return f"points:{customer_id}:available"


def frozen(customer_id: int) -> str:
    """Earned, not his yet."""
    return f"points:{customer_id}:frozen"


def debt(customer_id: int) -> str:
    """Below zero by what he owes."""
    return f"points:{customer_id}:debt"
