"""The words of after-sale, as they cross the border of orders. Reached through contracts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AfterSaleKind(StrEnum):
    """What a customer asks for."""

    REFUND = "refund"
    RETURN = "return"
    EXCHANGE = "exchange"
    RESHIP = "reship"


AFTER_SALE_KIND_TEXT = {
    AfterSaleKind.REFUND: "仅退款",
    AfterSaleKind.RETURN: "退货退款",
    AfterSaleKind.EXCHANGE: "换货",
    AfterSaleKind.RESHIP: "补发",
}

MONEY_KINDS = (AfterSaleKind.REFUND, AfterSaleKind.RETURN)
PARCEL_BACK_KINDS = (AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE)
GOODS_KINDS = (AfterSaleKind.EXCHANGE, AfterSaleKind.RESHIP)


class AfterSaleStatus(StrEnum):
    """Where a request stands; the table of steps is rules/after_sales.py."""

    APPLIED = "applied"
    RETURNING = "returning"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUND_FAILED = "refund_failed"
    REFUNDED = "refunded"
    RESHIPPING = "reshipping"
    RESHIPPED = "reshipped"
    COMPLETED = "completed"
    REFUSED = "refused"
    ESCALATED = "escalated"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


AFTER_SALE_TEXT = {
    AfterSaleStatus.APPLIED: "待商家处理",
    AfterSaleStatus.RETURNING: "待寄回商品",
    AfterSaleStatus.RETURNED: "待商家收货",
    AfterSaleStatus.APPROVED: "退款中",
    AfterSaleStatus.REFUND_FAILED: "退款失败，正在重试",
    AfterSaleStatus.REFUNDED: "已退款",
    AfterSaleStatus.RESHIPPING: "待商家发货",
    AfterSaleStatus.RESHIPPED: "商家已发货",
    AfterSaleStatus.COMPLETED: "已完成",
    AfterSaleStatus.REFUSED: "商家已拒绝",
    AfterSaleStatus.ESCALATED: "总部介入中",
    AfterSaleStatus.WITHDRAWN: "已撤销",
    AfterSaleStatus.CLOSED: "已关闭",
}

OPEN_AFTER_SALES = (
    AfterSaleStatus.APPLIED,
    AfterSaleStatus.RETURNING,
    AfterSaleStatus.RETURNED,
    AfterSaleStatus.APPROVED,
    AfterSaleStatus.REFUND_FAILED,
    AfterSaleStatus.RESHIPPING,
    AfterSaleStatus.RESHIPPED,
    AfterSaleStatus.ESCALATED,
)

# Reasons for which the house answers: the shipping fee goes back even when the parcel had left.
FAULT_REASONS = ("质量问题", "商品破损", "发错货", "少件漏发", "与描述不符", "缺货")


@dataclass(frozen=True, slots=True)
class RefundLimitWant:
    """One order line of which `asked` more pieces are to be given back."""

    order_no: str
    customer_id: int
    line_id: int
    sku_id: int
    product_id: int
    quantity: int
    paid_fen: int
    refunded_quantity: int
    refunded_fen: int
    asked: int


@dataclass(frozen=True, slots=True)
class RefundLimit:
    """What of one line may still be given back, as a higher room sees it; `why` is what the customer reads.

    quantity: pieces that may still go back · fen: the most that may still be paid for these pieces, None for no limit.
    """

    quantity: int
    fen: int | None = None
    why: str = ""


type RefundLimitProvider = Callable[[Sequence[RefundLimitWant], bool], Mapping[int, RefundLimit]]
"""Answers (wants, is_final) with limits by line id; lines it knows nothing of are left out. Constant statements.

is_final=False: somebody asks or looks. is_final=True: inside the transaction that reserves the money; the room locks its
rows and takes the share out of use there (a voucher that is being refunded can no longer be redeemed).
"""


@dataclass(frozen=True, slots=True)
class AfterSaleLineFacts:
    """So many pieces of one order line; for an exchange also what comes instead."""

    line_id: int
    sku_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    refund_fen: int
    points: int = 0
    is_gift: bool = False
    new_sku_id: int | None = None
    new_spec: str = ""
    good_quantity: int = 0


@dataclass(frozen=True, slots=True)
class AfterSaleMoment:
    """One thing that happened to a request. what: a key of the story, text: what a person reads."""

    at: datetime
    what: str
    text: str
    detail: str = ""
    actor: str = ""
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AfterSaleParcel:
    """A parcel of a request. direction: back (from the customer) | out (the replacement)."""

    direction: str
    carrier: str
    waybill_no: str
    status: str
    events: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RefundSentence:
    """One sentence of how a refund is computed; negative amounts are kept back."""

    label: str
    detail: str
    amount_fen: int
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class AfterSaleFacts:
    """One request as people see it. `actions`: what the customer can do now (cancel send_back appeal confirm)."""

    after_sale_id: int
    after_sale_no: str
    order_id: int
    order_no: str
    customer_id: int
    kind: str
    kind_text: str
    status: str
    status_text: str
    reason: str
    description: str
    evidence: tuple[str, ...]
    refund_fen: int
    shipping_fen: int
    points_back: int
    deducted_fen: int
    restock: bool
    refuse_reason: str
    applied_at: datetime
    decided_at: datetime | None
    refunded_at: datetime | None
    due_at: datetime | None
    due_text: str
    lines: tuple[AfterSaleLineFacts, ...]
    parts: tuple[RefundSentence, ...] = ()
    story: tuple[AfterSaleMoment, ...] = ()
    parcels: tuple[AfterSaleParcel, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AfterSaleApplication:
    """What a customer asks. Empty lines mean everything that is left; exchanges maps line id → the SKU wanted instead."""

    customer_id: int
    order_no: str
    lines: tuple[tuple[int, int], ...] = ()
    reason: str = "不想要了"
    description: str = ""
    evidence: tuple[str, ...] = ()
    kind: str = AfterSaleKind.REFUND
    exchanges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """What would come back, and every fen of why."""

    refund_fen: int
    shipping_fen: int
    points_back: int
    parts: tuple[RefundSentence, ...]


@dataclass(frozen=True, slots=True)
class ExchangeChoice:
    """A SKU that may come instead of the one bought: same product, same price, in stock."""

    sku_id: int
    spec: str
    available: int


@dataclass(frozen=True, slots=True)
class AfterSaleTerms:
    """The time limits and limits of money in force."""

    version: int = 0
    answer_hours: int = 48
    on_silence: str = "approve"
    send_back_days: int = 7
    receive_days: int = 10
    appeal_days: int = 7
    decide_hours: int = 72
    confirm_days: int = 10
    staff_limit_fen: int = 50_000
    staff_daily_fen: int = 500_000
    return_name: str = ""
    return_phone: str = ""
    return_address: str = ""
