"""Staff, statistics, media, tickets and consent, as WeCom answers."""

from typing import Any

from yutang.integrations.tencent.far_server import Refused, need
from yutang.integrations.wecom.fake.corp import Answer, FakeCorp, api
from yutang.integrations.wecom.fake.world import new_id

_DAY = 86_400
_CODE_SECONDS = 300
_BYTES_AT_MOST = {"image": 10_000_000, "voice": 2_000_000, "video": 10_000_000, "file": 20_000_000}


@api("GET", "user/simplelist")
def _staff(corp: FakeCorp, _query: dict[str, str], _body: dict[str, Any]) -> Answer:
    rows = [
        {"userid": one.user_id, "name": one.name, "department": [one.department]}
        for one in corp.world.staff.values()
        if one.is_active
    ]
    return {"userlist": rows}


@api("GET", "department/list")
def _departments(_corp: FakeCorp, _query: dict[str, str], _body: dict[str, Any]) -> Answer:
    return {"department": [{"id": 1, "name": "总部", "parentid": 0, "order": 1}]}


@api("POST", "externalcontact/get_user_behavior_data")
def _behaviour(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    users = body.get("userid") or []
    since, until = int(body.get("start_time", 0)), int(body.get("end_time", 0))
    need(0 < len(users) <= 100, 40058, "userid")
    need(
        since <= until and until - since <= 30 * _DAY and corp.now() - since <= 180 * _DAY,
        600018,
        "time range",
    )
    return {
        "behavior_data": [_day_of(corp, users, day) for day in range(since - since % _DAY, until + 1, _DAY)]
    }


@api("GET", "get_jsapi_ticket")
def _corp_ticket(_corp: FakeCorp, _query: dict[str, str], _body: dict[str, Any]) -> Answer:
    return {"ticket": new_id("tc-"), "expires_in": 7_200}


@api("GET", "ticket/get")
def _app_ticket(_corp: FakeCorp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    need(query.get("type") == "agent_config", 40058, "type")
    return {"ticket": new_id("ta-"), "expires_in": 7_200}


@api("GET", "auth/getuserinfo")
def _visitor(corp: FakeCorp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    found = corp.world.codes.pop(query.get("code", ""), None)
    if found is None or corp.now() - found[1] > _CODE_SECONDS:
        raise Refused(40029, "invalid code")
    return dict(found[0])


@api("POST", "media/upload")
def _upload(corp: FakeCorp, query: dict[str, str], body: dict[str, Any]) -> Answer:
    kind = query.get("type", "")
    need(kind in _BYTES_AT_MOST, 40004, "invalid media type")
    need(5 < body.get("_size", 0) <= _BYTES_AT_MOST[kind], 40006, "invalid media size")
    media_id = new_id("media-")
    corp.world.media[media_id] = (kind, corp.now())
    return {"type": kind, "media_id": media_id, "created_at": str(corp.now())}


@api("POST", "media/uploadimg")
def _upload_picture(_corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(0 < body.get("_size", 0) <= 2_000_000, 40009, "invalid image size")
    return {"url": f"https://wework.qpic.cn/wwpic/{new_id('pic')}/0"}


@api("POST", "media/upload_attachment")
def _upload_attachment(corp: FakeCorp, query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(query.get("attachment_type") in ("1", "2"), 41065, "attachment type")
    need(body.get("_size", 0) > 5, 40006, "invalid media size")
    media_id = new_id("media-")
    corp.world.media[media_id] = (query.get("media_type", ""), corp.now())
    return {"type": query.get("media_type", ""), "media_id": media_id, "created_at": corp.now()}


def _day_of(corp: FakeCorp, users: list[str], day: int) -> dict[str, Any]:
    """Counted from what happened here: new friends and lost ones are known, chats are those that began."""
    mine = [f for f in corp.world.friendships.values() if f.user_id in users]
    new = sum(day <= f.added_at < day + _DAY for f in mine)
    sent = sum(day <= d.at < day + _DAY and d.sender in users for d in corp.world.delivered)
    return {
        "stat_time": day,
        "chat_cnt": sum(f.has_chatted and day <= f.added_at < day + _DAY for f in mine),
        "message_cnt": sent,
        "negative_feedback_cnt": 0,
        "new_apply_cnt": new,
        "new_contact_cnt": new,
    }
