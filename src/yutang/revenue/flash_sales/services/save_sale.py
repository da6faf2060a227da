"""Schedule a sale, or change one that has not ended: its goods are set aside at once."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from yutang.foundation.catalog.api import lowest_prices, skus_by_ids
from yutang.foundation.catalog.contracts import SkuFacts
from yutang.foundation.inventory.api import (
    LocationKind,
    StockWant,
    default_location_id,
    hold_many,
    locations,
    release_many,
)
from yutang.foundation.inventory.contracts import LocationFacts
from yutang.kernel import audit, clock, outbox
from yutang.kernel.errors import Conflict, DomainError
from yutang.revenue.flash_sales import rules
from yutang.revenue.flash_sales.contracts import ItemSpec, SaleSpec, SaleStatus, sale_unknown
from yutang.revenue.flash_sales.events import FlashSaleScheduled
from yutang.revenue.flash_sales.models import FlashItem, FlashSale
from yutang.revenue.flash_sales.models.item import allotment_ref
from yutang.revenue.flash_sales.selectors.board import board
from yutang.revenue.pricing.api import price_tags

LOWEST_DAYS = 7


@transaction.atomic
def schedule_sale(spec: SaleSpec, *, actor: str) -> int:
    """Set the goods of a new sale aside and return its id.

    Raises DomainError("flash_invalid", field=...) for what cannot be held: an end before the start, a price that is not
    below what the SKU was sold at in the last 7 days, more pieces than can be promised, a SKU twice in one sale.
    """
    now = clock.now()
    rules.check_sale(spec, now)
    sale = FlashSale.objects.create(
        name=spec.name.strip(),
        starts_at=spec.starts_at,
        ends_at=spec.ends_at,
        pay_minutes=spec.pay_minutes,
        shipping_fen=spec.shipping_fen,
        created_at=now,
    )
    _put_in(sale, list(enumerate(spec.items)))
    _told(sale, spec, actor=actor, action="flash_sale.schedule")
    return sale.pk


@transaction.atomic
def change_sale(sale_id: int, spec: SaleSpec, *, actor: str) -> None:
    """Make a sale what the spec says.

    Before it starts everything may change. While it runs the start, the prices and the limits stay as they were
    promised and no item may go; pieces may be added, and taken away down to what is sold. Raises DomainError naming the
    field, NotFound("flash_unknown"), Conflict("flash_closed").
    """
    now = clock.now()
    sale = FlashSale.objects.select_for_update().filter(pk=sale_id).first()
    if sale is None:
        raise sale_unknown(sale_id)
    if sale.status != SaleStatus.SCHEDULED:
        raise Conflict("flash_closed", "这场秒杀已经结束，不能再改", sale_id=sale_id)
    rules.check_sale(spec, now)
    known = {
        row.sku_id: row for row in FlashItem.objects.select_for_update().filter(sale=sale).order_by("pk")
    }
    is_running = sale.starts_at <= now
    if is_running:
        _check_running(sale, spec, known)
    sale.name, sale.starts_at, sale.ends_at = spec.name.strip(), spec.starts_at, spec.ends_at
    sale.pay_minutes, sale.shipping_fen = spec.pay_minutes, spec.shipping_fen
    sale.save(update_fields=["name", "starts_at", "ends_at", "pay_minutes", "shipping_fen"])
    wanted = {item.sku_id: (number, item) for number, item in enumerate(spec.items)}
    _take_out([row for sku_id, row in known.items() if sku_id not in wanted])
    _change_items([(known[sku], *wanted[sku]) for sku in wanted if sku in known], is_running=is_running)
    _put_in(sale, [pair for sku_id, pair in wanted.items() if sku_id not in known])
    _told(sale, spec, actor=actor, action="flash_sale.change")


def _told(sale: FlashSale, spec: SaleSpec, *, actor: str, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"flash_sale:{sale.pk}",
        change={
            "name": spec.name,
            "starts_at": spec.starts_at.isoformat(),
            "ends_at": spec.ends_at.isoformat(),
            "items": [
                {
                    "sku_id": i.sku_id,
                    "price_fen": i.price_fen,
                    "allotment": i.allotment,
                    "limit": i.per_person,
                }
                for i in spec.items
            ],
        },
    )
    outbox.publish(
        FlashSaleScheduled(
            sale.pk,
            spec.starts_at.isoformat(),
            spec.ends_at.isoformat(),
            sum(i.allotment for i in spec.items),
        )
    )
    transaction.on_commit(board.forget)


def _check_running(sale: FlashSale, spec: SaleSpec, known: Mapping[int, FlashItem]) -> None:
    if spec.starts_at != sale.starts_at:
        raise _bad("starts_at", "已经开始，不能改开始时间")
    if spec.shipping_fen != sale.shipping_fen:
        raise _bad("shipping_fen", "已经开始，不能改配送费")
    wanted = {item.sku_id: (number, item) for number, item in enumerate(spec.items)}
    for sku_id, row in known.items():
        if sku_id not in wanted:
            raise _bad("items", f"已经开始，不能拿走“{row.name}”；可以把投放减到已抢的数量")
        number, item = wanted[sku_id]
        if item.price_fen != row.price_fen:
            raise _bad(f"items.{number}.price_fen", "已经开始，不能改价")
        if item.per_person != row.per_person:
            raise _bad(f"items.{number}.per_person", "已经开始，不能改限购")


def _put_in(sale: FlashSale, wanted: Sequence[tuple[int, ItemSpec]]) -> None:
    """Write new items and hold their goods."""
    if not wanted:
        return
    skus = skus_by_ids([item.sku_id for _, item in wanted])
    bases = base_prices(skus)
    places = {place.location_id: place for place in locations()}
    rows: list[FlashItem] = []
    for number, item in wanted:
        sku = skus.get(item.sku_id)
        if sku is None or not sku.is_sellable:
            raise _bad(f"items.{number}.sku_id", "没有这个规格，或它已下架")
        rules.check_price(item, number, base_fen=bases[sku.sku_id])
        place = _place_of(item, number, places)
        rows.append(
            FlashItem.objects.create(
                sale=sale,
                sku_id=sku.sku_id,
                product_id=sku.product_id,
                location_id=place[0],
                store_id=place[1],
                name=sku.name[:160],
                spec=sku.spec[:80],
                picture=sku.picture[:200],
                tint=sku.tint[:9],
                price_fen=item.price_fen,
                base_fen=bases[sku.sku_id],
                allotment=item.allotment,
                per_person=item.per_person,
            )
        )
    numbers = [number for number, _ in wanted]
    _hold([(number, row, row.allotment) for number, row in zip(numbers, rows, strict=True)])


def base_prices(skus: Mapping[int, SkuFacts]) -> dict[int, int]:
    """The lowest price each SKU was sold at lately, today's limited price included."""
    lowest, tags = lowest_prices(skus, days=LOWEST_DAYS), price_tags(list(skus))
    return {
        sku_id: min(lowest.get(sku_id, sku.price_fen), sku.price_fen, tags[sku_id].price_fen)
        for sku_id, sku in skus.items()
    }


def _place_of(item: ItemSpec, number: int, places: Mapping[int, LocationFacts]) -> tuple[int, int | None]:
    if item.location_id is None:
        return default_location_id(), None
    place = places.get(item.location_id)
    if place is None:
        raise _bad(f"items.{number}.location_id", "没有这个库位")
    return place.location_id, place.store_id if place.kind == LocationKind.STORE else None


def _change_items(rows: Sequence[tuple[FlashItem, int, ItemSpec]], *, is_running: bool) -> None:
    more: list[tuple[int, FlashItem, int]] = []
    less: list[tuple[FlashItem, int]] = []
    for row, number, item in rows:
        if item.allotment < row.taken:
            raise _bad(f"items.{number}.allotment", f"已抢 {row.taken} 件，投放不能更少")
        if not is_running:
            rules.check_price(item, number, base_fen=row.base_fen)
        change = item.allotment - row.allotment
        if change > 0:
            more.append((number, row, change))
        elif change < 0:
            less.append((row, -change))
        FlashItem.objects.filter(pk=row.pk, taken__lte=item.allotment).update(
            allotment=item.allotment, price_fen=item.price_fen, per_person=item.per_person
        )
    give_back(less)
    _hold(more)


def _take_out(rows: Sequence[FlashItem]) -> None:
    give_back([(row, row.left) for row in rows])
    FlashItem.objects.filter(pk__in=[row.pk for row in rows]).delete()


def give_back(rows: Sequence[tuple[FlashItem, int]]) -> int:
    """Let so much of each item's allotment become ordinary stock again; returns how many pieces."""
    return sum(
        release_many(
            [
                StockWant(row.location_id, row.sku_id, quantity, allotment_ref(row.pk))
                for row, quantity in rows
                if quantity > 0
            ]
        )
    )


def _hold(rows: Sequence[tuple[int, FlashItem, int]]) -> None:
    wants = [
        StockWant(row.location_id, row.sku_id, quantity, allotment_ref(row.pk)) for _, row, quantity in rows
    ]
    for (number, row, _), answer in zip(rows, hold_many(wants), strict=True):
        if not answer.is_held:
            raise _bad(
                f"items.{number}.allotment",
                f"“{row.name}”可售库存只剩 {answer.available} 件",
                available=answer.available,
            )


def _bad(field: str, message: str, **details: object) -> DomainError:
    return DomainError("flash_invalid", message, status=422, field=field, **details)
