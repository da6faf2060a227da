"""Pure decisions of the organisation: what a brand colour and a store's fields may be."""

import re

from yutang.foundation.org.contracts import NewStaff, NewStore, StaffRole
from yutang.kernel.errors import DomainError

AA_CONTRAST = 4.5
_HEX_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9@.+_-]{1,63}")
_STORE_ROLES = frozenset({StaffRole.STORE_MANAGER, StaffRole.GUIDE})
SHORTEST_PASSWORD = 8


def contrast_on_white(color: str) -> float:
    """WCAG 2 contrast ratio of a colour "#RRGGBB" against white, from 1 to 21."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.05 / (luminance + 0.05)


def check_brand_color(color: str) -> str:
    """Return the colour in upper case; refuses what is no colour or too pale for text on white."""
    if not _HEX_COLOR.fullmatch(color):
        raise DomainError("bad_color", "品牌色要写成 #RRGGBB，例如 #0B7A75", field="brand_color")
    ratio = contrast_on_white(color)
    if ratio < AA_CONTRAST:
        raise DomainError(
            "color_too_pale",
            f"这个品牌色太浅：与白色的对比度只有 {ratio:.1f}，至少要 4.5 才看得清，请换深一点的颜色",
            field="brand_color",
            contrast=f"{ratio:.2f}",
        )
    return color.upper()


def check_region(*, code: str, name: str) -> None:
    """Refuse a region without code or name."""
    for field, label, value, longest in (("code", "区域编码", code, 32), ("name", "区域名称", name, 60)):
        if not value.strip() or len(value) > longest:
            raise DomainError("bad_region", f"{label}不能为空，且不超过 {longest} 个字", field=field)


def check_store(store: NewStore) -> None:
    """Refuse a store without number, name or region, or with coordinates off the globe."""
    for field, value, longest in (
        ("no", store.no, 32),
        ("name", store.name, 60),
        ("region_code", store.region_code, 32),
    ):
        if not value.strip() or len(value) > longest:
            raise DomainError(
                "bad_store", f"{field} 不能为空，且不超过 {longest} 个字", field=field, no=store.no
            )
    for field, value, longest in (
        ("address", store.address, 200),
        ("hours", store.hours, 60),
        ("phone", store.phone, 32),
        ("region_name", store.region_name, 60),
    ):
        if len(value) > longest:
            raise DomainError("bad_store", f"{field} 不能超过 {longest} 个字", field=field, no=store.no)
    if store.lat is not None and not -90 <= store.lat <= 90:
        raise DomainError("bad_store", "纬度要在 -90 到 90 之间", field="lat", no=store.no)
    if store.lng is not None and not -180 <= store.lng <= 180:
        raise DomainError("bad_store", "经度要在 -180 到 180 之间", field="lng", no=store.no)


def check_staff(staff: NewStaff) -> None:
    """Refuse a log-in whose name, password or place does not fit its role."""
    if not _USERNAME.fullmatch(staff.username):
        raise DomainError("bad_staff", "登录名要用 2 到 64 个字母、数字或 @.+-_", field="username")
    check_password(staff.password)
    check_place(
        display_name=staff.display_name,
        role=staff.role,
        store_id=staff.store_id,
        region_id=staff.region_id,
    )


def check_password(password: str) -> None:
    """Refuse a password that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise DomainError("bad_staff", f"密码至少 {SHORTEST_PASSWORD} 位", field="password")


def check_place(*, display_name: str, role: StaffRole, store_id: int | None, region_id: int | None) -> None:
    """Refuse somebody without a name, or whose role needs a store or region that he has not."""
    if not display_name.strip() or len(display_name) > 40:
        raise DomainError("bad_staff", "姓名不能为空，且不超过 40 个字", field="display_name")
    if role in _STORE_ROLES and store_id is None:
        raise DomainError("bad_staff", "店长和导购必须属于一家门店", field="store_id")
    if role is StaffRole.REGION_MANAGER and region_id is None:
        raise DomainError("bad_staff", "区域经理必须负责一个区域", field="region_id")


def place_of_role(
    role: StaffRole, store_id: int | None, region_id: int | None
) -> tuple[int | None, int | None]:
    """Return the store and region that count for this role: a store's people have a store, head office neither."""
    return (
        store_id if role in _STORE_ROLES else None,
        region_id if role is StaffRole.REGION_MANAGER else None,
    )
