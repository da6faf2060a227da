"""Customer groups, group live codes, and handing customers and groups over."""

from collections.abc import Iterator, Sequence
from typing import Any

from yutang.integrations.tencent.transport import Transport
from yutang.integrations.wecom.contracts import (
    QR_SCENE,
    GroupChat,
    GroupMember,
    JoinWay,
    JoinWaySpec,
    Transferred,
    TransferState,
)
from yutang.integrations.wecom.rules import MOST_JOIN_CHATS, MOST_STATE, MOST_TRANSFERS, moment_of, need

_ROOT = "/cgi-bin/externalcontact/"


class Groups:
    """Groups and hand-overs; every method raises TencentRefused and its kinds."""

    def __init__(self, transport: Transport) -> None:
        self._call = transport

    def ids(self, *, owners: Sequence[str] = ()) -> Iterator[str]:
        """Yield the groups of these owners, or all (a corp with more than 1,000 visible staff must name owners)."""
        body: dict[str, Any] = {"limit": 1000}
        if owners:
            need(len(owners) <= 100, "owners", "一次最多 100 位群主")
            body["owner_filter"] = {"userid_list": list(owners)}
        for page in self._call.pages(f"{_ROOT}groupchat/list", body):
            yield from (item["chat_id"] for item in page.get("group_chat_list") or ())

    def get(self, chat_id: str) -> GroupChat:
        """Return a group with its members."""
        found = self._call.post(f"{_ROOT}groupchat/get", {"chat_id": chat_id, "need_name": 1})["group_chat"]
        return GroupChat(
            chat_id=found["chat_id"],
            name=found.get("name", ""),
            owner=found.get("owner", ""),
            notice=found.get("notice", ""),
            created_at=moment_of(found.get("create_time")),
            members=tuple(_member(item) for item in found.get("member_list") or ()),
            version=found.get("member_version", ""),
        )

    def add_join_way(self, spec: JoinWaySpec) -> JoinWay:
        """Make a group live code."""
        found = self._call.post(f"{_ROOT}groupchat/add_join_way", _join_body(spec))
        return self.join_way(found["config_id"])

    def join_way(self, config_id: str) -> JoinWay:
        """Return a group live code with its picture."""
        found = self._call.post(f"{_ROOT}groupchat/get_join_way", {"config_id": config_id})["join_way"]
        return JoinWay(
            found["config_id"],
            found.get("qr_code", ""),
            tuple(found.get("chat_id_list") or ()),
            found.get("state", ""),
        )

    def update_join_way(self, config_id: str, spec: JoinWaySpec) -> None:
        """Replace everything of a group live code; its picture stays."""
        self._call.post(f"{_ROOT}groupchat/update_join_way", {"config_id": config_id, **_join_body(spec)})

    def delete_join_way(self, config_id: str) -> None:
        """Delete a group live code."""
        self._call.post(f"{_ROOT}groupchat/del_join_way", {"config_id": config_id})

    def transfer(
        self, *, giver: str, taker: str, customers: Sequence[str], words: str = "", has_left: bool = False
    ) -> list[Transferred]:
        """Hand up to 100 customers over; what is accepted takes effect after a day unless the customer refuses."""
        need(0 < len(customers) <= MOST_TRANSFERS, "customers", f"一次 1 到 {MOST_TRANSFERS} 位客户")
        need(len(words) <= 200, "words", "转接说明最多 200 字")
        body: dict[str, Any] = {
            "handover_userid": giver,
            "takeover_userid": taker,
            "external_userid": list(customers),
        }
        if words and not has_left:
            body["transfer_success_msg"] = words
        found = self._call.post(f"{_ROOT}{'resigned/' if has_left else ''}transfer_customer", body)
        return [
            Transferred(item["external_userid"], int(item.get("errcode", 0)))
            for item in found.get("customer") or ()
        ]

    def transfer_states(self, *, giver: str, taker: str, has_left: bool = False) -> Iterator[TransferState]:
        """Yield how far each hand-over between two members of staff has come."""
        body = {"handover_userid": giver, "takeover_userid": taker}
        for page in self._call.pages(f"{_ROOT}{'resigned/' if has_left else ''}transfer_result", body):
            for item in page.get("customer") or ():
                yield TransferState(
                    item["external_userid"], int(item.get("status", 0)), moment_of(item.get("takeover_time"))
                )

    def transfer_groups(self, chats: Sequence[str], *, owner: str, has_left: bool = False) -> dict[str, int]:
        """Give groups another owner; returns the errcode of each that failed."""
        need(0 < len(chats) <= 100, "chats", "一次 1 到 100 个群")
        api = "groupchat/transfer" if has_left else "groupchat/onjob_transfer"
        found = self._call.post(f"{_ROOT}{api}", {"chat_id_list": list(chats), "new_owner": owner})
        return {item["chat_id"]: int(item.get("errcode", 0)) for item in found.get("failed_chat_list") or ()}


def _join_body(spec: JoinWaySpec) -> dict[str, Any]:
    need(1 <= len(spec.chat_ids) <= MOST_JOIN_CHATS, "chat_ids", f"一个群活码 1 到 {MOST_JOIN_CHATS} 个群")
    need(len(spec.state) <= MOST_STATE, "state", f"渠道参数最多 {MOST_STATE} 个字符")
    body: dict[str, Any] = {
        "scene": QR_SCENE,
        "remark": spec.remark[:30],
        "auto_create_room": int(spec.makes_rooms),
        "chat_id_list": list(spec.chat_ids),
        "state": spec.state,
    }
    if spec.makes_rooms and spec.room_name:
        need(len(spec.room_name) <= 40, "room_name", "群名前缀最多 40 个字")
        body |= {"room_base_name": spec.room_name, "room_base_id": spec.room_number}
    return body


def _member(item: dict[str, Any]) -> GroupMember:
    return GroupMember(
        member_id=item["userid"],
        is_staff=item.get("type") == 1,
        name=item.get("group_nickname") or item.get("name", ""),
        joined_at=moment_of(item.get("join_time")),
        join_scene=int(item.get("join_scene", 0)),
        invited_by=(item.get("invitor") or {}).get("userid", ""),
        state=item.get("state", ""),
        unionid=item.get("unionid", ""),
    )
