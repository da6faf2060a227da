"""Customers, live codes, remarks and tags."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.tencent.transport import Transport
from yutang.integrations.wecom.contracts import (
    QR_SCENE,
    ContactWay,
    ContactWaySpec,
    ExternalContact,
    Follower,
    RemarkChange,
    Tag,
    TagGroup,
)
from yutang.integrations.wecom.rules import MOST_REMARK, MOST_STATE, MOST_USERS, moment_of, need, seconds_of

_NO_CUSTOMERS = 84061
_ROOT = "/cgi-bin/externalcontact/"


class Contacts:
    """The customer side of WeCom's API; every method raises TencentRefused and its kinds."""

    def __init__(self, transport: Transport) -> None:
        self._call = transport

    def staff_with_customers(self) -> list[str]:
        """Return the members of staff who may have customers."""
        return list(self._call.get(f"{_ROOT}get_follow_user_list").get("follow_user") or ())

    def add_way(self, spec: ContactWaySpec) -> ContactWay:
        """Make a live code; raises wecom_invalid before the call for what WeCom would refuse."""
        found = self._call.post(f"{_ROOT}add_contact_way", _way_body(spec))
        return ContactWay(
            config_id=found["config_id"],
            qr_code=found.get("qr_code", ""),
            user_ids=spec.user_ids,
            state=spec.state,
            remark=spec.remark,
            skip_verify=spec.skip_verify,
        )

    def update_way(self, config_id: str, spec: ContactWaySpec) -> None:
        """Replace staff, remark and state of a live code; its picture stays."""
        fixed = {"type", "scene"}
        body = {name: value for name, value in _way_body(spec).items() if name not in fixed}
        self._call.post(f"{_ROOT}update_contact_way", {"config_id": config_id, **body})

    def way(self, config_id: str) -> ContactWay:
        """Return a live code."""
        found = self._call.post(f"{_ROOT}get_contact_way", {"config_id": config_id})["contact_way"]
        return ContactWay(
            config_id=found["config_id"],
            qr_code=found.get("qr_code", ""),
            user_ids=tuple(found.get("user") or ()),
            state=found.get("state", ""),
            remark=found.get("remark", ""),
            skip_verify=bool(found.get("skip_verify", True)),
        )

    def way_ids(self, *, since: datetime, until: datetime) -> Iterator[str]:
        """Yield the live codes that were made by API in this time."""
        body = {"start_time": seconds_of(since), "end_time": seconds_of(until), "limit": 1000}
        for page in self._call.pages(f"{_ROOT}list_contact_way", body):
            yield from (item["config_id"] for item in page.get("contact_way") or ())

    def delete_way(self, config_id: str) -> None:
        """Delete a live code; its picture leads nowhere afterwards."""
        self._call.post(f"{_ROOT}del_contact_way", {"config_id": config_id})

    def ids_of(self, user_id: str) -> list[str]:
        """Return the customers of one member of staff; WeCom answers 84061 for none."""
        try:
            return list(self._call.get(f"{_ROOT}list", userid=user_id).get("external_userid") or ())
        except TencentRefused as refused:
            if refused.errcode == _NO_CUSTOMERS:
                return []
            raise

    def get(self, external_user_id: str) -> ExternalContact:
        """Return one customer with all followers."""
        followers: list[Follower] = []
        cursor: str | None = None
        while True:
            page = self._call.get(f"{_ROOT}get", external_userid=external_user_id, cursor=cursor)
            followers += [_follower(item) for item in page.get("follow_user") or ()]
            cursor = page.get("next_cursor") or None
            if cursor is None:
                return _contact(page["external_contact"], tuple(followers))

    def of_staff(self, user_ids: Sequence[str]) -> Iterator[ExternalContact]:
        """Yield (customer, one follower) for up to 100 members of staff, 100 to a call."""
        need(1 <= len(user_ids) <= MOST_USERS, "user_ids", f"一次 1 到 {MOST_USERS} 位成员")
        body = {"userid_list": list(user_ids), "limit": 100}
        for page in self._call.pages(f"{_ROOT}batch/get_by_user", body):
            for item in page.get("external_contact_list") or ():
                yield _contact(item["external_contact"], (_follower(item["follow_info"]),))

    def remark(self, change: RemarkChange) -> None:
        """Write a remark; at least one field must be given."""
        wanted: dict[str, Any] = {
            "remark": change.remark,
            "description": change.description,
            "remark_company": change.company,
        }
        if change.mobiles is not None:
            # The whole list is replaced; one empty text clears it.
            wanted["remark_mobiles"] = list(change.mobiles) or [""]
        body = {name: value for name, value in wanted.items() if value is not None}
        need(body, "remark", "至少要改一项备注")
        need(len(change.remark or "") <= 20, "remark", "备注最多 20 个字")
        need(len(change.description or "") <= 150, "description", "描述最多 150 个字")
        need(len(change.company or "") <= 20, "company", "企业最多 20 个字")
        self._call.post(
            f"{_ROOT}remark",
            {"userid": change.user_id, "external_userid": change.external_user_id, **body},
        )

    def mark(
        self, *, user_id: str, external_user_id: str, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Set and take tags of one friendship."""
        need(add or remove, "add", "没有要改的标签")
        body = {"userid": user_id, "external_userid": external_user_id}
        changes = {"add_tag": list(add), "remove_tag": list(remove)}
        self._call.post(f"{_ROOT}mark_tag", body | {name: ids for name, ids in changes.items() if ids})

    def tag_groups(self, *, group_ids: Sequence[str] = ()) -> list[TagGroup]:
        """Return the corp's tags; deleted ones are left out."""
        body = {"group_id": list(group_ids)} if group_ids else {}
        found = self._call.post(f"{_ROOT}get_corp_tag_list", body).get("tag_group") or ()
        return [_group(item) for item in found if not item.get("deleted")]

    def add_tags(self, names: Sequence[str], *, group: str = "", group_id: str = "") -> TagGroup:
        """Add tags to a group that exists (by id) or is made (by name)."""
        need(names, "names", "没有要加的标签")
        need(group or group_id, "group", "请填写标签组")
        need(all(0 < len(name) <= 30 for name in names), "names", "标签名为 1 到 30 个字")
        body: dict[str, Any] = {"tag": [{"name": name} for name in names]}
        body |= {"group_id": group_id} if group_id else {"group_name": group}
        return _group(self._call.post(f"{_ROOT}add_corp_tag", body)["tag_group"])

    def rename_tag(self, tag_or_group_id: str, name: str) -> None:
        """Rename a tag or a group; only those that this app made."""
        self._call.post(f"{_ROOT}edit_corp_tag", {"id": tag_or_group_id, "name": name})

    def delete_tags(self, *, tag_ids: Sequence[str] = (), group_ids: Sequence[str] = ()) -> None:
        """Delete tags and groups; only those that this app made."""
        need(tag_ids or group_ids, "tag_ids", "没有要删的标签")
        self._call.post(f"{_ROOT}del_corp_tag", {"tag_id": list(tag_ids), "group_id": list(group_ids)})


def _way_body(spec: ContactWaySpec) -> dict[str, Any]:
    need(spec.user_ids or spec.party_ids, "user_ids", "至少要有一位成员")
    need(len(spec.user_ids) <= MOST_USERS, "user_ids", f"一个活码最多 {MOST_USERS} 位成员")
    need(len(spec.state) <= MOST_STATE, "state", f"渠道参数最多 {MOST_STATE} 个字符")
    need(len(spec.remark) <= MOST_REMARK, "remark", f"备注最多 {MOST_REMARK} 个字")
    is_single = len(spec.user_ids) == 1 and not spec.party_ids
    body: dict[str, Any] = {
        "type": 1 if is_single else 2,
        "scene": QR_SCENE,
        "remark": spec.remark,
        "skip_verify": spec.skip_verify,
        "state": spec.state,
        "user": list(spec.user_ids),
    }
    return body | ({"party": list(spec.party_ids)} if spec.party_ids else {})


def _follower(item: dict[str, Any]) -> Follower:
    tags = item.get("tag_id") or [tag["tag_id"] for tag in item.get("tags") or () if tag.get("type", 1) == 1]
    return Follower(
        user_id=item["userid"],
        remark=item.get("remark", ""),
        description=item.get("description", ""),
        added_at=moment_of(item.get("createtime")),
        tag_ids=tuple(tags),
        add_way=int(item.get("add_way", 0)),
        state=item.get("state", ""),
        mobiles=tuple(item.get("remark_mobiles") or ()),
    )


def _contact(item: dict[str, Any], followers: tuple[Follower, ...]) -> ExternalContact:
    return ExternalContact(
        external_user_id=item["external_userid"],
        name=item.get("name", ""),
        avatar=item.get("avatar", ""),
        is_wechat=item.get("type", 1) == 1,
        gender=int(item.get("gender", 0)),
        unionid=item.get("unionid", ""),
        followers=followers,
    )


def _group(item: dict[str, Any]) -> TagGroup:
    tags = tuple(
        Tag(tag["id"], tag["name"], int(tag.get("order", 0)))
        for tag in item.get("tag") or ()
        if not tag.get("deleted")
    )
    return TagGroup(item["group_id"], item.get("group_name", ""), tags, int(item.get("order", 0)))
