"""Coupon templates: make, change, issue, print codes, share a link, withdraw; and what came of it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.customers.contracts import Audience
from yutang.foundation.links.api import create_link
from yutang.foundation.links.contracts import Carrier, NewLink, TargetKind
from yutang.kernel import audit
from yutang.kernel.ids import random_code
from yutang.revenue.pricing.api import (
    change_coupon_template,
    coupon_results,
    create_code_file,
    create_coupon_template,
    set_template_active,
    spec_of,
    start_issue,
    withdraw_template,
    worth_label,
)
from yutang.revenue.pricing.contracts import CouponKind
from yutang.revenue.pricing.models import CodeFile, IssueRun
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import number, state, tag, text, two
from yutang.surfaces.console.kit.filters import choice_filter, flag_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import ACTIVE, COUPON_KIND, ISSUE_RUN
from yutang.surfaces.console.revenue.coupon_forms import (
    FORMS,
    CodesForm,
    IssueForm,
    LinkForm,
    spec_from,
    words_of_scope,
)

type Act = Callable[[HttpRequest, Any, Mapping[str, Any]], Done]


def _audit(request: HttpRequest, action: str, pk: int, change: Mapping[str, Any]) -> None:
    audit.record(
        actor=actor_of(request),
        action=f"pricing.{action}",
        subject=f"coupon-template:{pk}",
        change=dict(change),
    )


def _page_of(pk: int) -> str:
    return reverse("admin:pricing_coupontemplate_change", args=[pk])


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in, fit for the audit."""
    return {key: str(value) for key, value in data.items() if value not in (None, "", [], frozenset())}


def _create(kind: str, request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    with transaction.atomic():
        pk = create_coupon_template(spec_from(kind, data))
        _audit(request, "create_coupon_template", pk, {**_plain(data), "kind": kind})
    return Done(f"已新建 {data['name']}", _page_of(pk))


def _change(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    spec = spec_from(row.kind, {**data, "template_code": row.code, "is_split": row.is_split})
    with transaction.atomic():
        changed = change_coupon_template(template_id=row.pk, spec=spec)
        if changed:
            _audit(request, "change_coupon_template", row.pk, {name: data.get(name, "") for name in changed})
    return "已保存" if changed else "没有改动"


def _form_of(row: Any) -> type[forms.Form]:
    """The form of a kind without the number, which never changes."""
    base = FORMS[row.kind]
    return type("ChangeForm", (base,), {"template_code": None})


def _initial(row: Any) -> Mapping[str, Any]:
    spec = spec_of(row)
    values = {name: getattr(spec, name) for name in spec.__dataclass_fields__}
    for name in ("threshold_fen", "cap_fen", "max_fen"):
        values[name] = values[name] or None
    return {
        **values,
        "scope_kind": spec.scope.kind,
        "scope": words_of_scope(spec.scope),
        "store_ids": [str(pk) for pk in sorted(spec.store_ids)],
    }


def _issue(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    # The page carries its own key: sending it twice gives nobody two coupons, opening it again does.
    audience: Audience = data["audience"]
    is_known = IssueRun.objects.filter(key=f"console:{data['once']}").exists()
    with transaction.atomic():
        run = start_issue(
            template_id=row.pk, audience=audience, key=f"console:{data['once']}", tell=data["tell"]
        )
        if not is_known:
            _audit(request, "issue_coupons", row.pk, {"run": run.run_id, "customers": run.wanted})
    if is_known:
        return "这一页已经发过了，没有重复发"
    if run.status == "running":
        return f"开始发放：已发 {run.issued:,} / {run.wanted:,} 位，其余在后台继续"
    return f"已发给 {run.issued:,} 位客户"


def _codes(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> Done:
    with transaction.atomic():
        file = create_code_file(
            template_id=row.pk,
            count=data["count"],
            key=f"console:{data['once']}",
            name=data["name"],
            until=data["until"],
        )
        _audit(request, "create_code_file", row.pk, {"file": file.file_id, "count": file.count})
    return Done(
        f"已生成 {file.count:,} 个兑换码，可下载文件",
        reverse("admin:pricing_codefile_change", args=[file.file_id]),
    )


def _link(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> Done:
    facts = create_link(
        NewLink(
            carrier=Carrier.COPY,
            target_kind=TargetKind.COUPON,
            target_id=row.pk,
            channel=data["channel"],
            expires_at=data["expires_at"],
        )
    )
    _audit(request, "create_coupon_link", row.pk, {"link": facts.code})
    return Done(f"领券链接已生成：{facts.url}", reverse("admin:links_link_change", args=[facts.link_id]))


def _switch(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    set_template_active(template_id=row.pk, is_active=not row.is_active)
    _audit(request, "switch_coupon_template", row.pk, {"is_active": not row.is_active})
    return "已停用，发出去的券仍然有效" if row.is_active else "已启用"


def _withdraw(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    with transaction.atomic():
        ended = withdraw_template(template_id=row.pk)
        _audit(request, "withdraw_coupon_template", row.pk, {"voided": ended})
    return f"已撤回，{ended:,} 张未用的券作废"


def _worth(row: Any) -> str:
    return worth_label(
        row.kind,
        amount_fen=row.amount_fen,
        threshold_fen=row.threshold_fen,
        discount_bp=row.discount_bp,
        max_fen=row.max_fen,
    )


def _validity(row: Any) -> str:
    if row.valid_days:
        later = f"，{row.valid_after_days} 天后生效" if row.valid_after_days else ""
        return f"领取后 {row.valid_days} 天{later}"
    return f"至 {moment(row.valid_until)}"


def _make(kind: str, label: str, *, is_main: bool = False) -> Verb:
    name = "create" if kind == CouponKind.CASH else f"create-{kind.replace('_', '-')}"
    return Verb(name, label, partial(_create, kind), FORMS[kind], icon="add", is_main=is_main)


def _is_alive(row: Any) -> bool:
    return bool(row.is_active and row.withdrawn_at is None)


class CouponTemplateAdmin(ConsoleAdmin):
    """What coupons are worth and how many there are."""

    area = "offers"
    noun = "券模板"
    columns = (
        two("券", "name", "code", order="name"),
        state("类型", "kind", COUPON_KIND),
        text("优惠", _worth),
        text("有效期", _validity),
        number("已发放", "taken", order="taken"),
        text("总量", lambda row: "不限" if row.total is None else f"{row.total:,}"),
        text("使用率", lambda row: f"{row.results.use_rate_bp / 100:.1f}%"),
        text("领券中心", lambda row: "展示" if row.is_public else "不展示"),
        state("状态", "is_active", ACTIVE),
    )
    facets = (
        choice_filter("类型", "kind", COUPON_KIND),
        flag_filter("领券中心", "is_public", "展示", "不展示"),
        flag_filter("状态", "is_active", "启用", "停用"),
    )
    search_in = ("name", "code")
    search_hint = "名称、编号"
    empty_text = "还没有券模板"
    list_verbs = (
        _make(CouponKind.CASH, "新建满减券", is_main=True),
        _make(CouponKind.PERCENT, "折扣券"),
        _make(CouponKind.EXCHANGE, "兑换券"),
        _make(CouponKind.RANDOM, "随机金额券"),
        _make(CouponKind.FREE_SHIPPING, "包邮券"),
    )
    verbs = (
        Verb(
            "issue",
            "发券",
            _issue,
            IssueForm,
            icon="send",
            is_main=True,
            when=lambda row: _is_alive(row) and not row.is_split,
            explain=lambda row: (
                f"{_worth(row)}。先按一次看看发给多少人、最多花多少，再按一次才发。手动发券不受每人限领的限制。"
            ),
            initial=lambda row: {"once": random_code(16), "template_id": row.pk},
        ),
        Verb(
            "codes",
            "生成兑换码",
            _codes,
            CodesForm,
            icon="password",
            when=lambda row: _is_alive(row) and not row.is_split,
            explain="兑换码占用总量和预算，客户在「兑换优惠券」里输入后才发券；没用完的可以整批作废。",
            initial=lambda _row: {"once": random_code(16)},
        ),
        Verb(
            "link",
            "领券链接",
            _link,
            LinkForm,
            icon="add_link",
            when=lambda row: _is_alive(row) and not row.is_split,
            explain="打开链接即可领取，不必在领券中心展示；每人限领照样有效。",
        ),
        Verb(
            "change",
            "修改",
            _change,
            make_form=_form_of,
            icon="edit",
            when=lambda row: row.withdrawn_at is None,
            explain=lambda row: (
                "已经发出的券，只能改名称、总量、预算、限领和退券方式。" if row.taken or row.reserved else ""
            ),
            initial=_initial,
        ),
        Verb(
            "switch",
            "停用或启用",
            _switch,
            icon="pause",
            when=lambda row: row.withdrawn_at is None,
            explain="停用后不能再领、再发、再兑换；发出去的券仍然有效。",
        ),
        Verb(
            "withdraw",
            "撤回",
            _withdraw,
            icon="block",
            is_danger=True,
            when=lambda row: row.withdrawn_at is None,
            explain="撤回后不能恢复：未用的券全部作废，兑换码失效；待付款和已用的订单不受影响。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """What became of each."""
        results = coupon_results([row.pk for row in rows])
        for row in rows:
            row.results = results[row.pk]

    def headline(self, row: Any) -> Any:
        """In force or not."""
        return tag(row.is_active, ACTIVE)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Worth, limits and what became of those issued."""
        return Page(
            main=(Facts("券", _facts(row)), Facts("效果", _results(row)), _runs(row), _files(row)),
            side=(history_of(f"coupon-template:{row.pk}"),),
        )


def _facts(row: Any) -> tuple[Fact, ...]:
    dates = f"{moment(row.valid_from)} 至 {moment(row.valid_until)}" if row.valid_from else _validity(row)
    total = "不限" if row.total is None else f"{row.total:,}"
    day = f"，每天 {row.per_day}" if row.per_day else ""
    scope = "全部商品" if row.scope_kind == "all" else f"{len(row.scope_ids)} 项"
    return (
        Fact("类型", COUPON_KIND[row.kind][0]),
        Fact("优惠", _worth(row)),
        Fact("每次最多减", yuan(row.cap_fen) if row.cap_fen else "—"),
        Fact(
            "次数", f"{row.uses_total} 次，每单最多 {row.uses_per_order} 次" if row.uses_total > 1 else "1 次"
        ),
        Fact("有效期", _validity(row) if row.valid_days else dates),
        Fact("总量", total, f"兑换码占用 {row.reserved:,}" if row.reserved else ""),
        Fact(
            "预算",
            "不限" if row.budget_fen is None else yuan(row.budget_fen),
            f"已占 {yuan(row.committed_fen + row.reserved_fen)}",
        ),
        Fact("每人限领", f"{row.per_person}{day}"),
        Fact("每天限量", "不限" if row.day_total is None else f"{row.day_total:,}"),
        Fact("与满减同享", "可以" if row.stacks_with_promotions else "不可以"),
        Fact("叠加组", row.stacking_group or "不叠加"),
        Fact("范围", scope + (f"，限 {len(row.store_ids)} 家门店自提" if row.store_ids else "")),
        Fact("退款时退券", row.get_returns_on_refund_display(), f"宽限 {row.grace_days} 天"),
    )


def _results(row: Any) -> tuple[Fact, ...]:
    found = row.results
    return (
        Fact("已发放", f"{found.issued:,}", f"其中自领 {found.taken:,}" if found.taken else ""),
        Fact("未用", f"{found.available + found.held:,}"),
        Fact("已用", f"{found.used:,}", f"使用率 {found.use_rate_bp / 100:.1f}%"),
        Fact("已过期", f"{found.expired:,}"),
        Fact("已作废", f"{found.void:,}"),
        Fact("用券订单", f"{found.orders:,}"),
        Fact("优惠金额", yuan(found.saved_fen)),
        Fact("用券成交", yuan(found.sales_fen)),
    )


def _runs(row: Any) -> Table:
    runs = IssueRun.objects.filter(template=row).order_by("-id")[:20]
    heads = (("时间", False), ("人数", True), ("已发", True), ("状态", False))
    return Table(
        "最近的发放",
        heads,
        [
            [
                Cell(moment(run.created_at), url=reverse("admin:pricing_issuerun_change", args=[run.pk])),
                Cell(f"{run.wanted:,}", is_number=True),
                Cell(f"{run.issued:,}", is_number=True),
                Cell(f"{ISSUE_RUN[run.status][0]}{f'：{run.problem}' if run.problem else ''}"),
            ]
            for run in runs
        ],
        empty="还没有成批发过",
    )


def _files(row: Any) -> Table:
    files = CodeFile.objects.filter(template=row).order_by("-id")[:20]
    heads = (("生成时间", False), ("用途", False), ("数量", True), ("已兑换", True), ("状态", False))
    return Table(
        "兑换码文件",
        heads,
        [
            [
                Cell(moment(file.created_at), url=reverse("admin:pricing_codefile_change", args=[file.pk])),
                Cell(file.name or "—"),
                Cell(f"{file.count:,}", is_number=True),
                Cell(f"{file.redeemed:,}", is_number=True),
                Cell("已作废" if file.voided_at else "有效"),
            ]
            for file in files
        ],
        empty="还没有生成过兑换码",
    )
