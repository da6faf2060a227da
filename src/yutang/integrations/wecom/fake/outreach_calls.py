"""Welcomes, mass messages, Moments and messages to staff, as WeCom answers."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import Any

from yutang.integrations.tencent.far_server import Refused, need
from yutang.integrations.wecom.fake.contact_calls import page_of
from yutang.integrations.wecom.fake.corp import Answer, FakeCorp, api
from yutang.integrations.wecom.fake.world import (
    WELCOME_SECONDS,
    Delivered,
    MassMessage,
    new_id,
)

_SENT, _NO_FRIEND, _QUOTA = 1, 2, 3
_DAY = 86_400


@api("POST", "externalcontact/send_welcome_msg")
def _send_welcome(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    code = body.get("welcome_code")
    need(code, 41049, "welcome_code missing")
    welcome = corp.world.welcomes.get(str(code))
    if welcome is None or corp.now() - welcome.given_at > WELCOME_SECONDS:
        raise Refused(41050, "invalid welcome code")
    need(not welcome.used, 41051, "chat started already")
    content = _content(body)
    welcome.used = True
    _deliver(corp, welcome.user_id, welcome.external_user_id, "welcome", content)
    return {}


@api("POST", "externalcontact/add_msg_template")
def _add_mass(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    content = _content(body)
    chat_type = body.get("chat_type", "single")
    sender = body.get("sender", "")
    need(not sender or sender in corp.world.staff, 40003, "invalid userid")
    receivers, failed = (
        _to_customers(corp, body, sender) if chat_type == "single" else _to_chats(corp, body, sender)
    )
    need(any(receivers.values()), 41048, "nobody to send to")
    message_id = new_id("msg")
    corp.world.masses[message_id] = MassMessage(message_id, chat_type, content, corp.now(), receivers)
    return {"fail_list": failed, "msgid": message_id}


@api("POST", "externalcontact/get_groupmsg_task")
def _mass_tasks(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    mass = _mass(corp, body)
    rows = [
        {"userid": user, "status": 2, "send_time": mass.sent[user]}
        if user in mass.sent
        else {"userid": user, "status": 0}
        for user in mass.receivers
    ]
    page, cursor = page_of(rows, body, most=1_000)
    return {"task_list": page, "next_cursor": cursor}


@api("POST", "externalcontact/get_groupmsg_send_result")
def _mass_results(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    mass = _mass(corp, body)
    user = body.get("userid", "")
    need(user in mass.receivers, 60111, "userid not found")
    name = "external_userid" if mass.chat_type == "single" else "chat_id"
    rows = []
    for receiver in mass.receivers[user]:
        status = mass.results.get((user, receiver), 0)
        row: dict[str, Any] = {name: receiver, "userid": user, "status": status}
        rows.append(row | ({"send_time": mass.sent[user]} if status == _SENT else {}))
    page, cursor = page_of(rows, body, most=1_000)
    return {"send_list": page, "next_cursor": cursor}


@api("POST", "externalcontact/remind_groupmsg_send")
def _remind(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    mass = _mass(corp, body)
    mass.reminded_at = [at for at in mass.reminded_at if corp.now() - at < _DAY]
    need(len(mass.reminded_at) < 3, 41094, "remind too often")
    mass.reminded_at.append(corp.now())
    return {}


@api("POST", "externalcontact/cancel_groupmsg_send")
def _cancel(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    _mass(corp, body).is_cancelled = True
    return {}


@api("POST", "externalcontact/add_moment_task")
def _add_moment(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    content = _content(body)
    visible = body.get("visible_range") or {}
    staff = (visible.get("sender_list") or {}).get("user_list") or list(corp.world.staff)
    unknown = [user for user in staff if user not in corp.world.staff]
    job = new_id("job")
    corp.world.moments[job] = {
        "moment_id": new_id("mom"),
        "content": content,
        "staff": {user: 0 for user in staff if user not in unknown},
        "invalid": unknown,
        "created_at": corp.now(),
    }
    return {"jobid": job}


@api("GET", "externalcontact/get_moment_task_result")
def _moment_result(corp: FakeCorp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    found = corp.world.moments.get(query.get("jobid", ""))
    if found is None or corp.now() - found["created_at"] > _DAY:
        raise Refused(40058, "invalid jobid")
    result = {
        "errcode": 0,
        "errmsg": "ok",
        "moment_id": found["moment_id"],
        "invalid_sender_list": {"user_list": found["invalid"]},
    }
    return {"status": 3, "type": "add_moment_task", "result": result}


@api("POST", "externalcontact/get_moment_task")
def _moment_task(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    wanted = body.get("moment_id", "")
    found = next((m for m in corp.world.moments.values() if m["moment_id"] == wanted), None)
    if found is None:
        raise Refused(40058, "invalid moment_id")
    rows = [{"userid": user, "publish_status": int(at > 0)} for user, at in found["staff"].items()]
    page, cursor = page_of(rows, body, most=1_000)
    return {"task_list": page, "next_cursor": cursor}


@api("POST", "message/send")
def _tell_staff(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(body.get("agentid") == corp.agent_id, 301002, "not allow operate another agent")
    users = [user for user in str(body.get("touser", "")).split("|") if user]
    known = (
        list(corp.world.staff) if users == ["@all"] else [user for user in users if user in corp.world.staff]
    )
    need(known, 81013, "user & party & tag all invalid")
    kind = body.get("msgtype", "")
    need(kind in body, 40058, "msgtype")
    for user in known:
        _deliver(corp, f"app:{corp.agent_id}", user, "app", {"msgtype": kind, kind: body[kind]})
    invalid = "|".join(user for user in users if user not in known and user != "@all")
    return {"invaliduser": invalid, "msgid": new_id("app")}


def confirm(corp: FakeCorp, message_id: str, user_id: str) -> None:
    """What a member of staff does: send his part of a mass message. Quotas and lost friends are WeCom's to find."""
    with corp.guard:
        mass = corp.world.masses[message_id]
        need(not mass.is_cancelled, 41093, "task cancelled")
        if user_id in mass.sent:
            return
        mass.sent[user_id] = corp.now()
        for receiver in mass.receivers[user_id]:
            mass.results[user_id, receiver] = _result(corp, mass, user_id, receiver)


def _result(corp: FakeCorp, mass: MassMessage, user_id: str, receiver: str) -> int:
    if mass.chat_type == "single":
        friendship = corp.world.friendships.get((user_id, receiver))
        if friendship is None or not friendship.customer_holds or not friendship.staff_holds:
            return _NO_FRIEND
    day = datetime.fromtimestamp(corp.now(), UTC) + timedelta(hours=8)
    key = (receiver, f"{day:%Y-%m}")
    # As many in a month as the month has days.
    if corp.world.received_in_month.get(key, 0) >= monthrange(day.year, day.month)[1]:
        return _QUOTA
    corp.world.received_in_month[key] = corp.world.received_in_month.get(key, 0) + 1
    _deliver(corp, user_id, receiver, "mass", mass.content)
    return _SENT


def _deliver(corp: FakeCorp, sender: str, receiver: str, kind: str, content: dict[str, Any]) -> None:
    corp.world.delivered.append(Delivered(corp.now(), sender, receiver, kind, content))


def _content(body: dict[str, Any]) -> dict[str, Any]:
    text = (body.get("text") or {}).get("content", "")
    attachments = body.get("attachments") or []
    need(text or attachments, 40058, "text and attachments empty")
    need(len(text.encode()) <= 4_000, 45002, "content too long")
    need(len(attachments) <= 9, 41064, "too many attachments")
    for item in attachments:
        kind = item.get("msgtype")
        need(
            kind in ("image", "link", "miniprogram", "video", "file") and kind in item,
            41065,
            "attachment type",
        )
    return {"text": text, "attachments": attachments}


def _to_customers(
    corp: FakeCorp, body: dict[str, Any], sender: str
) -> tuple[dict[str, list[str]], list[str]]:
    wanted = body.get("external_userid") or []
    need(wanted or sender, 40058, "external_userid and sender empty")
    need(len(wanted) <= 10_000, 40058, "too many external_userid")
    if not wanted:
        mine = [
            f.external_user_id
            for f in corp.world.friendships.values()
            if f.user_id == sender and f.staff_holds
        ]
        return {sender: mine}, []
    found: dict[str, list[str]] = {}
    failed: list[str] = []
    for external in wanted:
        followers = [f for f in corp.world.followers(external) if not sender or f.user_id == sender]
        if not followers:
            failed.append(external)
            continue
        newest = max(followers, key=lambda f: f.added_at)
        found.setdefault(newest.user_id, []).append(external)
    return found, failed


def _to_chats(corp: FakeCorp, body: dict[str, Any], sender: str) -> tuple[dict[str, list[str]], list[str]]:
    need(sender, 40058, "sender missing")
    own = [chat.chat_id for chat in corp.world.chats.values() if chat.owner == sender]
    wanted = body.get("chat_id_list") or own
    need(len(wanted) <= 2_000, 40058, "too many chat_id")
    return {sender: [chat for chat in wanted if chat in own]}, [chat for chat in wanted if chat not in own]


def _mass(corp: FakeCorp, body: dict[str, Any]) -> MassMessage:
    message_id = body.get("msgid")
    need(message_id, 41046, "msgid missing")
    need(message_id in corp.world.masses, 41047, "invalid msgid")
    return corp.world.masses[str(message_id)]
