"""After-sale: asking for money back, and its progress."""

from typing import Annotated

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import Id, In, Moment, Out, Quantity, Text

OrderNo = Annotated[str, Field(min_length=4, max_length=40, pattern=r"^[0-9A-Za-z]+$")]


class AfterSaleLineIn(In):
    """Which line and how many of it."""

    line_id: Id
    quantity: Quantity


class AfterSaleIn(In):
    """An application; pictures are paths that an upload answered."""

    order_no: OrderNo
    lines: Annotated[list[AfterSaleLineIn], Field(min_length=1, max_length=50)]
    reason: Annotated[Text, Field(min_length=1, max_length=40)]
    note: Annotated[Text, Field(max_length=300)] = ""
    pictures: Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=6)] = Field(
        default_factory=list
    )


class RefundPreviewIn(In):
    """Ask what would come back."""

    order_no: OrderNo
    lines: Annotated[list[AfterSaleLineIn], Field(min_length=1, max_length=50)]


class RefundPreviewOut(Out):
    """What would come back and how it is computed."""

    refund_fen: int
    formula: str


class AfterSaleLineOut(Out):
    """Some pieces of one order line and what comes back for them."""

    line_id: int
    product_id: int
    name: str
    spec: str
    picture: str
    tint: str
    quantity: int
    refund_fen: int


class AfterSaleStep(Out):
    """One thing that happened to the application."""

    at: Moment
    title: str
    detail: str
    current: bool


class AfterSaleOut(Out):
    """An application and where it stands."""

    no: str
    order_no: str
    status: str
    status_text: str
    refund_fen: int
    shipping_fen: int
    reason: str
    note: str
    pictures: list[str]
    lines: list[AfterSaleLineOut]
    steps: list[AfterSaleStep]
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
