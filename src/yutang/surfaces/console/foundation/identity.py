"""Identities: what kind and since when; the value itself is never listed."""

from typing import Any

from yutang.foundation.customers.contracts import PROVIDER_LABELS
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import state, text, when
from yutang.surfaces.console.kit.filters import choice_filter
from yutang.surfaces.console.kit.people import attach_customers

_PROVIDERS = {str(key): (str(label), "") for key, label in PROVIDER_LABELS.items()}


class IdentityAdmin(ConsoleAdmin):
    """How customers are recognised."""

    area = "customers"
    noun = "身份"
    hint = "原值加密保存，这里不显示"
    columns = (
        text("客户", "customer_name"),
        state("类型", "provider", _PROVIDERS),
        text("手机号", "customer_phone"),
        when("绑定时间", "created_at", order="created_at"),
    )
    facets = (choice_filter("类型", "provider", _PROVIDERS),)
    store_field = "customer__home_store_id"
    has_page = False

    def prepare(self, rows: list[Any]) -> None:
        """Whose they are."""
        attach_customers(rows)
