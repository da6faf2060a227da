"""Coupons that existed before: their own amount, how they came, and what orders took from them."""

from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps: Any, _editor: Any) -> None:
    """Give every coupon its amount and origin, and a use to those an order holds or has used."""
    coupon = apps.get_model("pricing", "Coupon")
    template = apps.get_model("pricing", "CouponTemplate")
    use = apps.get_model("pricing", "CouponUse")
    amount = template.objects.filter(pk=OuterRef("template_id")).values("amount_fen")[:1]
    coupon.objects.update(amount_fen=Subquery(amount))
    coupon.objects.filter(key__startswith="take:").update(origin="take")
    coupon.objects.filter(source="import").update(origin="import")
    template.objects.filter(kind="cash").update(committed_fen=F("taken") * F("amount_fen"))
    spent = coupon.objects.filter(status__in=["held", "used"])
    use.objects.bulk_create(
        (
            use(
                coupon_id=row.pk,
                template_id=row.template_id,
                customer_id=row.customer_id,
                order_no=row.order_no,
                status=row.status,
                saved_fen=row.amount_fen,
                held_at=row.used_at or row.created_at,
                used_at=row.used_at,
            )
            for row in spent.iterator()
        ),
        batch_size=1_000,
    )
    spent.update(uses_left=0)


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_coupon_kinds_uses_and_codes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
