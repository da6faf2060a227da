"""Say what cards there are."""

from django.db import transaction

from yutang.foundation.catalog.api import skus_by_ids
from yutang.foundation.catalog.contracts import ProductKind
from yutang.kernel import audit
from yutang.kernel.clock import now
from yutang.retention.membership.contracts import CardTypeFacts, CardTypeSpec, card_invalid
from yutang.retention.membership.models import CardType
from yutang.retention.membership.selectors.cards import type_facts


@transaction.atomic
def set_card_type(spec: CardTypeSpec, *, actor: str, card_type_id: int | None = None) -> CardTypeFacts:
    """Make a kind of card, or change one; cards sold before keep their terms. Audited. Raises card_invalid.

    The SKU that sells it costs what the card costs and belongs to a product of which nothing is sent.
    """
    _check(spec)
    sku = skus_by_ids([spec.sku_id]).get(spec.sku_id)
    if sku is None:
        raise card_invalid("sku_id", "没有这个售卖规格")
    if sku.kind == ProductKind.GOODS:
        raise card_invalid("sku_id", "请选择不需要配送的商品（到店券包类型）来售卖这张卡")
    if sku.price_fen <= 0:
        raise card_invalid("sku_id", "卡价须大于 0")
    others = CardType.objects.filter(sku_id=spec.sku_id)
    if (others if card_type_id is None else others.exclude(pk=card_type_id)).exists():
        raise card_invalid("sku_id", "这个规格已在售卖另一张卡")
    values = {
        "name": spec.name.strip(),
        "sku_id": sku.sku_id,
        "product_id": sku.product_id,
        "price_fen": sku.price_fen,
        "days": spec.days,
        "month_free_shipping": spec.month_free_shipping,
        "total_free_shipping": spec.total_free_shipping,
        "discount_bp": spec.discount_bp,
        "price_group": spec.price_group,
        "month_coupons": [{"template": code, "count": count} for code, count in spec.month_coupons],
        "colour": spec.colour,
        "icon": spec.icon,
        "intro": spec.intro,
    }
    if card_type_id is None:
        row = CardType.objects.create(**values, created_at=now())
    else:
        row = CardType.objects.select_for_update().get(pk=card_type_id)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    audit.record(actor=actor, action="membership.set_card_type", subject=f"card_type:{row.pk}", change=values)
    return type_facts(row)


@transaction.atomic
def set_card_sale(*, card_type_id: int, is_on_sale: bool, actor: str) -> None:
    """Show the card in the mall, or no longer; cards in people's hands stay as they are. Audited."""
    CardType.objects.filter(pk=card_type_id).update(is_on_sale=is_on_sale)
    change = {"is_on_sale": is_on_sale}
    audit.record(
        actor=actor, action="membership.set_card_sale", subject=f"card_type:{card_type_id}", change=change
    )


def _check(spec: CardTypeSpec) -> None:
    if not spec.name.strip() or len(spec.name) > 20:
        raise card_invalid("name", "卡名须为 1 到 20 个字")
    if not 1 <= spec.days <= 3660:
        raise card_invalid("days", "有效天数须为 1 到 3660")
    if not 0 <= spec.month_free_shipping <= spec.total_free_shipping:
        raise card_invalid("total_free_shipping", "全期免邮次数不能少于每月次数")
    if not 1000 <= spec.discount_bp <= 10_000:
        raise card_invalid("discount_bp", "持卡折扣须在 1 折到不打折之间")
    if any(not code or not 1 <= count <= 10 for code, count in spec.month_coupons):
        raise card_invalid("month_coupons", "每种月券须为 1 到 10 张")
    has_benefit = (
        spec.total_free_shipping or spec.discount_bp < 10_000 or spec.price_group or spec.month_coupons
    )
    if not has_benefit:
        raise card_invalid("total_free_shipping", "至少给一项权益")
