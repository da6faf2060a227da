"""Messages: welcomes, mass messages, Moments and messages to staff."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.tencent.transport import Transport
from yutang.integrations.wecom.contracts import ChatType, MassResult, MassSender, MassTask, Message
from yutang.integrations.wecom.rules import (
    MOST_GROUPS,
    MOST_RECEIVERS,
    invalid,
    message_body,
    moment_of,
    need,
    size,
)

_ROOT = "/cgi-bin/externalcontact/"
WELCOMED = 41051
WELCOME_BUSY = 41096
WELCOME_GONE = 41050


class Outreach:
    """What reaches customers and staff; every method raises TencentRefused and its kinds."""

    def __init__(self, transport: Transport, *, agent_id: int) -> None:
        self._call = transport
        self._agent_id = agent_id

    def send_welcome(self, welcome_code: str, message: Message) -> bool:
        """Send the welcome of a new friend within 20 seconds of the event.

        True: delivered, by us or by another app before us (41051). 41096 (another app is at it, and may fail) and 41050
        (too late) are raised: the first is worth another try, the second is not.
        """
        try:
            self._call.post(
                f"{_ROOT}send_welcome_msg", {"welcome_code": welcome_code, **message_body(message)}
            )
        except TencentRefused as refused:
            if refused.errcode == WELCOMED:
                return True
            raise
        return True

    def create_mass(
        self,
        message: Message,
        *,
        chat_type: ChatType = ChatType.SINGLE,
        customers: Sequence[str] = (),
        chats: Sequence[str] = (),
        sender: str = "",
    ) -> MassTask:
        """Make a task that staff must confirm; WeCom itself sends nothing.

        Customers (up to 10,000, each reached by whoever talked to him last unless `sender` is given) or groups of one
        sender (up to 2,000).
        """
        body: dict[str, Any] = {"chat_type": chat_type.value, **message_body(message)}
        if chat_type == ChatType.SINGLE:
            need(customers or sender, "customers", "请选择客户或发送成员")
            need(len(customers) <= MOST_RECEIVERS, "customers", f"一次最多 {MOST_RECEIVERS} 位客户")
            body |= {"external_userid": list(customers)} if customers else {}
        else:
            need(sender, "sender", "群发到群须指定群主")
            need(len(chats) <= MOST_GROUPS, "chats", f"一次最多 {MOST_GROUPS} 个群")
            body |= {"chat_id_list": list(chats)} if chats else {}
        body |= {"sender": sender} if sender else {}
        found = self._call.post(f"{_ROOT}add_msg_template", body)
        return MassTask(found["msgid"], tuple(found.get("fail_list") or ()))

    def mass_senders(self, message_id: str) -> Iterator[MassSender]:
        """Yield who is to confirm a mass message, and whether he did."""
        for page in self._call.pages(f"{_ROOT}get_groupmsg_task", {"msgid": message_id, "limit": 1000}):
            for item in page.get("task_list") or ():
                yield MassSender(item["userid"], item.get("status") == 2, moment_of(item.get("send_time")))

    def mass_results(self, message_id: str, user_id: str) -> Iterator[MassResult]:
        """Yield what became of one sender's part."""
        body = {"msgid": message_id, "userid": user_id, "limit": 1000}
        for page in self._call.pages(f"{_ROOT}get_groupmsg_send_result", body):
            for item in page.get("send_list") or ():
                yield MassResult(
                    receiver=item.get("external_userid") or item.get("chat_id", ""),
                    user_id=item.get("userid", ""),
                    status=int(item.get("status", 0)),
                    sent_at=moment_of(item.get("send_time")),
                )

    def remind_mass(self, message_id: str) -> None:
        """Remind staff to confirm; three times a day at most (41094)."""
        self._call.post(f"{_ROOT}remind_groupmsg_send", {"msgid": message_id})

    def cancel_mass(self, message_id: str) -> None:
        """Take the task away from those who have not confirmed yet."""
        self._call.post(f"{_ROOT}cancel_groupmsg_send", {"msgid": message_id})

    def create_moment(
        self, message: Message, *, staff: Sequence[str] = (), tag_ids: Sequence[str] = ()
    ) -> str:
        """Make a Moments task and return its job id (good for a day); staff publish it themselves."""
        need(len(message.text) <= 2_000, "text", "朋友圈文字最多 2000 字")
        kinds = {type(item) for item in message.attachments}
        need(len(kinds) <= 1, "attachments", "朋友圈附件只能是同一种")
        body: dict[str, Any] = message_body(message)
        visible: dict[str, Any] = {}
        if staff:
            visible["sender_list"] = {"user_list": list(staff)}
        if tag_ids:
            visible["external_contact_list"] = {"tag_list": list(tag_ids)}
        if visible:
            body["visible_range"] = visible
        return str(self._call.post(f"{_ROOT}add_moment_task", body)["jobid"])

    def moment_of_job(self, job_id: str) -> str | None:
        """Return the moment's id once WeCom has made it; None while it works."""
        found = self._call.get(f"{_ROOT}get_moment_task_result", jobid=job_id)
        if found.get("status") != 3:
            return None
        result = found.get("result") or {}
        if result.get("errcode"):
            raise TencentRefused(
                "get_moment_task_result", int(result["errcode"]), str(result.get("errmsg", ""))
            )
        return str(result["moment_id"])

    def moment_publishers(self, moment_id: str) -> dict[str, bool]:
        """Return who is to publish a moment, and whether he did."""
        found: dict[str, bool] = {}
        for page in self._call.pages(f"{_ROOT}get_moment_task", {"moment_id": moment_id, "limit": 1000}):
            found |= {i["userid"]: i.get("publish_status") == 1 for i in page.get("task_list") or ()}
        return found

    def tell_staff(
        self, user_ids: Sequence[str], text: str, *, url: str = "", title: str = ""
    ) -> tuple[str, ...]:
        """Send a message of the app to up to 1,000 members of staff; returns those who could not be reached.

        With `url` it is a card with a title. The same words to the same people within half an hour are sent once.
        """
        need(0 < len(user_ids) <= 1_000, "user_ids", "一次 1 到 1000 位成员")
        body: dict[str, Any] = {
            "touser": "|".join(user_ids),
            "agentid": self._agent_id,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": 1_800,
        }
        if url:
            need(title and size(title) <= 128, "title", "标题为 1 到 128 字节")
            need(size(text) <= 512, "text", "描述最多 512 字节")
            body |= {"msgtype": "textcard", "textcard": {"title": title, "description": text, "url": url}}
        else:
            need(text and size(text) <= 2_048, "text", "文字为 1 到 2048 字节")
            body |= {"msgtype": "text", "text": {"content": text}}
        found = self._call.post("/cgi-bin/message/send", body)
        return tuple(name for name in str(found.get("invaliduser", "")).split("|") if name)


def check_span(since: datetime, until: datetime, *, most_days: int) -> None:
    """Raise wecom_invalid for a stretch of time that WeCom would not take."""
    if not since <= until or (until - since).days > most_days:
        raise invalid("until", f"时间段最长 {most_days} 天")
