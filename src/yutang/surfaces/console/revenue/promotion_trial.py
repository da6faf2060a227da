"""What a promotion would do, as tables: a basket priced with and without it, and the last month of orders."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse

from yutang.kernel import clock
from yutang.revenue.orders.api import simulate_promotion
from yutang.revenue.pricing.api import preview_quote, promotion_overlaps
from yutang.revenue.pricing.contracts import CustomerTerms, PromotionSpec, Quote, QuoteRequest
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Table
from yutang.surfaces.console.kit.texts import money, signed_money
from yutang.surfaces.console.kit.verbs import Trial
from yutang.surfaces.console.labels import rate

SIMULATED_DAYS = 30
SHOWN_OVERLAPS = 6


def try_on(spec: PromotionSpec | None, data: Mapping[str, Any], *, instead_of: int | None = None) -> Trial:
    """Price the sample basket of the form, with a rule that is not kept yet if one is given."""
    lines = tuple((int(one["sku_id"]), int(one["quantity"])) for one in data["sample"])
    terms = CustomerTerms(
        level=data["sample_level"] or 0, is_newcomer=bool(spec and spec.kind == "first_order")
    )
    request = QuoteRequest(0, lines, None, price_group=data["sample_group"] or "")
    before = preview_quote(request, terms=terms)
    after = preview_quote(request, spec=spec, instead_of=instead_of, terms=terms) if spec else before
    sections: list[Any] = [_goods(after), _price_list(after)]
    if spec:
        saved = before.total_fen - after.total_fen
        is_idle = not saved and not after.gifts
        facts = (
            Fact("现在的价" if instead_of else "没有这个活动", money(before.total_fen)),
            Fact("修改后" if instead_of else "有这个活动", money(after.total_fen)),
            Fact("便宜", money(saved), hint="这个购物车没有变化" if is_idle else ""),
        )
        sections.insert(0, Facts("试算结果（未保存）", facts))
        sections += _overlaps(spec, instead_of)
    if after.hints:
        sections.append(Table("提示", (("顾客会看到", False),), [[Cell(hint.text)] for hint in after.hints]))
    return Trial(sections)


def _goods(quote: Quote) -> Table:
    rows = [
        [
            Cell(f"{one.name} {one.spec}".strip() + (f"（{one.problem_text}）" if one.problem_text else "")),
            Cell(one.quantity, is_number=True),
            Cell(money(one.base_fen), is_number=True),
            Cell(money(one.paid_fen), is_number=True),
        ]
        for one in quote.lines
    ]
    rows += [
        [
            Cell(f"赠品 {gift.name}"),
            Cell(gift.quantity, is_number=True),
            Cell("", is_number=True),
            Cell(money(0), is_number=True),
        ]
        for gift in quote.gifts
    ]
    return Table("商品", (("商品", False), ("数量", True), ("原价", True), ("实付", True)), rows)


def _price_list(quote: Quote) -> Table:
    rows = [
        [Cell(one.label), Cell(one.detail), Cell(_amount(one.amount_fen, one.kind), is_number=True)]
        for one in quote.explanation
    ]
    foot = (Cell("应付"), Cell(""), Cell(money(quote.total_fen), is_number=True))
    return Table("价格明细", (("项目", False), ("说明", False), ("金额", True)), rows, foot=foot)


def _amount(fen: int, kind: str) -> str:
    return money(fen) if kind == "subtotal" or fen == 0 else signed_money(fen)


def _overlaps(spec: PromotionSpec, instead_of: int | None) -> list[Table]:
    met = promotion_overlaps(spec, instead_of=instead_of)
    rows = [
        [
            Cell(one.name, url=reverse("admin:pricing_promotion_change", args=[one.promotion_id])),
            Cell(one.text),
        ]
        for one in met[:SHOWN_OVERLAPS]
    ]
    note = f"共 {len(met)} 个，只列前 {SHOWN_OVERLAPS} 个" if len(met) > SHOWN_OVERLAPS else ""
    return [Table("同时生效的活动", (("活动", False), ("怎么算", False)), rows, note=note)] if rows else []


def simulate(spec: PromotionSpec, *, without: int | None = None) -> Trial:
    """Price the paid orders of the last month again, as if the rule had held then."""
    now = clock.now()
    found = simulate_promotion(spec, since=now - timedelta(days=SIMULATED_DAYS), until=now, without=without)
    facts = [
        Fact(
            "已付款订单", f"{found.orders:,} 笔", hint="订单太多，只算了最近的一部分" if found.is_part else ""
        ),
        Fact("会享受到优惠", f"{found.touched:,} 笔"),
        Fact("会让利", money(found.off_fen)),
        Fact("这些订单应付", money(found.sales_fen)),
        Fact("让利占比", rate(found.share_bp)),
    ]
    if found.gifts:
        facts.append(Fact("会送出赠品", f"{found.gifts:,} 件"))
    rows = [[Cell(one.name), Cell(money(one.off_fen), is_number=True)] for one in found.products]
    title = f"近 {SIMULATED_DAYS} 天模拟（没有改动任何数据）"
    return Trial(
        (
            Facts(title, facts),
            Table("让利最多的商品", (("商品", False), ("让利", True)), rows, empty="没有商品会让利"),
        )
    )
