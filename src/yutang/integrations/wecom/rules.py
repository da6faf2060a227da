"""WeCom's limits, checked before a call is made, and how messages are written. Limits count UTF-8 bytes where WeCom does."""

from datetime import UTC, datetime
from typing import Any

from yutang.integrations.wecom.contracts import (
    Attachment,
    File,
    Image,
    Message,
    MiniProgram,
    Video,
    WebLink,
)
from yutang.kernel.errors import DomainError

MOST_STATE = 30
MOST_REMARK = 30
MOST_USERS = 100
MOST_ATTACHMENTS = 9
MOST_TEXT_BYTES = 4_000
MOST_RECEIVERS = 10_000
MOST_GROUPS = 2_000
MOST_TRANSFERS = 100
MOST_JOIN_CHATS = 5


def invalid(field: str, message: str) -> DomainError:
    """Return the refusal that names what WeCom would not take."""
    return DomainError("wecom_invalid", message, field=field)


def need(holds: object, field: str, message: str) -> None:
    """Raise the refusal unless it holds."""
    if not holds:
        raise invalid(field, message)


def size(text: str) -> int:
    """Return the length in UTF-8 bytes."""
    return len(text.encode())


def message_body(message: Message) -> dict[str, Any]:
    """Return text and attachments as WeCom reads them; raises wecom_invalid naming the field."""
    need(message.text or message.attachments, "text", "文字和附件至少要有一项")
    need(size(message.text) <= MOST_TEXT_BYTES, "text", f"文字最多 {MOST_TEXT_BYTES} 字节")
    need(len(message.attachments) <= MOST_ATTACHMENTS, "attachments", f"附件最多 {MOST_ATTACHMENTS} 个")
    body: dict[str, Any] = {}
    if message.text:
        body["text"] = {"content": message.text}
    if message.attachments:
        body["attachments"] = [_attachment(item) for item in message.attachments]
    return body


def _attachment(item: Attachment) -> dict[str, Any]:
    match item:
        case Image(media_id, url):
            need(media_id or url, "attachments.image", "图片缺少素材")
            return {"msgtype": "image", "image": {"media_id": media_id} if media_id else {"pic_url": url}}
        case WebLink(title, url, description, picture_url):
            need(title and size(title) <= 128, "attachments.link.title", "链接标题为 1 到 128 字节")
            need(url and size(url) <= 2_048, "attachments.link.url", "链接地址为 1 到 2048 字节")
            need(size(description) <= 512, "attachments.link.desc", "链接描述最多 512 字节")
            link = {"title": title, "url": url, "desc": description, "picurl": picture_url}
            return {"msgtype": "link", "link": {name: value for name, value in link.items() if value}}
        case MiniProgram(title, app_id, page, cover):
            need(title and size(title) <= 64, "attachments.miniprogram.title", "小程序标题为 1 到 64 字节")
            need(app_id and page and cover, "attachments.miniprogram", "小程序卡片缺少 appid、路径或封面")
            card = {"title": title, "appid": app_id, "page": page, "pic_media_id": cover}
            return {"msgtype": "miniprogram", "miniprogram": card}
        case Video(media_id):
            return {"msgtype": "video", "video": {"media_id": media_id}}
        case File(media_id):
            return {"msgtype": "file", "file": {"media_id": media_id}}


def moment_of(seconds: Any) -> datetime | None:
    """Return the moment of a number of seconds; None for nothing and for zero."""
    number = int(seconds or 0)
    return datetime.fromtimestamp(number, UTC) if number else None


def seconds_of(moment: datetime) -> int:
    """Return whole seconds since 1970."""
    return int(moment.timestamp())
