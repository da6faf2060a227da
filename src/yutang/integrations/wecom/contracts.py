"""What crosses the border of the WeCom client. Names follow WeCom's; moments are UTC; ids are theirs.

Numbers that may grow on the other side (add_way, join_scene, status) stay plain integers.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

QR_SCENE = 2
NOT_A_FRIEND, GOT_OTHERS = 2, 3


class AddWay(IntEnum):
    """How a customer was added; unknown numbers are kept as they come."""

    UNKNOWN = 0
    QR_CODE = 1
    PHONE_SEARCH = 2
    CARD = 3
    GROUP = 4
    PHONE_BOOK = 5
    WECHAT_CONTACT = 6
    INTERNAL_SHARE = 201
    ADMIN_ASSIGN = 202


class ChatType(StrEnum):
    SINGLE = "single"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class WecomSettings:
    """One self-built app of one corp."""

    corp_id: str
    agent_id: int
    secret: str
    base_url: str = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class ContactWaySpec:
    """A live code for 1 to 100 members of staff. `state` comes back with whoever scans it."""

    user_ids: tuple[str, ...]
    state: str
    remark: str = ""
    skip_verify: bool = True
    party_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactWay:
    """A live code as WeCom keeps it. WeCom shows it nowhere: whoever loses `config_id` loses the code."""

    config_id: str
    qr_code: str
    user_ids: tuple[str, ...] = ()
    state: str = ""
    remark: str = ""
    skip_verify: bool = True


@dataclass(frozen=True, slots=True)
class Follower:
    """One member of staff's side of a friendship with a customer."""

    user_id: str
    remark: str
    description: str
    added_at: datetime | None
    tag_ids: tuple[str, ...]
    add_way: int
    state: str
    mobiles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExternalContact:
    """A customer. `unionid` is empty for people of other companies and where no developer id is bound."""

    external_user_id: str
    name: str
    avatar: str
    is_wechat: bool
    gender: int
    unionid: str
    followers: tuple[Follower, ...]


@dataclass(frozen=True, slots=True)
class RemarkChange:
    """What to write beside a customer; None leaves a field as it is, an empty tuple of mobiles clears them."""

    user_id: str
    external_user_id: str
    remark: str | None = None
    description: str | None = None
    company: str | None = None
    mobiles: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    tag_id: str
    name: str
    order: int = 0


@dataclass(frozen=True, slots=True)
class TagGroup:
    group_id: str
    name: str
    tags: tuple[Tag, ...]
    order: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: a media id, or the address that uploadimg gave."""

    media_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class WebLink:
    title: str
    url: str
    description: str = ""
    picture_url: str = ""


@dataclass(frozen=True, slots=True)
class MiniProgram:
    """A mini-program card; the cover is 520 × 416."""

    title: str
    app_id: str
    page: str
    cover_media_id: str


@dataclass(frozen=True, slots=True)
class Video:
    media_id: str


@dataclass(frozen=True, slots=True)
class File:
    media_id: str


type Attachment = Image | WebLink | MiniProgram | Video | File


@dataclass(frozen=True, slots=True)
class Message:
    """A text and up to nine attachments; not both empty."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class MassTask:
    """What WeCom made of a mass message: a task that staff must confirm. Nothing is sent before they do."""

    message_id: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MassSender:
    user_id: str
    has_sent: bool
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class MassResult:
    """What became of the message to one customer or group: 0 not sent, 1 sent, 2 no friend, 3 quota used by others."""

    receiver: str
    user_id: str
    status: int
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupMember:
    member_id: str
    is_staff: bool
    name: str
    joined_at: datetime | None
    join_scene: int
    invited_by: str
    state: str
    unionid: str


@dataclass(frozen=True, slots=True)
class GroupChat:
    chat_id: str
    name: str
    owner: str
    notice: str
    created_at: datetime | None
    members: tuple[GroupMember, ...]
    version: str


@dataclass(frozen=True, slots=True)
class JoinWaySpec:
    """A group live code over one to five groups; with `makes_rooms` WeCom opens the next one when they are full."""

    chat_ids: tuple[str, ...]
    state: str
    remark: str = ""
    makes_rooms: bool = True
    room_name: str = ""
    room_number: int = 1


@dataclass(frozen=True, slots=True)
class JoinWay:
    config_id: str
    qr_code: str
    chat_ids: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Transferred:
    """What WeCom said about one customer that is handed over: 0 accepted (it takes effect after a day), else an errcode."""

    external_user_id: str
    errcode: int


@dataclass(frozen=True, slots=True)
class TransferState:
    """1 done, 2 waiting, 3 refused by the customer, 4 the taker is full, 5 no record."""

    external_user_id: str
    status: int
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class BehaviourDay:
    """One day of a member of staff, or the sum of several; rates are None on days without a chat."""

    day: datetime
    chats: int
    messages: int
    reply_percentage: float | None
    average_reply_minutes: float | None
    deleted_by_customers: int
    applications: int
    new_contacts: int


@dataclass(frozen=True, slots=True)
class StaffMember:
    user_id: str
    name: str
    department_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who opened a page in WeCom: staff, or an outsider."""

    user_id: str = ""
    external_user_id: str = ""
    openid: str = ""
