"""Addresses, masked: the region is plain, the rest is hidden."""

from typing import Any

from yutang.kernel.secrets import mask_name, mask_phone
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import text, two, when
from yutang.surfaces.console.kit.people import attach_customers


class AddressAdmin(ConsoleAdmin):
    """Where parcels go."""

    area = "customers"
    noun = "收货地址"
    hint = "姓名、电话、街道已脱敏"
    columns = (
        two("收货人", lambda row: mask_name(row.name), lambda row: mask_phone(row.phone)),
        text("客户", "customer_name"),
        text("地区", lambda row: f"{row.province}{row.city}{row.district}"),
        text("详细地址", lambda _row: "****"),
        text("默认", "is_default"),
        when("更新时间", "updated_at", order="updated_at"),
    )
    search_in = ("province", "city", "district")
    search_hint = "省、市、区县"
    store_field = "customer__home_store_id"
    has_page = False
    empty_text = "还没有收货地址"

    def prepare(self, rows: list[Any]) -> None:
        """Whose they are."""
        attach_customers(rows)
