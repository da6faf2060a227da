"""The figures of the first screen as a template shows them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from yutang.insight.metrics.api import change_bp, main_path, share_bp
from yutang.insight.metrics.contracts import Audience, Overview, Sales, TreeNode
from yutang.surfaces.console.kit.texts import SHANGHAI, money, percent, signed_money
from yutang.surfaces.console.overview.charts import Series, line_chart


def change(after: int, before: int | None) -> dict[str, str]:
    """+6.8% in green, −1.3% in red, nothing when there is nothing to compare with."""
    bp = None if before is None else change_bp(after, before)
    if bp is None:
        return {"text": "", "tone": ""}
    return {
        "text": f"{'+' if bp > 0 else ''}{percent(bp)}",
        "tone": "up" if bp > 0 else "dn" if bp < 0 else "",
    }


def difference(after: int, before: int | None) -> dict[str, str]:
    """+1,204 or −8."""
    if before is None or after == before:
        return {"text": "" if before is None else "持平", "tone": ""}
    gap = after - before
    return {"text": f"{'+' if gap > 0 else '−'}{abs(gap):,}", "tone": "up" if gap > 0 else "dn"}


def points(after: int | None, before: int | None) -> dict[str, str]:
    """The difference of two shares in percentage points."""
    if after is None or before is None:
        return {"text": "", "tone": ""}
    gap = after - before
    text = f"{'+' if gap > 0 else '−' if gap < 0 else ''}{abs(gap) // 100}.{abs(gap) % 100 // 10} 个点"
    return {"text": text, "tone": "up" if gap > 0 else "dn" if gap < 0 else ""}


def _average_fen(sales: Sales) -> int:
    return round(Fraction(sales.gmv_fen, sales.orders)) if sales.orders else 0


def _frequency(sales: Sales) -> str:
    if not sales.buyers:
        return "—"
    hundredths = round(Fraction(sales.orders * 100, sales.buyers))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def audience_card(overview: Overview, target: int | None) -> dict[str, Any]:
    """Customers: how many may be written to, of how many."""
    now, before = overview.audience, overview.previous_audience
    days = [point.day for point in overview.audience_days]
    texts = [f"{point.value:,} 人" for point in overview.audience_days]
    earlier = overview.previous_audience_days
    chart = line_chart(
        days,
        Series("本期", [point.value for point in overview.audience_days], texts),
        Series("上期", [point.value for point in earlier], [f"{point.value:,} 人" for point in earlier]),
        is_money=False,
        from_zero=False,
        label="客户总数的变化",
    )
    return {
        "total": f"{now.total:,}",
        "delta": change(now.total, before.total if before else None),
        "reachable": f"{now.reachable:,}",
        "reachable_delta": difference(now.reachable, before.reachable if before else None),
        "active": f"{now.active:,}",
        "active_delta": change(now.active, before.active if before else None),
        "rate": percent(share_bp(now.reachable, now.total)),
        "rate_delta": points(_reach(now), _reach(before)),
        "joined": f"{now.joined:,}",
        "target": f"{target:,}" if target else "",
        "progress": _progress(now.total, target),
        "chart": chart,
        "rows": [(point.day, text) for point, text in zip(overview.audience_days, texts, strict=True)],
    }


def _reach(audience: Audience | None) -> int | None:
    return share_bp(audience.reachable, audience.total) if audience else None


def _progress(value: int, target: int | None) -> str:
    return percent(min(10_000, share_bp(value, target) or 0)) if target else ""


def sales_card(overview: Overview, target_fen: int | None) -> dict[str, Any]:
    """GMV as purchase rate × average order × frequency."""
    now, before = overview.sales, overview.previous_sales
    days = [day.day for day in overview.sales_days]
    earlier = overview.previous_days
    chart = line_chart(
        days,
        Series(
            "本期",
            [day.gmv_fen for day in overview.sales_days],
            [money(d.gmv_fen) for d in overview.sales_days],
        ),
        Series("上期", [day.gmv_fen for day in earlier], [money(day.gmv_fen) for day in earlier]),
        is_money=True,
        from_zero=True,
        label="每日销售额",
    )
    rate = share_bp(now.buyers, overview.audience.total)
    old_audience = overview.previous_audience
    old_rate = share_bp(before.buyers, old_audience.total) if before and old_audience else None
    frequency = difference_of_frequency(now, before)
    return {
        "yuan": f"{now.gmv_fen // 100:,}",
        "fen": f"{now.gmv_fen % 100:02d}",
        "delta": change(now.gmv_fen, before.gmv_fen if before else None),
        "refund": money(now.refund_fen),
        "net": money(now.net_fen),
        "rate": percent(rate),
        "rate_delta": points(rate, old_rate),
        "average": money(_average_fen(now)),
        "average_delta": change(_average_fen(now), _average_fen(before) if before else None),
        "frequency": _frequency(now),
        "frequency_delta": frequency,
        "orders": f"{now.orders:,}",
        "buyers": f"{now.buyers:,}",
        "new": money(now.new_gmv_fen),
        "returning": money(now.returning_gmv_fen),
        "commission": money(now.commission_fen),
        "repeat": percent(share_bp(overview.repeat.repeat_buyers, overview.repeat.buyers)),
        "target": money(target_fen) if target_fen else "",
        "progress": _progress(now.gmv_fen, target_fen),
        "chart": chart,
        "rows": [
            (d.day, money(d.gmv_fen), money(d.refund_fen), d.orders, d.buyers) for d in overview.sales_days
        ],
    }


def difference_of_frequency(now: Sales, before: Sales | None) -> dict[str, str]:
    """Orders per buyer, the difference with two decimals."""
    if before is None or not now.buyers or not before.buyers:
        return {"text": "", "tone": ""}
    gap = round((Fraction(now.orders, now.buyers) - Fraction(before.orders, before.buyers)) * 100)
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    return {
        "text": f"{sign}{abs(gap) // 100}.{abs(gap) % 100:02d}",
        "tone": "up" if gap > 0 else "dn" if gap < 0 else "",
    }


def tree_view(root: TreeNode | None) -> dict[str, Any] | None:
    """Boxes and lines of the change tree, the main path marked."""
    if root is None or not root.delta_fen:
        return None
    path = main_path(root)
    boxes = [(root, 0, 98), *((branch, 190, 32 + 132 * n) for n, branch in enumerate(root.children))]
    lines = [(f"M158 128h16V{62 + 132 * n}h16", branch.key) for n, branch in enumerate(root.children)]
    for n, branch in enumerate(root.children):
        for m, leaf in enumerate(branch.children):
            top = 132 * n + 64 * m
            boxes.append((leaf, 380, top))
            lines.append((f"M348 {62 + 132 * n}h16V{top + 30}h16", leaf.key))
    nodes = [_box(node, left, top, path, root.delta_fen) for node, left, top in boxes]
    rows = [
        (left // 190, n.name, signed_money(n.delta_fen), n.before, n.after)
        for n, left, _ in _in_reading_order(boxes)
    ]
    return {
        "nodes": nodes,
        "lines": sorted(
            ({"d": d, "is_main": key in path} for d, key in lines), key=lambda line: bool(line["is_main"])
        ),
        "cause": next(node for node in nodes if node["key"] == path[-1]),
        "rows": rows,
    }


def _in_reading_order(boxes: Sequence[tuple[TreeNode, int, int]]) -> list[tuple[TreeNode, int, int]]:
    """The root, then each branch followed by its leaves."""
    places = {box[0].key: box for box in boxes}
    ordered = [boxes[0]]
    for branch in boxes[0][0].children:
        ordered += [places[branch.key], *(places[leaf.key] for leaf in branch.children)]
    return ordered


def _box(node: TreeNode, left: int, top: int, path: Sequence[str], total: int) -> dict[str, Any]:
    share = percent(round(Fraction(abs(node.delta_fen) * 10_000, abs(total))), 0)
    with_it = (node.delta_fen >= 0) == (total >= 0)
    change_of_it = f"{node.before} → {node.after}"
    return {
        "key": node.key,
        "name": node.name,
        "delta": signed_money(node.delta_fen),
        "change": change_of_it,
        "short": change_of_it
        if left == 380
        else f"{'占变化' if with_it else '抵消'} {share}"
        if left
        else "",
        "left": left,
        "top": top,
        "is_main": node.key in path,
        "is_cause": node.key == path[-1],
        "is_gain": node.delta_fen > 0 and node.key not in path,
    }


def funnel_view(overview: Overview) -> list[dict[str, Any]]:
    """Bars relative to the widest step."""
    widest = max((step.people for step in overview.funnel), default=0)
    return [
        {
            "stage": step.stage,
            "meaning": step.meaning,
            "people": f"{step.people:,}",
            "width": f"{step.people / widest:.4f}" if widest else "0",
            "from_previous": percent(step.from_previous_bp) if step.from_previous_bp is not None else "",
            # New customers also register without a link; only those by a link are a share of the visitors.
            "hint": "经链接注册的新客 ÷ 打开链接的访客" if place == 1 and len(overview.funnel) == 5 else "",
        }
        for place, step in enumerate(overview.funnel)
    ]


def products_view_rows(overview: Overview) -> list[dict[str, Any]]:
    """The best sellers with their share of the sales."""
    table = overview.products
    return [
        {
            "id": row.product_id,
            "name": row.name,
            "quantity": f"{row.quantity:,}",
            "buyers": f"{row.buyers:,}",
            "sales": money(row.sales_fen),
            "share": percent(share_bp(row.sales_fen, table.gmv_fen)),
        }
        for row in table.rows
    ]


def as_of_text(overview: Overview) -> str:
    """截至 11 月 21 日 14:26."""
    at = overview.as_of.astimezone(SHANGHAI)
    return f"截至 {at.month} 月 {at.day} 日 {at:%H:%M}"
