"""Put items into the mall, audited."""

from django.db import transaction

from yutang.kernel import audit, clock
from yutang.kernel.ids import random_code
from yutang.retention.points_mall.contracts import ItemKind, ItemSpec, item_unknown
from yutang.retention.points_mall.models import Item
from yutang.retention.points_mall.rules import check_item
from yutang.revenue.pricing.api import create_coupon_template
from yutang.revenue.pricing.contracts import CouponKind, CouponTemplateSpec, Scope

GOODS_DAYS = 30


@transaction.atomic
def create_item(item: ItemSpec, *, actor: str) -> int:
    """Offer an item and return its id. Raises mall_item_invalid naming the field.

    Goods become a coupon for one piece, which the customer uses in an order of his own: stock, address, parcel and
    after-sale are then those of every order.
    """
    check_item(item)
    row = Item.objects.create(
        title=item.title.strip()[:60],
        subtitle=item.subtitle[:80],
        kind=item.kind,
        points=item.points,
        cash_fen=item.cash_fen,
        worth_fen=item.worth_fen,
        amount_fen=item.amount_fen,
        template_code=item.template_code or (_goods_template(item) if item.kind == ItemKind.GOODS else ""),
        product_id=item.product_id,
        sku_id=item.sku_id,
        picture=item.picture,
        tint=item.tint,
        description=item.description,
        per_person=item.per_person,
        stock=item.stock,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        sort=item.sort,
        created_at=clock.now(),
    )
    change = {"title": row.title, "points": row.points, "stock": row.stock, "per_person": row.per_person}
    audit.record(actor=actor, action="points_mall.create_item", subject=f"mall_item:{row.pk}", change=change)
    return row.pk


def _goods_template(item: ItemSpec) -> str:
    code = f"PM{random_code(10)}".upper()
    create_coupon_template(
        CouponTemplateSpec(
            template_code=code,
            name=f"积分兑换 {item.title.strip()}"[:60],
            kind=CouponKind.EXCHANGE,
            amount_fen=item.cash_fen,
            valid_days=GOODS_DAYS,
            scope=Scope("sku", frozenset({item.sku_id or 0})),
        )
    )
    return code


@transaction.atomic
def switch_item(item_id: int, *, is_active: bool, actor: str) -> None:
    """Show an item or take it away; exchanges that were made stand."""
    if not Item.objects.filter(pk=item_id).update(is_active=is_active):
        raise item_unknown(item_id)
    audit.record(
        actor=actor,
        action="points_mall.switch_item",
        subject=f"mall_item:{item_id}",
        change={"is_active": is_active},
    )
