"""Names for ids, fetched once per page of rows."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from yutang.foundation.customers.models import Customer
from yutang.foundation.inventory.models import Location
from yutang.foundation.org.models import Staff, Store
from yutang.surfaces.console.kit.sections import Fact


def attach_customers(rows: Iterable[Any], *fields: str) -> None:
    """Give each row `customer_name` (or `<field>_name` for further fields) and `customer_phone`."""
    rows = list(rows)
    names = fields or ("customer_id",)
    ids = {getattr(row, field) for row in rows for field in names} - {None}
    found = {
        one.pk: one
        for one in Customer.objects.filter(pk__in=ids).only("nickname", "no", "phone_masked", "avatar")
    }
    for row in rows:
        for field in names:
            one = found.get(getattr(row, field))
            stem = field.removesuffix("_id")
            setattr(row, f"{stem}_name", (one.nickname or one.no) if one else "")
            setattr(row, f"{stem}_phone", one.phone_masked if one else "")
            setattr(row, f"{stem}_face", one.avatar if one else "")


def attach_stores(rows: Iterable[Any], field: str = "store_id") -> None:
    """Give each row `store_name`; empty where there is none."""
    rows = list(rows)
    ids = {getattr(row, field) for row in rows} - {None}
    names = dict(Store.objects.filter(pk__in=ids).values_list("pk", "name"))
    for row in rows:
        row.store_name = names.get(getattr(row, field), "")


def attach_locations(rows: Iterable[Any]) -> None:
    """Give each row `location_name`."""
    rows = list(rows)
    names = dict(Location.objects.filter(pk__in={row.location_id for row in rows}).values_list("pk", "name"))
    for row in rows:
        row.location_name = names.get(row.location_id, "")


def actor_name(actor: str) -> str:
    """Who acted, in words: a member of staff by name, the machine as 系统."""
    kind, _, number = actor.partition(":")
    if kind == "staff" and number.isdigit():
        name = Staff.objects.filter(pk=number).values_list("display_name", flat=True).first()
        return name or actor
    return {"system": "系统", "": "系统", "demo": "演示数据"}.get(actor, actor)


def customer_fact(customer_id: int | None, name: str = "客户") -> Fact:
    """A fact that opens the customer's page."""
    if not customer_id:
        return Fact(name, "—")
    one = Customer.objects.filter(pk=customer_id).only("nickname", "no", "phone_masked").first()
    if one is None:
        return Fact(name, "—")
    return Fact(
        name,
        one.nickname or one.no,
        one.phone_masked,
        reverse("admin:customers_customer_change", args=[one.pk]),
    )


def order_fact(order_no: str, name: str = "订单") -> Fact:
    """A fact that finds the order."""
    if not order_no:
        return Fact(name, "—")
    return Fact(name, order_no, url=f"{reverse('admin:orders_order_changelist')}?q={order_no}")
