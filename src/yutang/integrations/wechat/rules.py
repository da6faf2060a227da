"""WeChat's limits, checked before a call is made."""

import re
from collections.abc import Mapping

from yutang.kernel.errors import DomainError

# Digits, letters and these signs; no percent sign, no Chinese.
SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_LONGEST = {
    "thing": 20,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "character_string": 32,
    "phone_number": 17,
    "car_number": 8,
    "name": 20,
    "phrase": 5,
}
_MAY_BE_CUT = frozenset({"thing", "name", "phrase"})
_KIND = re.compile(r"([a-z_]+?)\d*$")
SECONDS_AT_MOST = 2_592_000


def need(holds: object, field: str, message: str) -> None:
    """Raise the refusal that names what WeChat would not take."""
    if not holds:
        raise DomainError("wechat_invalid", message, field=field)


def check_scene(scene: str) -> None:
    """Raise wechat_invalid for a scene that a mini-program code cannot carry."""
    need(SCENE.fullmatch(scene), "scene", "小程序码参数为 1 到 32 个字母、数字或规定的符号")


def subscribe_values(values: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the data of a subscription message; what is too long for its kind ends in an ellipsis.

    The kind is the name without its number (`thing3`); numbers and codes are refused instead of cut: half of one is wrong.
    """
    found: dict[str, dict[str, str]] = {}
    for name, value in values.items():
        match = _KIND.match(name)
        kind = match.group(1) if match else name
        longest = _LONGEST.get(kind)
        is_long = longest is not None and len(value) > longest
        need(not is_long or kind in _MAY_BE_CUT, f"values.{name}", f"{name} 最多 {longest} 个字符")
        found[name] = {"value": f"{value[: (longest or 0) - 1]}…" if is_long else value}
    return found
