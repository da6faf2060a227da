"""Ledger accounts."""

from typing import Any

from django.http import HttpRequest

from yutang.foundation.ledger.api import entries_of
from yutang.foundation.ledger.contracts import ASSET_LABELS
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import money, text, when
from yutang.surfaces.console.kit.filters import custom_filter
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment, signed_money
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.labels import TRANSFER

_KINDS = [
    ("house:", "平台账户"),
    ("affiliate:", "分销员账户"),
    ("wallet:", "客户余额"),
    ("gift_card:", "礼品卡"),
]


class AccountAdmin(ConsoleAdmin):
    """Balances; only transfers change them."""

    area = "money"
    noun = "账户"
    hint = "同一资产所有账户之和恒为零"
    columns = (
        text("账户", "code", order="code"),
        text("资产", lambda row: ASSET_LABELS.get(row.asset, row.asset)),
        money("余额", "balance", order="balance"),
        money("冻结", "reserved", order="reserved"),
        text("最低余额", lambda row: "不限" if row.floor_fen is None else yuan(row.floor_fen)),
        when("开户时间", "created_at", order="id"),
    )
    facets = (
        custom_filter(
            "类型", "kind", lambda _request: _KINDS, lambda rows, value: rows.filter(code__startswith=value)
        ),
    )
    search_in = ("^code",)
    search_hint = "账户编号开头"

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The balance and the entries behind it."""
        rows = [
            [
                Cell(moment(one.at)),
                Cell(one.memo or one.code),
                Cell(one.other_account),
                Cell(TRANSFER.get(one.status, (one.status, ""))[0]),
                Cell(signed_money(one.amount), is_number=True),
            ]
            for one in entries_of(row.code, limit=100)
        ]
        heads = (("时间", False), ("说明", False), ("对方账户", False), ("状态", False), ("金额", True))
        facts = (
            Fact("余额", yuan(row.balance)),
            Fact("冻结", yuan(row.reserved), "待确认的转出"),
            Fact("可用", yuan(row.balance - row.reserved)),
            Fact("最低余额", "不限" if row.floor_fen is None else yuan(row.floor_fen)),
            Fact("开户时间", moment(row.created_at)),
        )
        return Page(main=(Table("最近 100 笔分录", heads, rows),), side=(Facts("账户", facts),))
