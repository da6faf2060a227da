"""What the other side remembers: people, friendships, codes, tags, messages, groups. Times are seconds since 1970."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from yutang.integrations.tencent.far_server import Refused

WELCOME_SECONDS = 20
TOKEN_SECONDS = 7_200


@dataclass
class Person:
    """Somebody in WeChat."""

    external_user_id: str
    name: str
    avatar: str = ""
    gender: int = 0
    unionid: str = ""
    is_wechat: bool = True


@dataclass
class Staff:
    """Somebody who works here."""

    user_id: str
    name: str
    department: int = 1
    is_active: bool = True
    has_customers: bool = True
    has_own_welcome: bool = False


@dataclass
class Friendship:
    """One member of staff and one customer; it stays, marked, when one of them ends it."""

    user_id: str
    external_user_id: str
    added_at: int
    add_way: int = 1
    state: str = ""
    remark: str = ""
    description: str = ""
    company: str = ""
    mobiles: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    staff_holds: bool = True
    customer_holds: bool = True
    has_chatted: bool = False


@dataclass
class Welcome:
    """A welcome code: who may be greeted with it, and whether somebody did."""

    user_id: str
    external_user_id: str
    given_at: int
    used: bool = False


@dataclass
class MassMessage:
    """A task for staff: what to send, to whom, and who confirmed."""

    message_id: str
    chat_type: str
    content: dict[str, Any]
    created_at: int
    receivers: dict[str, list[str]]
    sent: dict[str, int] = field(default_factory=dict)
    results: dict[tuple[str, str], int] = field(default_factory=dict)
    reminded_at: list[int] = field(default_factory=list)
    is_cancelled: bool = False


@dataclass
class Chat:
    """A customer group; members as WeCom lists them."""

    chat_id: str
    name: str
    owner: str
    created_at: int
    notice: str = ""
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    version: int = 1


@dataclass
class Delivered:
    """A message that reached somebody: what a phone shows."""

    at: int
    sender: str
    receiver: str
    kind: str
    content: dict[str, Any]


@dataclass
class World:
    """Everything the other side knows."""

    people: dict[str, Person] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    friendships: dict[tuple[str, str], Friendship] = field(default_factory=dict)
    ways: dict[str, dict[str, Any]] = field(default_factory=dict)
    tag_groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    welcomes: dict[str, Welcome] = field(default_factory=dict)
    masses: dict[str, MassMessage] = field(default_factory=dict)
    chats: dict[str, Chat] = field(default_factory=dict)
    join_ways: dict[str, dict[str, Any]] = field(default_factory=dict)
    moments: dict[str, dict[str, Any]] = field(default_factory=dict)
    transfers: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    delivered: list[Delivered] = field(default_factory=list)
    media: dict[str, tuple[str, int]] = field(default_factory=dict)
    codes: dict[str, tuple[dict[str, str], int]] = field(default_factory=dict)
    received_in_month: dict[tuple[str, str], int] = field(default_factory=dict)

    def friendship(self, user_id: str, external_user_id: str) -> Friendship:
        """Return a friendship that both may use; raises 84061."""
        found = self.friendships.get((user_id, external_user_id))
        if found is None or not found.staff_holds:
            raise Refused(84061, "not external contact")
        return found

    def followers(self, external_user_id: str) -> list[Friendship]:
        """Return the friendships of a customer that staff still hold."""
        return [
            found
            for (_, customer), found in self.friendships.items()
            if customer == external_user_id and found.staff_holds
        ]

    def tag(self, tag_id: str) -> dict[str, Any] | None:
        """Return a tag by its id."""
        for group in self.tag_groups.values():
            for tag in group["tag"]:
                if tag["id"] == tag_id:
                    found: dict[str, Any] = tag
                    return found
        return None


def new_id(prefix: str) -> str:
    """Return an id that nobody guesses."""
    return f"{prefix}{secrets.token_urlsafe(18)}"
