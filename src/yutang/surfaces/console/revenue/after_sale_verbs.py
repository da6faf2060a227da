"""What staff and head office do about an after-sale. Every verb is a service of orders."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.foundation.org.contracts import StaffRole
from yutang.revenue.orders.api import (
    after_sale_terms,
    approve_after_sale,
    decide_escalated,
    preview_staff_refund,
    receive_return,
    refuse_after_sale,
    retry_refund,
    send_replacement,
    set_after_sale_terms,
    start_refund,
    step_parcel,
)
from yutang.revenue.orders.contracts import FAULT_REASONS, AfterSaleKind, AfterSaleStatus, OrderStatus
from yutang.revenue.orders.models import AfterSaleLine, OrderLine, Shipment
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Verb

MONEY = (AfterSaleKind.REFUND, AfterSaleKind.RETURN)
REASONS = ("与客户协商一致", "缺货无法发出", *FAULT_REASONS, "其他")


class ApproveForm(forms.Form):
    """Whether goods that are here already go on sale again."""

    restock = forms.BooleanField(label="货已退回，重新入库", required=False)


class RefuseForm(forms.Form):
    """What the customer will read."""

    reason = forms.CharField(label="拒绝原因", max_length=200, help_text="客户会看到，并可申诉到总部")


class DecideForm(forms.Form):
    """The verdict of head office."""

    outcome = forms.ChoiceField(
        label="裁决", choices=[("approve", "支持客户"), ("refuse", "维持商家拒绝（不可再申诉）")]
    )
    reason = forms.CharField(label="裁决说明", max_length=200, help_text="客户和门店都会看到")


class SendForm(forms.Form):
    """Which courier; empty fields let the embedded courier choose."""

    carrier = forms.CharField(label="快递公司", max_length=40, required=False, help_text="留空由内置快递承运")
    waybill_no = forms.CharField(label="运单号", max_length=40, required=False, help_text="留空自动生成")


class TermsForm(forms.Form):
    """Time limits per step, limits of money, and where goods are sent."""

    answer_hours = forms.IntegerField(label="商家处理（小时）", min_value=1, max_value=720)
    on_silence = forms.ChoiceField(
        label="商家逾期未处理", choices=[("approve", "自动同意"), ("escalate", "转总部介入")]
    )
    send_back_days = forms.IntegerField(
        label="买家寄回（天）", min_value=1, max_value=60, help_text="逾期未寄回自动关闭"
    )
    receive_days = forms.IntegerField(
        label="商家收货（天）", min_value=1, max_value=60, help_text="逾期自动确认收货并退款，商品不自动入库"
    )
    appeal_days = forms.IntegerField(label="申诉期（天）", min_value=1, max_value=60)
    decide_hours = forms.IntegerField(label="总部裁决（小时）", min_value=1, max_value=720)
    confirm_days = forms.IntegerField(label="买家确认换补货（天）", min_value=1, max_value=60)
    staff_limit_fen = MoneyField(label="员工单笔主动退款上限")
    staff_daily_fen = MoneyField(label="员工每日主动退款上限")
    return_name = forms.CharField(label="退货收件人", max_length=40, required=False)
    return_phone = forms.CharField(label="退货电话", max_length=20, required=False)
    return_address = forms.CharField(label="退货地址", max_length=200, required=False)


def _approve(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    facts = approve_after_sale(
        after_sale_no=row.no, actor=actor_of(request), restock=bool(data.get("restock"))
    )
    return f"已同意，{facts.status_text}"


def _refuse(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    refuse_after_sale(after_sale_no=row.no, actor=actor_of(request), reason=data["reason"])
    return "已拒绝，客户会看到原因"


def _retry(_request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    return retry_refund(after_sale_no=row.no).status_text


def _decide(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    facts = decide_escalated(
        after_sale_no=row.no,
        actor=actor_of(request),
        approve=data["outcome"] == "approve",
        reason=data["reason"],
    )
    return f"已裁决，{facts.status_text}"


def _receive_form(row: Any) -> type[forms.Form]:
    """How many of each line came back fit for sale."""
    shares = (
        AfterSaleLine.objects.filter(after_sale=row, quantity__gt=0).select_related("line").order_by("pk")
    )
    fields = {
        f"good_{share.line_id}": forms.IntegerField(
            label=f"{share.line.name} {share.line.spec} 完好件数",
            min_value=0,
            max_value=share.quantity,
            initial=share.quantity,
            help_text=f"退回 {share.quantity} 件，完好的重新入库",
        )
        for share in shares
    }
    return type("ReceiveForm", (forms.Form,), fields)


def _receive(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    good = {int(name.removeprefix("good_")): int(quantity) for name, quantity in data.items()}
    facts = receive_return(after_sale_no=row.no, actor=actor_of(request), good=good)
    return f"已确认收货，{facts.status_text}"


def _send(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    facts = send_replacement(
        after_sale_no=row.no,
        actor=actor_of(request),
        carrier=data["carrier"],
        waybill_no=data["waybill_no"],
    )
    return f"已发出，{facts.parcels[-1].carrier} {facts.parcels[-1].waybill_no}"


def _step(_request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    number = (
        Shipment.objects.filter(after_sale=row).order_by("-pk").values_list("waybill_no", flat=True).first()
    )
    event = step_parcel(waybill_no=number or "")
    return event.text if event else "这个包裹没有下一步了"


def _explain_approve(row: Any) -> str:
    if row.kind == AfterSaleKind.REFUND:
        points = f"，退回 {row.points_back} 积分" if row.points_back else ""
        return f"将原路退回 {yuan(row.refund_fen)}{points}，对应佣金按同样份额扣回。"
    if row.kind == AfterSaleKind.RETURN:
        return f"客户会收到寄回地址；收到退货后退回 {yuan(row.refund_fen)}。"
    if row.kind == AfterSaleKind.EXCHANGE:
        return "会先占用要换的商品，客户寄回后再发出。"
    return "会占用要补发的商品，接着填运单发出。"


def _is(*states: AfterSaleStatus) -> Any:
    return lambda row: row.status in states


AFTER_SALE_VERBS = (
    Verb(
        "approve",
        "同意",
        _approve,
        make_form=lambda row: ApproveForm if _may_restock(row) else forms.Form,
        icon="check",
        is_main=True,
        when=_is(AfterSaleStatus.APPLIED),
        explain=_explain_approve,
    ),
    Verb(
        "receive",
        "确认收到退货",
        _receive,
        make_form=_receive_form,
        icon="inventory_2",
        is_main=True,
        when=_is(AfterSaleStatus.RETURNED, AfterSaleStatus.RETURNING),
        explain="清点退回的商品：完好的重新入库，随后退款或发出换货。客户到店退回时，没有运单也可以确认。",
    ),
    Verb(
        "send",
        "发出换补商品",
        _send,
        SendForm,
        icon="local_shipping",
        is_main=True,
        when=_is(AfterSaleStatus.RESHIPPING),
    ),
    Verb(
        "decide",
        "总部裁决",
        _decide,
        DecideForm,
        area="appeals",
        icon="gavel",
        is_main=True,
        when=_is(AfterSaleStatus.ESCALATED),
        explain="裁决后不能再改；支持客户会立即进入退款、寄回或补发。",
    ),
    Verb(
        "retry",
        "重试退款",
        _retry,
        icon="refresh",
        is_main=True,
        when=_is(AfterSaleStatus.REFUND_FAILED),
        explain="用同一个退款单号再请求一次，不会退两次。",
    ),
    Verb(
        "refuse",
        "拒绝",
        _refuse,
        RefuseForm,
        icon="close",
        is_danger=True,
        when=_is(AfterSaleStatus.APPLIED, AfterSaleStatus.RETURNED),
    ),
    Verb(
        "step",
        "推进物流一步",
        _step,
        icon="skip_next",
        when=_is(AfterSaleStatus.RETURNED, AfterSaleStatus.RESHIPPED),
        explain="内置快递：手动走一步。",
    ),
)


def _may_restock(row: Any) -> bool:
    return bool(row.kind == AfterSaleKind.REFUND and row.order.shipped_at is not None)


# --- the terms ----------------------------------------------------------------------------------------------------


def _set_terms(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> str:
    terms = set_after_sale_terms(actor=actor_of(request), **data)
    return f"新规则已生效（第 {terms.version} 版），正在进行的时限不变"


def _terms_now(_row: Any) -> Mapping[str, Any]:
    terms = after_sale_terms()
    return {name: getattr(terms, name) for name in TermsForm.base_fields}


TERMS_VERB = Verb(
    "change",
    "修改规则",
    _set_terms,
    TermsForm,
    area="appeals",
    icon="edit",
    is_main=True,
    initial=_terms_now,
    explain="对之后进入的步骤生效；已经开始的时限不变。",
)


# --- staff start a refund -----------------------------------------------------------------------------------------


def _refund_form(row: Any) -> type[forms.Form]:
    """How many of each line, why, and whether the goods are here."""
    lines = OrderLine.objects.filter(order=row).order_by("pk")
    fields: dict[str, forms.Field] = {}
    for line in lines:
        left = line.quantity - line.refunded_quantity
        if left:
            gift = "（赠品）" if line.is_gift else ""
            fields[f"line_{line.pk}"] = forms.IntegerField(
                label=f"{line.name} {line.spec}{gift}",
                min_value=0,
                max_value=left,
                initial=left,
                help_text=f"还有 {left} 件可退，实付 {yuan(line.paid_fen)}",
            )
    fields["reason"] = forms.ChoiceField(label="原因", choices=[(one, one) for one in REASONS])
    if row.shipped_at is not None:
        fields["restock"] = forms.BooleanField(label="货已退回，重新入库", required=False)
    return type("RefundForm", (forms.Form,), fields)


def _start(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    lines = tuple(
        (int(name.removeprefix("line_")), int(quantity))
        for name, quantity in data.items()
        if name.startswith("line_") and quantity
    )
    user: Any = request.user
    facts = start_refund(
        order_no=row.no,
        lines=lines,
        reason=data["reason"],
        actor=actor_of(request),
        restock=bool(data.get("restock")),
        unlimited=user.is_superuser or user.role == StaffRole.HQ_ADMIN,
    )
    return f"{yuan(facts.refund_fen)} {facts.status_text}"


def _explain_start(row: Any) -> str:
    terms = after_sale_terms()
    preview = preview_staff_refund(order_no=row.no, lines=(), reason="")
    return (
        f"全部退回是 {yuan(preview.refund_fen)}，部分退按实付份额精确到分。"
        f"单笔上限 {yuan(terms.staff_limit_fen)}，每日上限 {yuan(terms.staff_daily_fen)}，记入审计。"
    )


def _is_refundable(row: Any) -> bool:
    return (
        row.status not in (OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED)
        and row.after_sale_status != "applied"
        and row.after_sale_closed_at is None
        and row.imported_key is None
    )


START_REFUND_VERB = Verb(
    "refund",
    "主动退款",
    _start,
    make_form=_refund_form,
    icon="undo",
    is_danger=True,
    when=_is_refundable,
    explain=_explain_start,
)
