"""Opening a link and making one."""

from typing import Literal

from pydantic import Field

from yutang.surfaces.mall.schemas.products import EarningOut
from yutang.surfaces.mall.schemas.shared import Face, Id, In, Out


class OpenedLinkOut(Out):
    """Where the link leads and who shared it; `visitor_id` is kept by the device."""

    code: str
    target_kind: str
    target_id: int | None
    path: str
    touch_id: int
    visitor_id: str
    sharer: Face | None
    notice: str = Field(default="", description="said when the thing shared is gone; path then leads home")


class ShareIn(In):
    """What to share; a home link has no target."""

    target_kind: Literal["product", "home"]
    target_id: Id | None = None
    carrier: Literal["share", "poster", "copy"] = "share"
    parent_touch_id: Id | None = Field(default=None, description="the touch that brought the sharer here")


class SharedLinkOut(Out):
    """The new link; `earning` is null for people who are not distributors."""

    code: str
    url: str
    path: str
    poster_url: str | None
    earning: EarningOut | None
