"""Delivery addresses."""

from typing import Annotated

from pydantic import Field

from yutang.surfaces.mall.schemas.shared import In, Out, Phone, Text

Short = Annotated[Text, Field(min_length=1, max_length=32)]


class AddressIn(In):
    """An address; one of them is the default."""

    name: Short
    phone: Phone
    province: Short
    city: Short
    district: Short
    detail: Annotated[Text, Field(min_length=2, max_length=120)]
    is_default: bool = False


class AddressOut(Out):
    """An address of the caller; lists carry the masked phone only."""

    id: int
    name: str
    phone_masked: str
    phone: str | None
    province: str
    city: str
    district: str
    detail: str
    is_default: bool


class AddressesOut(Out):
    """All addresses, the default first."""

    items: list[AddressOut]
