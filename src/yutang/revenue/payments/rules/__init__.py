"""Pure decisions of payments: how three books are compared."""

from yutang.revenue.payments.rules.comparison import compare, day_totals

__all__ = ["compare", "day_totals"]
