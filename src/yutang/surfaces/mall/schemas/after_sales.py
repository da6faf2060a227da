"""After-sale: asking for money back, and its progress."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import Id, In, Moment, Out, Quantity, Text

OrderNo = Annotated[str, Field(min_length=4, max_length=40, pattern=r"^[0-9A-Za-z]+$")]


class AfterSaleLineIn(In):
    """Which line, how many of it, and for an exchange what should come instead."""

    line_id: Id
    quantity: Quantity
    new_sku_id: Id | None = None


Kind = Literal["refund", "return", "exchange", "reship"]


class AfterSaleIn(In):
    """An application; pictures are paths that an upload answered."""

    order_no: OrderNo
    kind: Kind = "refund"
    lines: Annotated[list[AfterSaleLineIn], Field(min_length=1, max_length=50)]
    reason: Annotated[Text, Field(min_length=1, max_length=40)]
    note: Annotated[Text, Field(max_length=300)] = ""
    pictures: Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=6)] = Field(
        default_factory=list
    )


class RefundPreviewIn(In):
    """Ask what would come back; the reason decides whether the shipping fee does."""

    order_no: OrderNo
    lines: Annotated[list[AfterSaleLineIn], Field(min_length=1, max_length=50)]
    reason: Annotated[Text, Field(max_length=40)] = ""


class RefundPartOut(Out):
    """One sentence of how a refund is computed. kind: line | gift | shipping | points; amounts kept back are negative."""

    kind: str
    label: str
    detail: str
    amount_fen: int


class RefundPreviewOut(Out):
    """What would come back and why, sentence by sentence; their amounts add up to refund_fen."""

    refund_fen: int
    shipping_fen: int
    points_back: int
    parts: list[RefundPartOut]
    formula: str


class ExchangeChoiceOut(Out):
    """A specification that may come instead."""

    sku_id: int
    spec: str
    available: int


class ExchangeLineOut(Out):
    """What one line can be exchanged for; the same specification comes first."""

    line_id: int
    choices: list[ExchangeChoiceOut]


class KindOut(Out):
    """One kind of after-sale that this order can have now, with the reasons to choose from."""

    kind: Kind
    text: str
    note: str
    reasons: list[str]


class AfterSaleOptionsOut(Out):
    """What can be asked for an order."""

    order_no: str
    kinds: list[KindOut]
    exchanges: list[ExchangeLineOut]


class SendBackIn(In):
    """Under which number the goods travel back."""

    carrier: Annotated[Text, Field(min_length=1, max_length=20)]
    waybill_no: Annotated[Text, Field(min_length=5, max_length=40)]


class AppealIn(In):
    """Why head office should look at it."""

    reason: Annotated[Text, Field(min_length=1, max_length=300)]
    pictures: Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=6)] = Field(
        default_factory=list
    )


class AfterSaleLineOut(Out):
    """Some pieces of one order line, what comes back for them, or what comes instead."""

    line_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    refund_fen: int
    points: int
    is_gift: bool
    new_spec: str


class AfterSaleStep(Out):
    """One thing that happened to the application."""

    at: Moment
    title: str
    detail: str
    current: bool
    pictures: list[str]


class ParcelStepOut(Out):
    """One sentence of the courier."""

    at: Moment
    text: str


class AfterSaleParcelOut(Out):
    """A parcel of the application. direction: back (to the merchant) | out (to the customer)."""

    direction: str
    carrier: str
    waybill_no: str
    status: str
    events: list[ParcelStepOut]


class ReturnToOut(Out):
    """Where goods are to be sent."""

    name: str
    phone: str
    address: str


class AfterSaleOut(Out):
    """An application and where it stands. actions: cancel | send_back | appeal | confirm."""

    no: str
    order_no: str
    kind: str
    kind_text: str
    status: str
    status_text: str
    refund_fen: int
    shipping_fen: int
    points_back: int
    parts: list[RefundPartOut]
    reason: str
    note: str
    pictures: list[str]
    lines: list[AfterSaleLineOut]
    steps: list[AfterSaleStep]
    parcels: list[AfterSaleParcelOut]
    return_to: ReturnToOut | None
    due_at: Moment | None
    due_text: str
    actions: list[str]
    can_cancel: bool
    created_at: Moment


class AfterSalesOut(Out):
    """One page of applications, the newest first."""

    items: list[AfterSaleOut]
    next_page: int | None


class UploadOut(Out):
    """A stored picture."""

    path: str
    url: str
    width: int
    height: int
