"""The official account: consent, fans, scene codes, and the three kinds of messages."""

from typing import Any
from urllib.parse import quote, urlencode

import httpx

from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.tencent.tokens import TokenKeeper
from yutang.integrations.tencent.transport import Json, Transport
from yutang.integrations.wechat.contracts import AppSettings, Consent, Fan, Notice, SceneCode
from yutang.integrations.wechat.rules import SECONDS_AT_MOST, need, subscribe_values
from yutang.integrations.wechat.stable_token import app_transport, moment_of, ticket_fetcher

_CONSENT = "https://open.weixin.qq.com/connect/oauth2/authorize"
_PICTURE = "https://mp.weixin.qq.com/cgi-bin/showqrcode"
WINDOW_CLOSED = 45015
NO_CONSENT = 43101
NOT_A_FAN = 43004


class OfficialAccount:
    """One account; methods raise TencentRefused and its kinds. Threads may share it."""

    def __init__(self, settings: AppSettings, *, client: httpx.Client | None = None) -> None:
        self.settings = settings
        self._call, self._open = app_transport(settings, kind="account", client=client)
        self._tickets = TokenKeeper(
            f"account:{settings.app_id}:ticket", ticket_fetcher(self._call, "/cgi-bin/ticket/getticket")
        )

    def consent_url(self, redirect_uri: str, *, state: str, with_profile: bool = False) -> str:
        """Return the address at which somebody says who he is; he comes back with a code."""
        query = urlencode(
            {
                "appid": self.settings.app_id,
                "redirect_uri": redirect_uri,
                "response_type": "code",
                "scope": "snsapi_userinfo" if with_profile else "snsapi_base",
                "state": state,
            }
        )
        return f"{_CONSENT}?{query}#wechat_redirect"

    def consent(self, code: str) -> Consent:
        """Exchange a code; it is good once and for five minutes (40029, 40163)."""
        found = self._open.get(
            "/sns/oauth2/access_token",
            appid=self.settings.app_id,
            secret=self.settings.secret,
            code=code,
            grant_type="authorization_code",
        )
        return Consent(
            openid=found["openid"],
            unionid=found.get("unionid", ""),
            scope=found.get("scope", "snsapi_base"),
            access_token=found.get("access_token", ""),
            is_virtual=found.get("is_snapshotuser") == 1,
        )

    def fan(self, openid: str) -> Fan:
        """Return whether and since when somebody follows."""
        return _fan(self._call.get("/cgi-bin/user/info", openid=openid, lang="zh_CN"))

    def scene_code(self, scene: str, *, seconds: int | None = SECONDS_AT_MOST) -> SceneCode:
        """Make a code with a scene of 1 to 64 characters; None seconds makes one of the 100,000 permanent ones."""
        need(1 <= len(scene) <= 64, "scene", "场景值为 1 到 64 个字符")
        body: dict[str, Any] = {"action_info": {"scene": {"scene_str": scene}}}
        if seconds is None:
            body["action_name"] = "QR_LIMIT_STR_SCENE"
        else:
            need(60 <= seconds <= SECONDS_AT_MOST, "seconds", "有效期为 60 秒到 30 天")
            body |= {"action_name": "QR_STR_SCENE", "expire_seconds": seconds}
        found = self._call.post("/cgi-bin/qrcode/create", body)
        return SceneCode(found["ticket"], found.get("url", ""), found.get("expire_seconds"))

    @staticmethod
    def picture_url(ticket: str) -> str:
        """Return where the picture of a scene code lies."""
        return f"{_PICTURE}?ticket={quote(ticket, safe='')}"

    def send_template(self, notice: Notice) -> str:
        """Send a template message and return its id; the same key is sent once."""
        body: Json = {
            "touser": notice.openid,
            "template_id": notice.template_id,
            "data": {name: {"value": value} for name, value in notice.values.items()},
        }
        if notice.url:
            body["url"] = notice.url
        if notice.page is not None:
            body["miniprogram"] = {"appid": notice.page.app_id, "pagepath": notice.page.path}
        if notice.key:
            body["client_msg_id"] = notice.key
        return str(self._call.post("/cgi-bin/message/template/send", body).get("msgid", ""))

    def send_subscribed(self, notice: Notice) -> bool:
        """Send a message that the fan asked for; False when he has not, or has used it up (43101)."""
        body: Json = {
            "touser": notice.openid,
            "template_id": notice.template_id,
            "data": subscribe_values(notice.values),
        }
        if notice.page is not None:
            body["miniprogram"] = {"appid": notice.page.app_id, "pagepath": notice.page.path}
        elif notice.url:
            body["page"] = notice.url
        return _unless(self._call, "/cgi-bin/message/subscribe/bizsend", body, NO_CONSENT)

    def send_text(self, openid: str, text: str) -> bool:
        """Send a customer-service text; False outside the 48 hours after the fan last wrote (45015)."""
        need(text and len(text.encode()) <= 2_048, "text", "文字为 1 到 2048 字节")
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        return _unless(self._call, "/cgi-bin/message/custom/send", body, WINDOW_CLOSED)

    def set_menu(self, buttons: list[Json]) -> None:
        """Replace the menu: three buttons with up to five below each."""
        need(0 < len(buttons) <= 3, "buttons", "一级菜单 1 到 3 个")
        need(
            all(len(button.get("sub_button") or ()) <= 5 for button in buttons),
            "buttons.sub_button",
            "二级菜单最多 5 个",
        )
        self._call.post("/cgi-bin/menu/create", {"button": buttons})

    def ticket(self) -> str:
        """Return the ticket for wx.config."""
        return self._tickets.get()

    def close(self) -> None:
        """Close the connections."""
        self._call.close()
        self._open.close()


def _unless(transport: Transport, api: str, body: Json, errcode: int) -> bool:
    try:
        transport.post(api, body)
    except TencentRefused as refused:
        if refused.errcode == errcode:
            return False
        raise
    return True


def _fan(item: Json) -> Fan:
    return Fan(
        openid=item["openid"],
        unionid=item.get("unionid", ""),
        follows=item.get("subscribe") == 1,
        followed_at=moment_of(item.get("subscribe_time")),
        scene=item.get("subscribe_scene", ""),
        qr_scene=item.get("qr_scene_str") or str(item.get("qr_scene") or ""),
    )
