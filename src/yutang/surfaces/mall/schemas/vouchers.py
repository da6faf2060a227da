"""Packs of rights: what is inside, and what the customer holds."""

from typing import Literal

from yutang.surfaces.mall.schemas.shared import Moment, Out

VoucherTab = Literal["active", "used", "ended"]


class RightOut(Out):
    """One right of a pack before it is bought."""

    name: str
    worth_fen: int
    uses: int
    stores_text: str
    valid_text: str
    note: str


class PackOut(Out):
    """What a pack holds and what that is worth together."""

    worth_fen: int
    rights: list[RightOut]


class VoucherOut(Out):
    """One voucher of mine; `status_text` says 退款中 while money is asked back for it."""

    code: str
    name: str
    note: str
    worth_fen: int
    status: Literal["active", "used", "expired", "void"]
    status_text: str
    usable: bool
    uses_total: int
    uses_left: int
    valid_from: Moment
    valid_until: Moment
    ends_text: str
    stores_text: str
    order_no: str


class VouchersOut(Out):
    """One page of vouchers, the newest first; `next_before` is null at the end."""

    items: list[VoucherOut]
    next_before: int | None


class VoucherStoreOut(Out):
    """A store where the voucher can be used."""

    id: int
    name: str
    address: str
    hours: str
    phone: str


class VoucherUseOut(Out):
    """One redemption; a taken-back one stays in the list and says so."""

    no: str
    at: Moment
    store_name: str
    staff_name: str
    uses: int
    left_after: int
    reversed: bool


class VoucherDetailOut(Out):
    """One voucher with what its QR code says, where it can be used, and its history."""

    voucher: VoucherOut
    qr_text: str
    product_id: int
    issued_at: Moment
    stores: list[VoucherStoreOut]
    all_stores: bool
    history: list[VoucherUseOut]
