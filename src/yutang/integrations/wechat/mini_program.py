"""The mini-program: who uses it, codes and links into it, messages, the content check, and what was shipped."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.tencent.transport import Json
from yutang.integrations.wechat.contracts import AppSettings, Notice, Session, Shipped, TextVerdict
from yutang.integrations.wechat.rules import check_scene, need, subscribe_values
from yutang.integrations.wechat.stable_token import app_transport
from yutang.kernel import clock
from yutang.kernel.clock import SHANGHAI

NO_CONSENT = 43101
PAYMENT_NOT_SEEN = 10060001
_LINK_DAYS = 30


class MiniProgramApi:
    """One mini-program; methods raise TencentRefused and its kinds. Threads may share it."""

    def __init__(self, settings: AppSettings, *, client: httpx.Client | None = None) -> None:
        self.settings = settings
        self._call, self._open = app_transport(settings, kind="mini", client=client)

    def session(self, code: str) -> Session:
        """Exchange the code of wx.login; good once and for five minutes (40029, 40163)."""
        found = self._open.get(
            "/sns/jscode2session",
            appid=self.settings.app_id,
            secret=self.settings.secret,
            js_code=code,
            grant_type="authorization_code",
        )
        return Session(found["openid"], found.get("unionid", ""), found["session_key"])

    def phone(self, code: str) -> str:
        """Exchange the code of the phone button (not the one of wx.login) for a number without country code."""
        found = self._call.post("/wxa/business/getuserphonenumber", {"code": code})["phone_info"]
        return str(found["purePhoneNumber"])

    def code_picture(self, scene: str, *, page: str, width: int = 430, release: str = "release") -> bytes:
        """Return the picture of a code that opens `page` with a scene; any number of them, for ever."""
        check_scene(scene)
        need(not page.startswith("/") and "?" not in page, "page", "页面路径不带斜杠开头和参数")
        need(280 <= width <= 1_280, "width", "宽度为 280 到 1280")
        body = {
            "scene": scene,
            "page": page,
            "width": width,
            "env_version": release,
            # A page that is not published yet is allowed outside the release.
            "check_path": release == "release",
        }
        return self._call.raw("/wxa/getwxacodeunlimit", body)[1]

    def link(self, path: str, *, query: str = "", until: datetime | None = None) -> str:
        """Return an address that opens the mini-program from a browser; 30 days at most, which is the default."""
        need(len(query) <= 1_024, "query", "参数最多 1024 个字符")
        latest = clock.now() + timedelta(days=_LINK_DAYS)
        body: dict[str, Any] = {
            "path": path,
            "query": query,
            "expire_type": 0,
            "expire_time": int(min(until or latest, latest).timestamp()),
        }
        return str(self._call.post("/wxa/generate_urllink", body)["url_link"])

    def send_subscribed(self, notice: Notice) -> bool:
        """Send a message that the user asked for; False when he has not, or has used it up (43101)."""
        body: Json = {
            "touser": notice.openid,
            "template_id": notice.template_id,
            "data": subscribe_values(notice.values),
        }
        if notice.page is not None:
            body["page"] = notice.page.path
        try:
            self._call.post("/cgi-bin/message/subscribe/send", body)
        except TencentRefused as refused:
            if refused.errcode == NO_CONSENT:
                return False
            raise
        return True

    def check_text(self, text: str, *, openid: str, scene: int = 2) -> TextVerdict:
        """Ask what the platform thinks of a text (1 profile, 2 comment, 3 forum, 4 social log)."""
        need(0 < len(text) <= 2_500, "text", "文字为 1 到 2500 字")
        body = {"content": text, "version": 2, "openid": openid, "scene": scene}
        found = self._call.post("/wxa/msg_sec_check", body)
        result = found["result"]
        return TextVerdict(result["suggest"], int(result["label"]), found.get("trace_id", ""))

    def upload_shipping(self, shipped: Shipped) -> bool:
        """Tell the platform that a payment was shipped; False while it has not heard of the payment (10060001)."""
        need(shipped.kind in (1, 2, 3, 4), "kind", "发货方式不正确")
        parcel: Json = {"item_desc": shipped.item[:120]}
        if shipped.kind == 1:
            need(shipped.waybill_no and shipped.carrier, "waybill_no", "快递发货须有单号和快递公司")
            parcel |= {"tracking_no": shipped.waybill_no, "express_company": shipped.carrier}
            if shipped.contact:
                parcel["contact"] = {"receiver_contact": shipped.contact}
        at = shipped.at.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
        body: Json = {
            "order_key": {
                "order_number_type": 1,
                "mchid": shipped.merchant_id,
                "out_trade_no": shipped.trade_no,
            },
            "logistics_type": shipped.kind,
            "delivery_mode": 1,
            "shipping_list": [parcel],
            "upload_time": at,
            "payer": {"openid": shipped.openid},
        }
        try:
            self._call.post("/wxa/sec/order/upload_shipping_info", body)
        except TencentRefused as refused:
            if refused.errcode == PAYMENT_NOT_SEEN:
                return False
            raise
        return True

    def close(self) -> None:
        """Close the connections."""
        self._call.close()
        self._open.close()
