"""Balance, top-ups and gift cards."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import Fen, Id, In, Moment, Out, Text


class OfferOut(Out):
    """Pay so much, get so much on top; not `available` when the balance could not hold it."""

    id: int
    pay_fen: int
    bonus_fen: int
    title: str
    available: bool
    reason: str


class WalletOut(Out):
    """What can be spent, part by part: gift cards first, then what was paid in, the bonus last."""

    total_fen: int
    gift_fen: int
    principal_fen: int
    bonus_fen: int
    frozen: bool
    max_balance_fen: int
    offers: list[OfferOut]
    rules: list[str]


class StatementLineOut(Out):
    """One act on the balance; the parts add up to `amount_fen`."""

    id: int
    title: str
    detail: str
    amount_fen: int
    gift_fen: int
    principal_fen: int
    bonus_fen: int
    at: Moment


class StatementOut(Out):
    """The newest acts first."""

    items: list[StatementLineOut]
    next_before: int | None


class TopUpIn(In):
    """Which offer."""

    offer_id: Id


class GiftIn(In):
    """An electronic gift card for a friend."""

    face_fen: Fen
    message: Annotated[Text, Field(max_length=60)] = ""
    cover: Annotated[str, Field(pattern=r"^[a-z]{1,20}$")] = "spring"


class RedeemIn(In):
    """What stands on a printed card."""

    code: Annotated[str, Field(min_length=8, max_length=40, pattern=r"^[0-9A-Za-z\- ]+$")]
    pin: Annotated[str, Field(min_length=4, max_length=12, pattern=r"^[0-9]+$")]


class WalletCashierOut(Out):
    """Where to pay for a top-up or a gift card."""

    no: str
    payment_no: str
    amount_fen: int
    cashier_url: str


class WalletPaymentOut(Out):
    """How a payment for the balance or a gift card stands."""

    payment_no: str
    no: str
    kind: Literal["top_up", "gift_card"]
    title: str
    status: Literal["created", "succeeded", "closed", "failed"]
    purchase_status: str
    amount_fen: int
    bonus_fen: int


class ClaimedOut(Out):
    """What came in, and what the balance is now."""

    face_fen: int
    total_fen: int


class GiftOut(Out):
    """A gift as its buyer or receiver sees it; only the buyer gets the path to share, while nobody has claimed it."""

    no: str
    face_fen: int
    status: Literal["new", "active", "claimed", "expired", "void"]
    status_text: str
    message: str
    from_name: str
    cover: str
    expires_at: Moment | None
    claimed_at: Moment | None
    bought_at: Moment
    claimed_by_me: bool
    is_mine: bool
    claimed_by: str
    path: str


class GiftsOut(Out):
    """My gifts, and what can be bought."""

    items: list[GiftOut]
    faces_fen: list[int]
    covers: list[str]


class WalletPaidOut(Out):
    """The order is paid."""

    order_no: str
    payment_no: str
    amount_fen: int
    balance_fen: int
