"""What people do on their phones: add, chat, delete, join and leave. Each act tells the corp what WeCom would tell."""

from typing import Any

from yutang.integrations.tencent.far_server import need
from yutang.integrations.wecom.fake.corp import FakeCorp
from yutang.integrations.wecom.fake.world import (
    Chat,
    Friendship,
    Person,
    Staff,
    Welcome,
    new_id,
)

_EXTERNAL = "change_external_contact"
_CHAT = "change_external_chat"


def hire(corp: FakeCorp, user_id: str, name: str, *, has_own_welcome: bool = False) -> Staff:
    """Somebody starts to work here."""
    with corp.guard:
        corp.world.staff[user_id] = Staff(user_id, name, has_own_welcome=has_own_welcome)
        return corp.world.staff[user_id]


def resign(corp: FakeCorp, user_id: str) -> None:
    """Somebody leaves; his customers wait for another."""
    with corp.guard:
        corp.world.staff[user_id].is_active = False


def appear(
    corp: FakeCorp, name: str, *, unionid: str = "", is_wechat: bool = True, gender: int = 0
) -> Person:
    """Somebody uses WeChat."""
    with corp.guard:
        person = Person(new_id("wm"), name, gender=gender, unionid=unionid, is_wechat=is_wechat)
        corp.world.people[person.external_user_id] = person
        return person


def scan_way(corp: FakeCorp, person: Person, config_id: str) -> Friendship:
    """A customer scans a live code: WeCom picks a member of staff, the friendship starts, a welcome may be sent."""
    with corp.guard:
        way = corp.world.ways.get(config_id)
        need(way is not None, 41044, "the code is gone")
        users = (way or {})["user"]
        taken = [user for user in users if (user, person.external_user_id) in corp.world.friendships]
        user = taken[0] if taken else users[len(corp.world.friendships) % len(users)]
        return add(corp, person, user, add_way=1, state=(way or {}).get("state", ""))


def add(corp: FakeCorp, person: Person, user_id: str, *, add_way: int = 1, state: str = "") -> Friendship:
    """Two become friends; who was deleted by one side only and comes back keeps the old state."""
    with corp.guard:
        key = (user_id, person.external_user_id)
        known = corp.world.friendships.get(key)
        is_new = known is None or not known.staff_holds
        if known is not None and known.staff_holds:
            known.customer_holds = True
            found = known
        else:
            found = corp.world.friendships[key] = Friendship(
                user_id, person.external_user_id, corp.now(), add_way=add_way, state=state
            )
        fields: dict[str, Any] = {"UserID": user_id, "ExternalUserID": person.external_user_id}
        if found.state:
            fields["State"] = found.state
        if is_new and person.is_wechat and not corp.world.staff[user_id].has_own_welcome:
            code = new_id("wel-")
            corp.world.welcomes[code] = Welcome(user_id, person.external_user_id, corp.now())
            fields["WelcomeCode"] = code
        corp.tell(_EXTERNAL, "add_external_contact", **fields)
        return found


def chat(corp: FakeCorp, person: Person, user_id: str) -> None:
    """The customer writes first: a welcome that was not sent yet is too late."""
    with corp.guard:
        corp.world.friendship(user_id, person.external_user_id).has_chatted = True
        for welcome in corp.world.welcomes.values():
            if (welcome.user_id, welcome.external_user_id) == (user_id, person.external_user_id):
                welcome.used = True


def unfollow(corp: FakeCorp, person: Person, user_id: str) -> None:
    """The customer deletes or blocks the member of staff."""
    with corp.guard:
        corp.world.friendship(user_id, person.external_user_id).customer_holds = False
        corp.tell(_EXTERNAL, "del_follow_user", UserID=user_id, ExternalUserID=person.external_user_id)


def delete_customer(corp: FakeCorp, person: Person, user_id: str) -> None:
    """The member of staff deletes the customer."""
    with corp.guard:
        corp.world.friendship(user_id, person.external_user_id).staff_holds = False
        corp.tell(_EXTERNAL, "del_external_contact", UserID=user_id, ExternalUserID=person.external_user_id)


def edit_customer(corp: FakeCorp, person: Person, user_id: str, *, remark: str) -> None:
    """The member of staff changes a remark in his client."""
    with corp.guard:
        corp.world.friendship(user_id, person.external_user_id).remark = remark
        corp.tell(_EXTERNAL, "edit_external_contact", UserID=user_id, ExternalUserID=person.external_user_id)


def open_chat(corp: FakeCorp, owner: str, name: str) -> Chat:
    """A member of staff opens a customer group."""
    with corp.guard:
        made = Chat(new_id("wr"), name, owner, corp.now())
        made.members[owner] = {"userid": owner, "type": 1, "join_time": corp.now(), "join_scene": 1}
        corp.world.chats[made.chat_id] = made
        corp.tell(_CHAT, "create", ChatId=made.chat_id)
        return made


def join_chat(corp: FakeCorp, person: Person, chat_id: str, *, invited_by: str = "", state: str = "") -> None:
    """A customer joins, by a code or invited by a member."""
    with corp.guard:
        found = corp.world.chats[chat_id]
        scene = 1 if invited_by else 3
        member: dict[str, Any] = {
            "userid": person.external_user_id,
            "type": 2,
            "unionid": person.unionid,
            "join_time": corp.now(),
            "join_scene": scene,
            "name": person.name,
            "state": state,
        }
        if invited_by:
            member["invitor"] = {"userid": invited_by}
        found.members[person.external_user_id] = member
        found.version += 1
        corp.tell(
            _CHAT,
            "update",
            ChatId=chat_id,
            UpdateDetail="add_member",
            JoinScene=0 if invited_by else 3,
            MemChangeCnt=1,
            MemChangeList=[person.external_user_id],
        )


def leave_chat(corp: FakeCorp, person: Person, chat_id: str, *, removed: bool = False) -> None:
    """A customer leaves or is removed."""
    with corp.guard:
        found = corp.world.chats[chat_id]
        found.members.pop(person.external_user_id, None)
        found.version += 1
        corp.tell(
            _CHAT,
            "update",
            ChatId=chat_id,
            UpdateDetail="del_member",
            QuitScene=int(removed),
            MemChangeCnt=1,
            MemChangeList=[person.external_user_id],
        )


def consent(corp: FakeCorp, *, user_id: str = "", person: Person | None = None) -> str:
    """Somebody opens a page and says who he is; returns the code that goes with him."""
    with corp.guard:
        code = new_id("code-")
        who = {"userid": user_id} if user_id else {"openid": new_id("wo")}
        if person is not None and corp.world.followers(person.external_user_id):
            who["external_userid"] = person.external_user_id
        corp.world.codes[code] = (who, corp.now())
        return code
