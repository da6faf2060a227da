"""What WeChat answers, for the official account and the mini-program."""

import re
import secrets
from datetime import datetime
from typing import Any

from yutang.integrations.tencent.far_server import Refused, need
from yutang.integrations.wechat.fake.platform import WINDOW_SECONDS, Answer, FakeApp, User, api

_SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
_PNG = b"\x89PNG\r\n\x1a\n"
_LONGEST = {"thing": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32, "phrase": 5}
_DAYS_30 = 30 * 86_400
_TEXTS_AT_MOST = 5


@api("POST", "/cgi-bin/stable_token")
def _stable_token(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(body.get("grant_type") == "client_credential", 40002, "invalid grant_type")
    need(body.get("appid") == app.app_id, 40013, "invalid appid")
    need(body.get("secret") == app.secret, 40125, "invalid appsecret")
    return app.stable_token()


@api("GET", "/sns/oauth2/access_token")
def _consent(app: FakeApp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    _check_secret(app, query)
    user = app.take_code(query.get("code", ""), "consent")
    found = {
        "access_token": secrets.token_urlsafe(20),
        "expires_in": 7_200,
        "refresh_token": secrets.token_urlsafe(20),
        "openid": user.openid,
        "scope": "snsapi_base",
    }
    return found | ({"unionid": user.unionid} if user.unionid else {})


@api("GET", "/cgi-bin/user/info")
def _user_info(app: FakeApp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    user = app.user(query.get("openid", ""))
    found: dict[str, Any] = {"openid": user.openid, "subscribe": int(user.followed_at > 0)}
    if user.unionid:
        found["unionid"] = user.unionid
    if user.followed_at:
        found |= {
            "subscribe_time": user.followed_at,
            "subscribe_scene": "ADD_SCENE_QR_CODE" if user.scene else "ADD_SCENE_SEARCH",
            "qr_scene": 0,
            "qr_scene_str": user.scene,
        }
    return found


@api("POST", "/cgi-bin/qrcode/create")
def _scene_code(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    scene = ((body.get("action_info") or {}).get("scene") or {}).get("scene_str", "")
    need(1 <= len(scene) <= 64, 40129, "invalid scene")
    ticket = secrets.token_urlsafe(40)
    if body.get("action_name") == "QR_LIMIT_STR_SCENE":
        app.scenes[ticket] = (scene, None)
        return {"ticket": ticket, "url": f"http://weixin.qq.com/q/{ticket[:12]}"}
    need(body.get("action_name") == "QR_STR_SCENE", 40051, "invalid action name")
    seconds = min(int(body.get("expire_seconds", 60)), 2_592_000)
    app.scenes[ticket] = (scene, app.now() + seconds)
    return {"ticket": ticket, "expire_seconds": seconds, "url": f"http://weixin.qq.com/q/{ticket[:12]}"}


@api("POST", "/cgi-bin/message/template/send")
def _template(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    user = app.user(body.get("touser", ""))
    need(body.get("template_id") in app.templates, 40037, "invalid template_id")
    need(user.followed_at, 43004, "require subscribe")
    key = body.get("client_msg_id", "")
    known = next((s for s in app.shown if key and s.content.get("client_msg_id") == key), None)
    if known is None:
        app.show(user.openid, "template", body)
    return {"msgid": 1 + len(app.shown)}


@api("POST", "/cgi-bin/message/subscribe/bizsend")
def _bizsend(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _subscribed(app, body)


@api("POST", "/cgi-bin/message/subscribe/send")
def _send(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _subscribed(app, body)


@api("POST", "/cgi-bin/message/custom/send")
def _custom(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    user = app.user(body.get("touser", ""))
    need(app.now() - user.last_wrote_at <= WINDOW_SECONDS, 45015, "response out of time limit")
    need(user.texts_in_window < _TEXTS_AT_MOST, 45047, "out of response count limit")
    user.texts_in_window += 1
    app.show(user.openid, "custom", body)
    return {}


@api("POST", "/cgi-bin/menu/create")
def _menu(_app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(0 < len(body.get("button") or ()) <= 3, 40016, "invalid button size")
    return {}


@api("GET", "/cgi-bin/ticket/getticket")
def _ticket(_app: FakeApp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    need(query.get("type") == "jsapi", 40097, "invalid args")
    return {"ticket": secrets.token_urlsafe(30), "expires_in": 7_200}


@api("GET", "/sns/jscode2session")
def _session(app: FakeApp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    _check_secret(app, query)
    user = app.take_code(query.get("js_code", ""), "login")
    found = {"openid": user.openid, "session_key": user.session_key}
    return found | ({"unionid": user.unionid} if user.unionid else {})


@api("POST", "/wxa/business/getuserphonenumber")
def _phone(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    user = app.take_code(body.get("code", ""), "phone")
    return {
        "phone_info": {
            "phoneNumber": user.phone,
            "purePhoneNumber": user.phone,
            "countryCode": "86",
            "watermark": {"timestamp": app.now(), "appid": app.app_id},
        }
    }


@api("POST", "/wxa/getwxacodeunlimit")
def _code(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(_SCENE.fullmatch(body.get("scene", "")), 40129, "invalid scene")
    if body.get("check_path", True):
        need(body.get("page") in app.pages, 41030, "invalid page")
    return _PNG + f"{body['page']}?scene={body['scene']}".encode()


@api("POST", "/wxa/generate_urllink")
def _url_link(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(body.get("path") in app.pages, 40165, "invalid page path")
    need(int(body.get("expire_time", 0)) <= app.now() + _DAYS_30 + 60, 85401, "expire time too long")
    return {"url_link": f"https://wxaurl.cn/{secrets.token_urlsafe(8)}"}


@api("POST", "/wxa/msg_sec_check")
def _check_text(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(body.get("version") == 2, 40129, "version")
    app.user(body.get("openid", ""))
    is_bad = any(word in body.get("content", "") for word in app.banned)
    result = {"suggest": "risky" if is_bad else "pass", "label": 20008 if is_bad else 100}
    return {"result": result, "trace_id": secrets.token_hex(8), "detail": []}


@api("POST", "/wxa/sec/order/upload_shipping_info")
def _shipping(app: FakeApp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(isinstance(body.get("delivery_mode"), int), 47001, "data format error")
    parcels = body.get("shipping_list")
    if not isinstance(parcels, list) or not 1 <= len(parcels) <= 15:
        raise Refused(47001, "shipping_list")
    datetime.fromisoformat(body["upload_time"])
    trade_no = body["order_key"].get("out_trade_no", "")
    owner = app.payments.get(trade_no)
    if owner is None:
        raise Refused(10060001, "payment not found")
    need(owner == body["payer"]["openid"], 10060002, "payer differs")
    need(body["logistics_type"] != 1 or parcels[0].get("tracking_no"), 10060007, "tracking_no missing")
    app.shipments[trade_no] = parcels
    return {}


def _check_secret(app: FakeApp, query: dict[str, str]) -> None:
    need(query.get("appid") == app.app_id, 40013, "invalid appid")
    need(query.get("secret") == app.secret, 40125, "invalid appsecret")


def _subscribed(app: FakeApp, body: dict[str, Any]) -> Answer:
    user: User = app.user(body.get("touser", ""))
    template = body.get("template_id", "")
    need(template in app.templates, 40037, "invalid template_id")
    for name, item in (body.get("data") or {}).items():
        longest = _LONGEST.get(re.sub(r"\d+$", "", name))
        need(
            longest is None or 0 < len(item["value"]) <= longest,
            47003,
            f"argument invalid! data.{name}.value",
        )
    need(user.consents.get(template, 0) > 0, 43101, "user refuse to accept the msg")
    user.consents[template] -= 1
    app.show(user.openid, "subscribe", body)
    return {}
