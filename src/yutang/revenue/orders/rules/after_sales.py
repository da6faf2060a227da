"""The state table of after-sale: who may do what, and what the clock does."""

from datetime import datetime, timedelta

from yutang.kernel.errors import DomainError
from yutang.revenue.orders.after_sale_terms import AfterSaleKind, AfterSaleStatus, AfterSaleTerms
from yutang.revenue.orders.contracts import OrderStatus
from yutang.revenue.pricing.contracts import Delivery

S = AfterSaleStatus

STEPS: dict[str, frozenset[str]] = {
    S.APPLIED: frozenset({S.RETURNING, S.APPROVED, S.RESHIPPING, S.REFUSED, S.ESCALATED, S.WITHDRAWN}),
    S.RETURNING: frozenset({S.RETURNED, S.APPROVED, S.RESHIPPING, S.WITHDRAWN, S.CLOSED}),
    S.RETURNED: frozenset({S.APPROVED, S.RESHIPPING, S.REFUSED}),
    S.APPROVED: frozenset({S.REFUNDED, S.REFUND_FAILED}),
    S.REFUND_FAILED: frozenset({S.REFUNDED, S.APPROVED}),
    S.RESHIPPING: frozenset({S.RESHIPPED}),
    S.RESHIPPED: frozenset({S.COMPLETED}),
    S.REFUSED: frozenset({S.ESCALATED}),
    S.ESCALATED: frozenset({S.RETURNING, S.APPROVED, S.RESHIPPING, S.REFUSED}),
    S.REFUNDED: frozenset(),
    S.COMPLETED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.CLOSED: frozenset(),
}

UNSHIPPED = (OrderStatus.PAID, OrderStatus.READY_FOR_PICKUP)


def may_step(status: str, to: str) -> bool:
    """Whether the table allows the step."""
    return to in STEPS[status]


def check_kind(kind: str, order_status: str, delivery: str) -> None:
    """Raise DomainError naming `kind` unless this order can have this kind of after-sale."""
    if kind not in set(AfterSaleKind):
        raise DomainError("after_sale_kind", "请选择售后类型", field="kind")
    if kind != AfterSaleKind.REFUND and delivery == Delivery.VOUCHER:
        raise DomainError("after_sale_kind", "到店券只能申请退款", field="kind", status=409)
    if kind != AfterSaleKind.REFUND and order_status in UNSHIPPED:
        raise DomainError("after_sale_kind", "商品还没发出，请选择仅退款", field="kind", status=409)


def due_at(status: str, terms: AfterSaleTerms, now: datetime) -> datetime | None:
    """Return when the clock acts, or when staff are late; None where nothing waits for anybody."""
    spans = {
        S.APPLIED: timedelta(hours=terms.answer_hours),
        S.RETURNING: timedelta(days=terms.send_back_days),
        S.RETURNED: timedelta(days=terms.receive_days),
        S.RESHIPPING: timedelta(hours=terms.answer_hours),
        S.RESHIPPED: timedelta(days=terms.confirm_days),
        S.REFUSED: timedelta(days=terms.appeal_days),
        S.ESCALATED: timedelta(hours=terms.decide_hours),
    }
    span = spans.get(S(status))
    return now + span if span else None


def due_text(status: str, terms: AfterSaleTerms) -> str:
    """Return what happens when the time is over, as the customer reads it."""
    silence = "系统将自动同意" if terms.on_silence == "approve" else "将转由总部介入"
    texts = {
        S.APPLIED: f"商家逾期未处理，{silence}",
        S.RETURNING: "逾期未寄回，售后将自动关闭",
        S.RETURNED: "商家逾期未确认，系统将自动确认收货",
        S.RESHIPPED: "逾期未确认，系统将自动完成",
        S.REFUSED: "在此之前可以申诉，由总部介入",
        S.ESCALATED: "总部将在此之前给出结论",
        S.RESHIPPING: "商家将在此之前发货",
    }
    return texts.get(S(status), "")


def actions_of_after_sale(
    status: str, *, is_final: bool, due: datetime | None, now: datetime
) -> tuple[str, ...]:
    """Return what the customer can do now: cancel, send_back, appeal, confirm."""
    if status == S.APPLIED:
        return ("cancel",)
    if status == S.RETURNING:
        return ("send_back", "cancel")
    if status == S.REFUSED and not is_final and due is not None and due > now:
        return ("appeal",)
    if status == S.RESHIPPED:
        return ("confirm",)
    return ()
