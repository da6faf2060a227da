"""What the staff's phone says and hears."""

from typing import Annotated, Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import Fen, Id, In, Moment, Out, Text


class StaffSignInIn(In):
    """The log-in of the console."""

    username: Annotated[Text, Field(min_length=1, max_length=64)]
    password: Annotated[str, Field(min_length=1, max_length=128)]


class PlaceOut(Out):
    """A store by name."""

    id: int
    name: str
    address: str = ""


class StaffOut(Out):
    """The person, his store, and the stores he may act in."""

    id: int
    name: str
    avatar: str
    role: str
    role_text: str
    store: PlaceOut | None
    stores: list[PlaceOut]
    may_manage: bool
    brand_name: str


class StaffSignedInOut(Out):
    """A token for the Authorization header."""

    token: str
    staff: StaffOut


class CustomerOut(Out):
    """Whose voucher it is; nothing here unmasks him."""

    name: str
    avatar: str
    phone_masked: str


class RedemptionOut(Out):
    """One redemption."""

    no: str
    code_tail: str
    name: str
    uses: int
    left_after: int
    customer: CustomerOut
    staff_name: str
    store_id: int
    store_name: str
    at: Moment
    offline: bool
    reversed: bool
    reversible: bool
    sale_fen: int
    repeated: bool = False


class RedemptionsOut(Out):
    """One page of redemptions, the newest first; `next_before` is null at the end."""

    items: list[RedemptionOut]
    next_before: int | None


class ScanOut(Out):
    """What a scan shows before it is confirmed; `refusal` says why it cannot be, with who was first."""

    code: str
    name: str
    note: str
    worth_fen: int
    uses_total: int
    uses_left: int
    usable: bool
    refusal_code: str
    refusal: str
    ends_text: str
    pack_no: int
    order_no: str
    customer: CustomerOut
    last: RedemptionOut | None


class RedeemIn(In):
    """Redeem uses of a voucher in a store."""

    code: Annotated[Text, Field(min_length=1, max_length=60)]
    uses: Annotated[int, Field(ge=1, le=999)] = 1
    store_id: Id | None = None


class ReverseIn(In):
    """Why a redemption is taken back."""

    reason: Annotated[Text, Field(min_length=1, max_length=120)]


class SaleIn(In):
    """What the customer bought beside it: an amount and what for, or an order of the mall."""

    amount_fen: Fen = 0
    items: Annotated[Text, Field(max_length=200)] = ""
    order_no: Annotated[Text, Field(max_length=40)] = ""


class SaleOut(Out):
    """The sale as it was recorded."""

    id: int
    redemption_no: str
    amount_fen: int
    items: str
    order_no: str
    at: Moment


class GuideHomeOut(Out):
    """Today at my store."""

    store: PlaceOut
    redemptions: int
    uses: int
    customers: int
    sales: int
    sales_fen: int
    mine: int
    open_conflicts: int
    recent: list[RedemptionOut]


class DeviceIn(In):
    """Let this device redeem without a network."""

    name: Annotated[Text, Field(min_length=1, max_length=40)]
    public_key: Annotated[str, Field(min_length=40, max_length=200)]
    store_id: Id | None = None


class DeviceOut(Out):
    """A device of a store."""

    no: str
    name: str
    store_id: int
    kind: str
    revoked: bool
    registered_at: Moment
    last_sync_at: Moment | None


class DevicesOut(Out):
    """The devices of a store, the newest first."""

    items: list[DeviceOut]


class SyncIn(In):
    """A list as the device signed it: `list` is the very text, `signature` is base64."""

    device: Annotated[str, Field(min_length=1, max_length=40)]
    list: Annotated[str, Field(min_length=2, max_length=100_000)]
    signature: Annotated[str, Field(min_length=1, max_length=200)]


class SyncRowOut(Out):
    """What became of one row."""

    nonce: str
    code: str
    outcome: Literal["redeemed", "conflict"]
    message: str
    redemption_no: str
    by: str
    store: str
    at: Moment | None


class SyncOut(Out):
    """Every row in its order."""

    rows: list[SyncRowOut]
