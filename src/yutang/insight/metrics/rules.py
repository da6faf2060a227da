"""Arithmetic of figures: windows, and changes taken apart so that the parts add up exactly."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from yutang.insight.metrics.contracts import DayPoint, Sales, SalesDay, TreeNode, Window

SHANGHAI = timedelta(hours=8)
WINDOW_DAYS = {"today": 1, "7d": 7, "30d": 30}


def start_of(day: date) -> datetime:
    """The instant at which a Shanghai day begins."""
    return datetime.combine(day, time(), UTC) - SHANGHAI


def local_day(at: datetime) -> date:
    """The Shanghai day of an instant."""
    return (at.astimezone(UTC) + SHANGHAI).date()


def window_of(key: str, *, now: datetime, first: date | None = None, last: date | None = None) -> Window:
    """The window named `key` (today, 7d, 30d, all, or custom with both days given).

    A running last day is compared with the same hours of the earlier period. Raises ValueError if the days of a
    custom window are missing or reversed, or if it is longer than ten years.
    """
    today = local_day(now)
    if key == "all":
        first_day = first or today
        return Window(key, first_day, today, start_of(first_day), now, None, None, None)
    if key == "custom":
        if first is None or last is None or first > last or (last - first).days > 3_660:
            raise ValueError("custom window")
        first_day, last_day = first, min(last, today) if first <= today else last
    else:
        first_day, last_day = today - timedelta(days=WINDOW_DAYS[key] - 1), today
    start = start_of(first_day)
    end = min(max(now, start), start_of(last_day + timedelta(days=1)))
    length = timedelta(days=(last_day - first_day).days + 1)
    return Window(key, first_day, last_day, start, end, first_day - length, start - length, end - length)


def share_bp(part: int, whole: int) -> int | None:
    """Part of whole in basis points, half up; None when there is no whole."""
    return None if whole <= 0 else (part * 20_000 + whole) // (whole * 2)


def change_bp(after: int, before: int) -> int | None:
    """Relative change in basis points; None when there was nothing before."""
    if before <= 0:
        return None
    return round(Fraction((after - before) * 10_000, before))


def fill_days(points: Sequence[SalesDay], first: date, last: date) -> tuple[SalesDay, ...]:
    """The same curve with the days on which nothing was sold."""
    by_day = {point.day: point for point in points}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(by_day.get(day) or SalesDay(day, 0, 0, 0, 0) for day in days)


def running_total(joined: Sequence[DayPoint], start: int, first: date, last: date) -> tuple[DayPoint, ...]:
    """People at the end of each day: `start` before the first, plus who joined and less who left."""
    by_day = {point.day: point.value for point in joined}
    total, points = start, []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        total += by_day.get(day, 0)
        points.append(DayPoint(day, total))
    return tuple(points)


def split_product(before: tuple[int, int], after: tuple[int, int]) -> tuple[int, int]:
    """Take the change of `count × average` apart into what the count and what the average did, in whole fen.

    Each side is (count, money). The two effects meet in the middle (the other factor at the mean of before and
    after), and the second is what remains, so they add up to the change of the money exactly.
    """
    (count0, money0), (count1, money1) = before, after
    change = money1 - money0
    if not count0 or not count1:
        return change, 0
    mean_price = (Fraction(money0, count0) + Fraction(money1, count1)) / 2
    by_count = round((count1 - count0) * mean_price)
    return by_count, change - by_count


def _yuan(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02d}"


def _average(money: int, count: int) -> str:
    return _yuan((money * 2 + count) // (count * 2)) if count else "—"


def _branch(key: str, name: str, before: tuple[int, int], after: tuple[int, int]) -> TreeNode:
    by_count, by_price = split_product(before, after)
    children = (
        TreeNode(f"{key}_orders", f"{name}订单", by_count, f"{before[0]:,}", f"{after[0]:,} 单"),
        TreeNode(
            f"{key}_average",
            f"{name}客单价",
            by_price,
            _average(before[1], before[0]),
            _average(after[1], after[0]),
        ),
    )
    return TreeNode(key, f"{name}销售", after[1] - before[1], _yuan(before[1]), _yuan(after[1]), children)


def change_tree(before: Sales, after: Sales) -> TreeNode:
    """Why GMV changed: first orders and later orders, each as orders × average. Every level adds up to the fen."""
    branches = (
        _branch(
            "new", "新客", (before.new_orders, before.new_gmv_fen), (after.new_orders, after.new_gmv_fen)
        ),
        _branch(
            "returning",
            "老客",
            (before.returning_orders, before.returning_gmv_fen),
            (after.returning_orders, after.returning_gmv_fen),
        ),
    )
    return TreeNode(
        "gmv", "GMV", after.gmv_fen - before.gmv_fen, _yuan(before.gmv_fen), _yuan(after.gmv_fen), branches
    )


def main_path(root: TreeNode) -> tuple[str, ...]:
    """Keys from the root down the child that moved most in the direction of the whole change."""
    path, node = [root.key], root
    while node.children:
        sign = 1 if node.delta_fen >= 0 else -1
        node = max(node.children, key=lambda child: child.delta_fen * sign)
        path.append(node.key)
    return tuple(path)
