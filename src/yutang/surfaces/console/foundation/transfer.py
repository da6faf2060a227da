"""Ledger transfers, append-only."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.ledger.contracts import ASSET_LABELS
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import money, state, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, period_filter
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.labels import TRANSFER


class TransferAdmin(ConsoleAdmin):
    """Balanced movements with a reason; a mistake is reversed by another one."""

    area = "money"
    noun = "转账"
    columns = (
        two("说明", lambda row: row.memo or row.code, "subject"),
        text("付出账户", lambda row: row.debit.code),
        text("收入账户", lambda row: row.credit.code),
        money("金额", "amount", order="amount"),
        state("状态", "status", TRANSFER),
        when("时间", "created_at", order="id"),
    )
    facets = (choice_filter("状态", "status", TRANSFER), period_filter("时间", "created_at"))
    search_in = ("=subject", "=key", "^debit__code", "^credit__code")
    search_hint = "对象、账户、幂等键"
    list_select_related = ("debit", "credit")

    def title_of(self, row: Any) -> str:
        """What it was for."""
        return str(row.memo or row.code)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The movement in full."""
        facts = (
            Fact("用途", row.code),
            Fact("金额", yuan(row.amount), ASSET_LABELS.get(row.asset, row.asset)),
            Fact("付出账户", row.debit.code, url=reverse("admin:ledger_account_change", args=[row.debit_id])),
            Fact(
                "收入账户", row.credit.code, url=reverse("admin:ledger_account_change", args=[row.credit_id])
            ),
            Fact("状态", TRANSFER[row.status][0]),
            Fact("对象", row.subject or "—"),
            Fact("幂等键", row.key),
            Fact("时间", moment(row.created_at)),
        )
        return Page(main=(Facts("转账", facts),))
