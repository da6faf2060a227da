"""What `yutang up` tells the person who started it."""

from django.conf import settings
from django.contrib.auth import get_user_model

from yutang.surfaces.demo.people import TRY_OUT
from yutang.surfaces.demo.places import GUIDES, HEAD_OFFICE, STORE_MANAGERS
from yutang.surfaces.demo.setting import PASSWORD


def lines(address: str) -> list[str]:
    """Return the addresses and, when the demo is loaded, how to log in."""
    found = [
        f"  商城    {address}/",
        f"  后台    {address}/console/",
        f"  收银台  {settings.CASHIER_URL}/",
        f"  数据    {settings.DATA_DIR}",
    ]
    staff = [member.username for member in (*HEAD_OFFICE, STORE_MANAGERS[0], GUIDES[0])]
    if not settings.DEMO:
        return found
    if not get_user_model()._default_manager.filter(username__in=staff).exists():
        return [*found, "  还没有数据：yutang demo load 载入演示品牌"]
    phones = "、".join(f"{persona.phone}（{persona.nickname}）" for persona in TRY_OUT)
    return [
        *found,
        f"  后台登录  {'、'.join(staff)}，密码均为 {PASSWORD}（仅供演示）",
        f"  商城登录  {phones}，验证码显示在登录页",
    ]
