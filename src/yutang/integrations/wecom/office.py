"""Staff, departments, statistics, media, the sidebar's signature and who opened a page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from yutang.integrations.tencent.tokens import TokenKeeper
from yutang.integrations.tencent.transport import Transport
from yutang.integrations.wecom.contracts import BehaviourDay, StaffMember, Visitor
from yutang.integrations.wecom.outreach import check_span
from yutang.integrations.wecom.rules import moment_of, need, seconds_of

_SIZES = {"image": 10_000_000, "voice": 2_000_000, "video": 10_000_000, "file": 20_000_000}
_ATTACHMENT_PLACES = {"moment": 1, "album": 2}


class Office:
    """The corp's own side; every method raises TencentRefused and its kinds."""

    def __init__(self, transport: Transport) -> None:
        self._call = transport

    def staff(self, *, department_id: int = 1) -> list[StaffMember]:
        """Return the staff below a department; names may be missing, newer apps get ids only."""
        found = self._call.get("/cgi-bin/user/simplelist", department_id=department_id, fetch_child=1)
        return [
            StaffMember(item["userid"], item.get("name", item["userid"]), tuple(item.get("department") or ()))
            for item in found.get("userlist") or ()
        ]

    def departments(self) -> dict[int, str]:
        """Return the departments' names by id."""
        found = self._call.get("/cgi-bin/department/list").get("department") or ()
        return {int(item["id"]): item.get("name", str(item["id"])) for item in found}

    def behaviour(self, user_ids: Sequence[str], *, since: datetime, until: datetime) -> list[BehaviourDay]:
        """Return day by day how staff talked with customers; several ids give their sum. At most 30 days."""
        need(0 < len(user_ids) <= 100, "user_ids", "一次 1 到 100 位成员")
        check_span(since, until, most_days=30)
        body = {"userid": list(user_ids), "start_time": seconds_of(since), "end_time": seconds_of(until)}
        found = self._call.post("/cgi-bin/externalcontact/get_user_behavior_data", body)
        return [_day(item) for item in found.get("behavior_data") or ()]

    def upload(self, *, kind: str, name: str, content: bytes) -> str:
        """Upload a medium for messages and return its id, good for three days."""
        need(kind in _SIZES, "kind", "素材只能是图片、语音、视频或文件")
        need(5 < len(content) <= _SIZES[kind], "content", "素材大小不符合企业微信的限制")
        found = self._call.upload(
            "/cgi-bin/media/upload", name=name, content=content, kind="application/octet-stream", type=kind
        )
        return str(found["media_id"])

    def upload_picture(self, *, name: str, content: bytes) -> str:
        """Upload a picture and return its permanent address, for content inside WeCom."""
        need(0 < len(content) <= 2_000_000, "content", "图片最大 2 MB")
        found = self._call.upload(
            "/cgi-bin/media/uploadimg", name=name, content=content, kind="application/octet-stream"
        )
        return str(found["url"])

    def upload_attachment(self, *, place: str, kind: str, name: str, content: bytes) -> str:
        """Upload a medium for Moments (`moment`) or the product album (`album`)."""
        need(place in _ATTACHMENT_PLACES, "place", "附件只能用于朋友圈或商品图册")
        found = self._call.upload(
            "/cgi-bin/media/upload_attachment",
            name=name,
            content=content,
            kind="application/octet-stream",
            media_type=kind,
            attachment_type=_ATTACHMENT_PLACES[place],
        )
        return str(found["media_id"])

    def ticket(self, *, of_app: bool) -> tuple[str, int]:
        """Return (ticket, seconds) for agentConfig (of the app) or config (of the corp)."""
        if of_app:
            found = self._call.get("/cgi-bin/ticket/get", type="agent_config")
        else:
            found = self._call.get("/cgi-bin/get_jsapi_ticket")
        return str(found["ticket"]), int(found["expires_in"])

    def visitor(self, code: str) -> Visitor:
        """Return who gave his consent with this code; a code is good once and for five minutes (40029)."""
        found = self._call.get("/cgi-bin/auth/getuserinfo", code=code)
        return Visitor(
            user_id=found.get("userid", "") or found.get("UserId", ""),
            external_user_id=found.get("external_userid", ""),
            openid=found.get("openid", ""),
        )


class Tickets:
    """The two JS tickets, kept like tokens: 7,200 seconds, shared between processes."""

    def __init__(self, app: str, keepers: tuple[TokenKeeper, TokenKeeper]) -> None:
        self.app = app
        self._of_corp, self._of_app = keepers

    def get(self, *, of_app: bool) -> str:
        """Return a ticket that is good for five minutes more."""
        return (self._of_app if of_app else self._of_corp).get()


def _day(item: dict[str, Any]) -> BehaviourDay:
    day = moment_of(item["stat_time"])
    if day is None:
        raise ValueError("a day without a date")
    return BehaviourDay(
        day=day,
        chats=int(item.get("chat_cnt", 0)),
        messages=int(item.get("message_cnt", 0)),
        reply_percentage=item.get("reply_percentage"),
        average_reply_minutes=item.get("avg_reply_time"),
        deleted_by_customers=int(item.get("negative_feedback_cnt", 0)),
        applications=int(item.get("new_apply_cnt", 0)),
        new_contacts=int(item.get("new_contact_cnt", 0)),
    )
