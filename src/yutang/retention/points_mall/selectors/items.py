"""Items and exchanges as customers see them."""

from django.db.models import Count, Q

from yutang.kernel import clock
from yutang.retention.points_mall.contracts import (
    EXCHANGE_TEXT,
    ExchangeFacts,
    ExchangeStatus,
    ItemFacts,
    ItemKind,
    item_unknown,
)
from yutang.retention.points_mall.models import Exchange, Item


def mall_items(customer_id: int | None = None) -> list[ItemFacts]:
    """Return the items that can be had now, with how many of each the customer had."""
    now = clock.now()
    rows = Item.objects.filter(
        Q(starts_at=None) | Q(starts_at__lte=now), Q(ends_at=None) | Q(ends_at__gt=now), is_active=True
    )
    items = list(rows)
    mine = _mine(customer_id, [row.pk for row in items])
    return [item_facts(row, mine.get(row.pk, 0)) for row in items]


def mall_item(item_id: int, customer_id: int | None = None) -> ItemFacts:
    """Return one item that is offered; raises NotFound("mall_item_unknown")."""
    row = Item.objects.filter(pk=item_id, is_active=True).first()
    if row is None:
        raise item_unknown(item_id)
    return item_facts(row, _mine(customer_id, [row.pk]).get(row.pk, 0))


def _mine(customer_id: int | None, item_ids: list[int]) -> dict[int, int]:
    if customer_id is None:
        return {}
    rows = Exchange.objects.filter(
        customer_id=customer_id, item_id__in=item_ids, status=ExchangeStatus.DONE
    ).values_list("item_id")
    return dict(rows.annotate(n=Count("pk")).order_by())


def item_facts(row: Item, mine: int = 0) -> ItemFacts:
    """Return an item as a value."""
    return ItemFacts(
        item_id=row.pk,
        title=row.title,
        subtitle=row.subtitle,
        kind=row.kind,
        points=row.points,
        cash_fen=row.cash_fen,
        worth_fen=row.worth_fen,
        amount_fen=row.amount_fen,
        picture=row.picture,
        tint=row.tint,
        description=row.description,
        product_id=row.product_id,
        per_person=row.per_person,
        left=None if row.stock is None else row.stock - row.taken,
        taken=row.taken,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        is_active=row.is_active,
        mine=mine,
    )


def exchanges_of(customer_id: int, *, limit: int = 20, before: int | None = None) -> list[ExchangeFacts]:
    """Return a customer's exchanges, newest first."""
    rows = Exchange.objects.select_related("item").filter(customer_id=customer_id)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [exchange_facts(row) for row in rows.order_by("-pk")[:limit]]


def exchange_facts(row: Exchange, *, repeated: bool = False) -> ExchangeFacts:
    """Return an exchange as a value; its item must be at hand."""
    done = row.status == ExchangeStatus.DONE
    return ExchangeFacts(
        exchange_id=row.pk,
        no=row.no,
        item_id=row.item_id,
        title=row.item.title,
        kind=row.item.kind,
        points=row.points,
        picture=row.item.picture,
        tint=row.item.tint,
        status=row.status,
        status_text=EXCHANGE_TEXT[ExchangeStatus(row.status)],
        coupon_code=row.coupon_code,
        product_id=row.item.product_id,
        at=row.created_at,
        can_cancel=done and row.item.kind != ItemKind.BONUS,
        repeated=repeated,
    )
