"""The data set's nouns in our words: stores, households, products, campaigns and coupons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import batched

from yutang.foundation.catalog.contracts import NewProduct, NewSku, ProductStatus
from yutang.foundation.customers.contracts import NewCustomer
from yutang.foundation.org.contracts import NewStore
from yutang.revenue.pricing.contracts import CouponTemplateSpec
from yutang.surfaces.imports.completejourney.source import Source
from yutang.surfaces.imports.runs import Chunk

ROOT_CATEGORY = "Complete Journey"
UNLISTED = "未登记商品"
ROWS_PER_CHUNK = 5_000
UNKNOWN_AMOUNT_FEN = 100

_PRODUCTS = """
WITH sold AS (
    SELECT product_id, min(transaction_timestamp) AS first_at,
           mode(round((sales_value + retail_disc + coupon_match_disc) * 100 / nullif(quantity, 0))::BIGINT)
               AS unit_fen
    FROM {transactions} GROUP BY product_id
), listed AS (
    SELECT product_id, department, product_category, product_type, package_size, brand FROM {products}
    UNION ALL
    SELECT product_id, NULL, NULL, NULL, NULL, NULL FROM sold
    WHERE product_id NOT IN (SELECT product_id FROM {products})
)
SELECT product_id, coalesce(department, ''), coalesce(product_category, ''), coalesce(product_type, ''),
       coalesce(package_size, ''), coalesce(brand, ''), coalesce(unit_fen, 0), first_at
FROM listed LEFT JOIN sold USING (product_id) ORDER BY product_id
"""

_HOUSEHOLDS = """
SELECT household_id, arg_max(store_id, visits), min(first_at)
FROM (SELECT household_id, store_id, count(DISTINCT basket_id) AS visits,
             min(transaction_timestamp) AS first_at
      FROM {transactions} GROUP BY ALL)
GROUP BY household_id ORDER BY household_id
"""

_DEMOGRAPHICS = """
SELECT household_id, coalesce(age, ''), coalesce(income, ''), coalesce(home_ownership, ''),
       coalesce(marital_status, ''),
       coalesce(household_size, ''), coalesce(household_comp, ''), coalesce(kids_count, '')
FROM {demographics} ORDER BY household_id
"""

_COUPONS = """
WITH bought AS (
    SELECT household_id, basket_id, product_id, transaction_timestamp AS bought_at,
           round(coupon_disc * 100)::BIGINT AS fen
    FROM {transactions} WHERE coupon_disc > 0
), matched AS (
    SELECT r.campaign_id, r.coupon_upc, b.fen
    FROM {coupon_redemptions} r
    JOIN bought b ON b.household_id = r.household_id
         AND abs(date_diff('day', b.bought_at, r.redemption_date)) <= 1
    JOIN {coupons} c ON c.campaign_id = r.campaign_id AND c.coupon_upc = r.coupon_upc
         AND c.product_id = b.product_id
)
SELECT c.campaign_id, c.coupon_upc, d.campaign_type, d.start_date, d.end_date,
       (SELECT mode(m.fen) FROM matched m
        WHERE m.campaign_id = c.campaign_id AND m.coupon_upc = c.coupon_upc)
FROM (SELECT DISTINCT campaign_id, coupon_upc FROM {coupons}) c
JOIN {campaign_descriptions} d USING (campaign_id)
ORDER BY c.campaign_id, c.coupon_upc
"""

_REDEMPTIONS = """
WITH visits AS (
    SELECT household_id, basket_id, min(transaction_timestamp) AS bought_at, sum(coupon_disc) AS saved
    FROM {transactions} GROUP BY ALL
)
SELECT r.campaign_id, r.coupon_upc, r.household_id, r.redemption_date,
       (SELECT arg_min(v.basket_id, abs(date_diff('hour', v.bought_at, r.redemption_date + INTERVAL 18 HOUR))
                       + CASE WHEN v.saved > 0 THEN 0 ELSE 1000 END)
        FROM visits v WHERE v.household_id = r.household_id
          AND abs(date_diff('day', v.bought_at, r.redemption_date)) <= 1)
FROM {coupon_redemptions} r
ORDER BY r.redemption_date, r.household_id, r.campaign_id, r.coupon_upc
"""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One of the 27 campaigns of the year."""

    number: int
    kind: str
    starts_on: date
    ends_on: date

    @property
    def title(self) -> str:
        """What the link's campaign field says."""
        return f"CJ 第 {self.number} 期 {self.kind}"


@dataclass(frozen=True, slots=True)
class Redemption:
    """One coupon used by one household; basket_id is the likeliest basket of that day, or None."""

    template_code: str
    household_id: int
    used_on: date
    basket_id: int | None

    @property
    def used_in(self) -> str:
        """What it was used on. Several go into one basket, so the coupon is part of the name."""
        basket = self.basket_id or f"{self.used_on}/{self.household_id}"
        return f"{basket}/{self.template_code.removeprefix('CJ')}"


def product_no(product_id: int) -> str:
    """Our number of a product of the data set; its only SKU has the same."""
    return f"CJ{product_id}"


def store_no(store_id: int) -> str:
    """Our number of a store of the data set."""
    return f"CJ{store_id}"


def household_no(household_id: int) -> str:
    """The external number of a household."""
    return f"completejourney:{household_id}"


def template_code(campaign: int, upc: int) -> str:
    """Our number of a coupon: the same UPC in two campaigns is two coupons."""
    return f"CJ{campaign}-{upc}"


def store_chunks(source: Source) -> Iterator[Chunk[NewStore]]:
    """All stores. The data set knows only their numbers; they are history and open to nobody."""
    rows = source.query("SELECT DISTINCT store_id FROM {transactions} ORDER BY 1")
    stores = [
        NewStore(
            no=store_no(number),
            name=f"{number} 号店",
            region_code="CJ",
            region_name=ROOT_CATEGORY,
            pickup_enabled=False,
            is_active=False,
        )
        for (number,) in rows
    ]
    yield Chunk(0, stores)


def household_chunks(source: Source, store_ids: dict[str, int]) -> Iterator[Chunk[NewCustomer]]:
    """All households, at home in the store where they shop most, registered at their first purchase."""
    rows = source.query(_HOUSEHOLDS)
    for number, part in enumerate(batched(rows, ROWS_PER_CHUNK)):
        yield Chunk(
            number,
            [
                NewCustomer(
                    nickname=f"家庭 {household}",
                    external_no=household_no(household),
                    home_store_id=store_ids[store_no(store)],
                    registered_at=first_at.replace(tzinfo=UTC),
                )
                for household, store, first_at in part
            ],
        )


def product_chunks(source: Source) -> Iterator[Chunk[NewProduct]]:
    """All products, and those that were sold without being listed. Off sale: history, not assortment."""
    for number, part in enumerate(batched(source.query(_PRODUCTS), ROWS_PER_CHUNK)):
        yield Chunk(number, [_product(row) for row in part])


def _product(row: tuple[int, str, str, str, str, str, int, datetime | None]) -> NewProduct:
    number, department, category, kind, size, brand, unit_fen, first_at = row
    name = " ".join(part for part in (kind or category or department or UNLISTED, size) if part)
    no = product_no(number)
    path = tuple(part[:40] for part in (ROOT_CATEGORY, department or UNLISTED, category) if part)
    return NewProduct(
        no=no,
        name=name[:80] if kind else f"{name[:60]} {number}",
        subtitle={"National": "National brand", "Private": "Private label"}.get(brand, ""),
        category_path=path,
        status=ProductStatus.OFF_SALE,
        skus=(NewSku(no=no, price_fen=unit_fen, spec=size[:40]),),
        listed_at=first_at.replace(tzinfo=UTC) if first_at else None,
    )


def demographics(source: Source) -> list[tuple[int, tuple[str, ...]]]:
    """Households that say something about themselves: (household, seven bands)."""
    return [(row[0], tuple(row[1:])) for row in source.query(_DEMOGRAPHICS)]


def campaigns(source: Source) -> list[Campaign]:
    """The campaigns of the year by number."""
    rows = source.query(
        "SELECT campaign_id, campaign_type, start_date, end_date "
        "FROM {campaign_descriptions} ORDER BY campaign_id"
    )
    return [Campaign(number, kind, starts.date(), ends.date()) for number, kind, starts, ends in rows]


def mailings(source: Source) -> Sequence[tuple[int, int]]:
    """Who was sent which campaign: (campaign, household)."""
    rows = source.query("SELECT campaign_id, household_id FROM {campaigns} ORDER BY 1, 2")
    return [(campaign, household) for campaign, household in rows]


def coupon_templates(source: Source) -> list[CouponTemplateSpec]:
    """One template per campaign and UPC. Its face value is what redeemers' baskets show, else ¥1."""
    return [
        CouponTemplateSpec(
            template_code=template_code(campaign, upc),
            name=f"{kind} 第 {campaign} 期厂商券 {upc}",
            amount_fen=amount or UNKNOWN_AMOUNT_FEN,
            valid_from=starts.replace(tzinfo=UTC),
            valid_until=ends.replace(tzinfo=UTC),
            per_person=99,
        )
        for campaign, upc, kind, starts, ends, amount in source.query(_COUPONS)
    ]


def redemptions(source: Source) -> list[Redemption]:
    """Every coupon redemption in the order of time."""
    return [
        Redemption(template_code(campaign, upc), household, day.date(), basket)
        for campaign, upc, household, day, basket in source.query(_REDEMPTIONS)
    ]
