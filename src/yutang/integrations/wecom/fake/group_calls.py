"""Groups, group live codes and hand-overs, as WeCom answers."""

from typing import Any

from yutang.integrations.tencent.far_server import Refused, need
from yutang.integrations.wecom.fake.contact_calls import page_of
from yutang.integrations.wecom.fake.corp import Answer, FakeCorp, api
from yutang.integrations.wecom.fake.world import Chat, new_id

_DAY = 86_400
_WAITING, _DONE, _REFUSED, _FULL, _NO_RECORD = 2, 1, 3, 4, 5


@api("POST", "externalcontact/groupchat/list")
def _list(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(1 <= int(body.get("limit", 0)) <= 1_000, 40058, "limit")
    owners = (body.get("owner_filter") or {}).get("userid_list")
    rows = [
        {"chat_id": chat.chat_id, "status": 0}
        for chat in corp.world.chats.values()
        if not owners or chat.owner in owners
    ]
    page, cursor = page_of(rows, body, most=1_000)
    return {"group_chat_list": page, "next_cursor": cursor}


@api("POST", "externalcontact/groupchat/get")
def _get(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    chat = _chat(corp, body.get("chat_id", ""))
    return {
        "group_chat": {
            "chat_id": chat.chat_id,
            "name": chat.name,
            "owner": chat.owner,
            "create_time": chat.created_at,
            "notice": chat.notice,
            "member_list": list(chat.members.values()),
            "admin_list": [],
            "member_version": f"v{chat.version}",
        }
    }


@api("POST", "externalcontact/groupchat/add_join_way")
def _add_join_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    config_id = new_id("jw")
    corp.world.join_ways[config_id] = _join_fields(corp, body) | {
        "config_id": config_id,
        "qr_code": f"https://wework.qpic.cn/wwpic/{config_id}/0",
    }
    return {"config_id": config_id}


@api("POST", "externalcontact/groupchat/get_join_way")
def _get_join_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return {"join_way": _join_way(corp, body)}


@api("POST", "externalcontact/groupchat/update_join_way")
def _update_join_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    _join_way(corp, body).update(_join_fields(corp, body))
    return {}


@api("POST", "externalcontact/groupchat/del_join_way")
def _delete_join_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    del corp.world.join_ways[_join_way(corp, body)["config_id"]]
    return {}


@api("POST", "externalcontact/transfer_customer")
def _transfer(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _handed_over(corp, body, has_left=False)


@api("POST", "externalcontact/resigned/transfer_customer")
def _transfer_resigned(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _handed_over(corp, body, has_left=True)


@api("POST", "externalcontact/transfer_result")
def _result(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _states(corp, body)


@api("POST", "externalcontact/resigned/transfer_result")
def _result_resigned(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _states(corp, body)


@api("POST", "externalcontact/groupchat/onjob_transfer")
def _transfer_chats(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _chats_handed_over(corp, body)


@api("POST", "externalcontact/groupchat/transfer")
def _transfer_chats_resigned(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return _chats_handed_over(corp, body)


def settle_transfers(corp: FakeCorp) -> int:
    """What a day does: hand-overs that nobody refused take effect; returns how many did."""
    done = 0
    with corp.guard:
        for (giver, taker, external), state in corp.world.transfers.items():
            if state["status"] != _WAITING or corp.now() - state["asked_at"] < _DAY:
                continue
            state |= {"status": _DONE, "takeover_time": corp.now()}
            done += 1
            old = corp.world.friendships[giver, external]
            known = corp.world.friendships.get((taker, external))
            old.staff_holds = False
            if known is None or not known.staff_holds:
                known = corp.world.friendships[taker, external] = type(old)(
                    taker, external, corp.now(), add_way=old.add_way, state=old.state, tags=list(old.tags)
                )
                corp.tell(
                    "change_external_contact", "add_external_contact", UserID=taker, ExternalUserID=external
                )
            corp.tell(
                "change_external_contact",
                "del_external_contact",
                UserID=giver,
                ExternalUserID=external,
                Source="DELETE_BY_TRANSFER",
            )
    return done


def refuse_transfer(
    corp: FakeCorp, taker: str, external_user_id: str, *, reason: str = "customer_refused"
) -> None:
    """What a customer may do within the day, or a limit does (`customer_limit_exceed`)."""
    with corp.guard:
        for (_, to, external), state in corp.world.transfers.items():
            if (to, external) == (taker, external_user_id) and state["status"] == _WAITING:
                state["status"] = _REFUSED if reason == "customer_refused" else _FULL
                corp.tell(
                    "change_external_contact",
                    "transfer_fail",
                    UserID=taker,
                    ExternalUserID=external,
                    FailReason=reason,
                )


def _handed_over(corp: FakeCorp, body: dict[str, Any], *, has_left: bool) -> Answer:
    giver, taker = body.get("handover_userid", ""), body.get("takeover_userid", "")
    need(giver in corp.world.staff and taker in corp.world.staff, 40003, "invalid userid")
    need(not has_left or not corp.world.staff[giver].is_active, 40097, "member has not resigned")
    customers = body.get("external_userid") or []
    need(0 < len(customers) <= 100, 40058, "external_userid")
    return {
        "customer": [
            {"external_userid": external, "errcode": _hand_over(corp, giver, taker, external)}
            for external in customers
        ]
    }


def _hand_over(corp: FakeCorp, giver: str, taker: str, external: str) -> int:
    friendship = corp.world.friendships.get((giver, external))
    if friendship is None or not friendship.staff_holds:
        return 40131
    recent = [
        state
        for (_, _, customer), state in corp.world.transfers.items()
        if customer == external and corp.now() - state["asked_at"] < 90 * _DAY
    ]
    if len(recent) >= 2:
        return 40128
    known = corp.world.transfers.get((giver, taker, external))
    if known is not None and known["status"] == _WAITING:
        return 90507
    corp.world.transfers[giver, taker, external] = {"status": _WAITING, "asked_at": corp.now()}
    return 0


def _states(corp: FakeCorp, body: dict[str, Any]) -> Answer:
    giver, taker = body.get("handover_userid", ""), body.get("takeover_userid", "")
    rows = [
        {
            "external_userid": external,
            "status": state["status"],
            "takeover_time": state.get("takeover_time", 0),
        }
        for (one, two, external), state in corp.world.transfers.items()
        if (one, two) == (giver, taker)
    ]
    page, cursor = page_of(rows, body, most=1_000)
    return {"customer": page, "next_cursor": cursor}


def _chats_handed_over(corp: FakeCorp, body: dict[str, Any]) -> Answer:
    owner = body.get("new_owner", "")
    need(owner in corp.world.staff, 40003, "invalid userid")
    failed = []
    for chat_id in body.get("chat_id_list") or ():
        chat = corp.world.chats.get(chat_id)
        if chat is None:
            failed.append({"chat_id": chat_id, "errcode": 90501, "errmsg": "not a customer group"})
            continue
        chat.owner = owner
        chat.version += 1
    return {"failed_chat_list": failed}


def _chat(corp: FakeCorp, chat_id: str) -> Chat:
    found = corp.world.chats.get(chat_id)
    if found is None:
        raise Refused(90501, "not a customer group")
    return found


def _join_way(corp: FakeCorp, body: dict[str, Any]) -> dict[str, Any]:
    config_id = body.get("config_id")
    need(config_id, 41043, "config_id missing")
    need(config_id in corp.world.join_ways, 41044, "invalid config_id")
    return corp.world.join_ways[str(config_id)]


def _join_fields(corp: FakeCorp, body: dict[str, Any]) -> dict[str, Any]:
    chats = body.get("chat_id_list") or []
    need(len(chats) <= 5, 41091, "too many groups")
    need(chats, 40058, "chat_id_list missing")
    for chat_id in chats:
        _chat(corp, chat_id)
    names = ("scene", "auto_create_room", "room_base_name", "room_base_id", "state", "mark_source")
    fields = {name: body[name] for name in names if name in body}
    return fields | {"chat_id_list": list(chats), "remark": body.get("remark", "")[:30]}
