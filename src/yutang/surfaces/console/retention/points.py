"""Points: what came, what was spent, what was changed by hand."""

from typing import Any

from yutang.retention.membership.contracts import REASON_TEXT
from yutang.surfaces.console.kit.columns import number, state, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, flag_filter, period_filter
from yutang.surfaces.console.kit.people import actor_name
from yutang.surfaces.console.retention.of_customers import CustomersAdmin

REASONS = {str(reason): (words, "") for reason, words in REASON_TEXT.items()}
LOT_STATES = {"frozen": ("待入账", "warn"), "open": ("可用", "ok"), "gone": ("已用完或到期", "")}


def _lot_state(row: Any) -> str:
    if not row.left:
        return "gone"
    return "frozen" if row.is_frozen else "open"


class PointLotAdmin(CustomersAdmin):
    """Where points came from and when they end."""

    has_page = False
    search_in = ("=customer_id", "key", "memo")
    search_hint = "客户编号、单号"
    noun = "积分获得"
    hint = "先到期的先用"
    columns = (
        two("会员", "customer_name", "customer_phone", order="customer_id"),
        state("来源", "reason", REASONS),
        text("说明", lambda row: row.memo or "—"),
        number("积分", lambda row: f"{row.points:,}", order="points"),
        number("剩余", lambda row: f"{row.left:,}", order="left"),
        state("状态", _lot_state, LOT_STATES),
        when("预计入账", "frozen_until"),
        when("到期", "expires_at", order="expires_at"),
        when("时间", "created_at", order="id"),
    )
    facets = (
        choice_filter("来源", "reason", REASONS),
        flag_filter("待入账", "is_frozen"),
        period_filter("获得", "created_at"),
    )
    empty_text = "还没有发过积分"


class PointSpendAdmin(CustomersAdmin):
    """What points were spent on."""

    has_page = False
    search_in = ("=customer_id", "key", "memo")
    search_hint = "客户编号、单号"
    noun = "积分消耗"
    columns = (
        two("会员", "customer_name", "customer_phone", order="customer_id"),
        state("用途", "reason", REASONS),
        text("说明", lambda row: row.memo or "—"),
        number("积分", lambda row: f"{row.points:,}", order="points"),
        number("已退回", lambda row: f"{row.given_back:,}"),
        when("时间", "created_at", order="id"),
    )
    facets = (choice_filter("用途", "reason", REASONS), period_filter("消耗", "created_at"))
    empty_text = "还没有人用过积分"


class AdjustmentAdmin(CustomersAdmin):
    """What staff changed by hand."""

    has_page = False
    noun = "积分调整"
    search_in = ("=customer_id", "note")
    search_hint = "客户编号、原因"
    columns = (
        two("会员", "customer_name", "customer_phone", order="customer_id"),
        number("积分", lambda row: f"{row.points:+,}", order="points"),
        text("原因", "note"),
        text("操作人", lambda row: actor_name(row.actor)),
        when("时间", "created_at", order="id"),
    )
    facets = (period_filter("调整", "created_at"),)
    empty_text = "还没有人工调整过"
