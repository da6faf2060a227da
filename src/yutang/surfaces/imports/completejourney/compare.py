"""The proof: the same figures counted by DuckDB in the source files and by our database in what is stored."""

from yutang.revenue.orders.api import imported_totals
from yutang.revenue.pricing.api import redeemed_count
from yutang.surfaces.imports.completejourney.baskets import COUPON, KEY_PREFIX, MATCHED, RETAIL
from yutang.surfaces.imports.completejourney.source import Source
from yutang.surfaces.imports.contracts import Comparison
from yutang.surfaces.imports.models import ImportRun
from yutang.surfaces.imports.runs import stage_totals

_SOURCE = """
WITH line AS (
    SELECT basket_id, household_id, quantity, round(sales_value * 100)::BIGINT AS sales,
           round(retail_disc * 100)::BIGINT AS retail, round(coupon_disc * 100)::BIGINT AS coupon,
           round(coupon_match_disc * 100)::BIGINT AS matched
    FROM {transactions}
), nothing AS (
    SELECT basket_id FROM line GROUP BY basket_id HAVING sum(quantity + sales + retail + coupon + matched) = 0
)
SELECT count(*), count(DISTINCT basket_id), count(DISTINCT household_id), sum(quantity), sum(sales),
       sum(retail), sum(coupon), sum(matched), (SELECT count(*) FROM nothing),
       (SELECT count(*) FROM {coupon_redemptions}),
       (SELECT count(*) FROM (SELECT product_id FROM {products} UNION SELECT product_id FROM {transactions})),
       (SELECT count(DISTINCT store_id) FROM {transactions}), (SELECT count(*) FROM {campaigns}),
       (SELECT count(*) FROM {demographics})
FROM line
"""


def compare(source: Source, run: ImportRun) -> list[Comparison]:
    """Count everything twice. Money and quantities must agree without any help from refused rows."""
    rows, baskets, households, quantity, sales, retail, coupon, matched, empty, redeemed, *nouns = (
        int(figure or 0) for figure in source.query(_SOURCE)[0]
    )
    products, stores, mailed, described = nouns
    stored = imported_totals(KEY_PREFIX)
    _, _, rejected = stage_totals(run, "orders")
    return [
        Comparison("交易行", rows, stored.lines, rejected),
        Comparison("购物篮（订单）", baskets, stored.orders, empty),
        Comparison("家庭（客户）", households, stored.customers, 0),
        Comparison("件数", quantity, stored.quantity, 0),
        Comparison("销售额", sales, stored.paid_fen, 0, is_money=True),
        Comparison("会员卡折扣", retail, stored.discounts.get(RETAIL, 0), 0, is_money=True),
        Comparison("厂商券", coupon, stored.discounts.get(COUPON, 0), 0, is_money=True),
        Comparison("配合让利", matched, stored.discounts.get(MATCHED, 0), 0, is_money=True),
        Comparison("券核销", redeemed, redeemed_count(KEY_PREFIX), 0),
        Comparison("商品", products, _taken(run, "products"), 0),
        Comparison("门店", stores, _taken(run, "stores"), 0),
        Comparison("活动触达", mailed, _taken(run, "mailings"), 0),
        Comparison("家庭画像", described, _taken(run, "demographics"), 0),
    ]


def _taken(run: ImportRun, stage: str) -> int:
    created, known, _ = stage_totals(run, stage)
    return created + known
