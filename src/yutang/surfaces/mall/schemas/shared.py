"""Types every resource uses: bounded input, Shanghai time, pictures, pages and the error shape."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

SHANGHAI = ZoneInfo("Asia/Shanghai")
LARGEST_ID = 2**53 - 1
MAX_QUANTITY = 999


def local_iso(at: datetime) -> str:
    """Return the moment as people in China write it down, with its offset."""
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _printable(value: str) -> str:
    if any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValueError("含有无法显示的字符")
    return value.strip()


Moment = Annotated[
    datetime,
    PlainSerializer(local_iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Quantity = Annotated[int, Field(ge=1, le=MAX_QUANTITY)]
Fen = Annotated[int, Field(ge=0, le=10**12)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]
Text = Annotated[str, AfterValidator(_printable)]
Phone = Annotated[str, Field(pattern=r"^1[3-9][0-9]{9}$", description="11-digit mobile number")]


class In(BaseModel):
    """A request body: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """An answer. Plain models: ninja's own wrap every object they read, which costs more than the answer itself."""


class Done(Out):
    """The act is done and there is nothing else to say."""

    ok: bool = True


class ErrorBody(Out):
    """What went wrong: a stable code, a sentence for people, and the facts behind it."""

    code: str
    message: str
    details: dict[str, Any] = Field(default_factory=dict)


class ErrorOut(Out):
    """Every answer that is not a success has this shape."""

    error: ErrorBody


class Face(Out):
    """A person as others may see him."""

    name: str
    avatar: str = ""


class ActionOut(Out):
    """Something the customer can do next: `path` is a page of the storefront."""

    key: str
    text: str
    path: str = ""
