"""Customers, live codes and tags, as WeCom answers."""

from typing import Any

from yutang.integrations.tencent.far_server import Refused, need
from yutang.integrations.wecom.fake.corp import Answer, FakeCorp, api
from yutang.integrations.wecom.fake.world import Friendship, new_id

_TAGS_AT_MOST = 3_000


@api("GET", "gettoken")
def _gettoken(corp: FakeCorp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    need(query.get("corpid") == corp.corp_id, 40013, "invalid corpid")
    need(query.get("corpsecret") == corp.secret, 40001, "invalid credential")
    return {"access_token": corp.new_token(), "expires_in": 7_200}


@api("GET", "externalcontact/get_follow_user_list")
def _follow_users(corp: FakeCorp, _query: dict[str, str], _body: dict[str, Any]) -> Answer:
    staff = corp.world.staff.values()
    return {"follow_user": [one.user_id for one in staff if one.has_customers and one.is_active]}


@api("POST", "externalcontact/add_contact_way")
def _add_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    need(body.get("type") in (1, 2), 41039, "invalid contact way type")
    need(body.get("scene") in (1, 2), 41040, "invalid contact way scene")
    users = _users(corp, body)
    need(body["type"] == 2 or len(users) == 1, 41041, "type 1 takes one user")
    need(len(body.get("state", "")) <= 30, 40058, "state too long")
    config_id = new_id("cw")
    way = {"config_id": config_id, "qr_code": f"https://wework.qpic.cn/wwpic/{config_id}/0"}
    corp.world.ways[config_id] = way | {
        "type": body["type"],
        "scene": body["scene"],
        "remark": body.get("remark", "")[:30],
        "skip_verify": body.get("skip_verify", True),
        "state": body.get("state", ""),
        "user": users,
        "party": body.get("party", []),
        "created_at": corp.now(),
    }
    return way if body["scene"] == 2 else {"config_id": config_id}


@api("POST", "externalcontact/get_contact_way")
def _get_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    return {"contact_way": _way(corp, body)}


@api("POST", "externalcontact/update_contact_way")
def _update_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    way = _way(corp, body)
    if "user" in body:
        users = _users(corp, body)
        need(way["type"] == 2 or len(users) == 1, 41041, "type 1 takes one user")
        way["user"] = users
    way |= {name: body[name] for name in ("remark", "skip_verify", "state", "party") if name in body}
    return {}


@api("POST", "externalcontact/list_contact_way")
def _list_ways(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    since, until = int(body.get("start_time", 0)), int(body.get("end_time", 2**40))
    ids = [way["config_id"] for way in corp.world.ways.values() if since <= way["created_at"] <= until]
    page, cursor = page_of(ids, body, most=1_000)
    return {"contact_way": [{"config_id": one} for one in page], "next_cursor": cursor}


@api("POST", "externalcontact/del_contact_way")
def _delete_way(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    del corp.world.ways[_way(corp, body)["config_id"]]
    return {}


@api("GET", "externalcontact/list")
def _list_customers(corp: FakeCorp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    user_id = query.get("userid", "")
    need(user_id in corp.world.staff, 60111, "userid not found")
    ids = [
        f.external_user_id for f in corp.world.friendships.values() if f.user_id == user_id and f.staff_holds
    ]
    need(ids, 84061, "not external contact")
    return {"external_userid": ids}


@api("GET", "externalcontact/get")
def _get_customer(corp: FakeCorp, query: dict[str, str], _body: dict[str, Any]) -> Answer:
    external = query.get("external_userid", "")
    need(external in corp.world.people, 40096, "invalid external userid")
    followers = corp.world.followers(external)
    need(followers, 84061, "not external contact")
    return {"external_contact": _person(corp, external), "follow_user": [_follow(corp, f) for f in followers]}


@api("POST", "externalcontact/batch/get_by_user")
def _get_by_user(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    users = body.get("userid_list") or []
    need(0 < len(users) <= 100, 40058, "userid_list")
    need(all(user in corp.world.staff for user in users), 40003, "invalid userid")
    rows = [f for f in corp.world.friendships.values() if f.user_id in users and f.staff_holds]
    page, cursor = page_of(rows, body, most=100)
    found = [
        {
            "external_contact": _person(corp, f.external_user_id),
            "follow_info": _info(f) | {"tag_id": list(f.tags)},
        }
        for f in page
    ]
    return {"external_contact_list": found, "next_cursor": cursor}


@api("POST", "externalcontact/remark")
def _write_remark(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    found = corp.world.friendship(body.get("userid", ""), body.get("external_userid", ""))
    fields = ("remark", "description", "remark_company", "remark_mobiles", "remark_pic_mediaid")
    need(any(name in body for name in fields), 40058, "nothing to change")
    need(len(body.get("remark", "")) <= 20, 40058, "remark too long")
    found.remark = body.get("remark", found.remark)
    found.description = body.get("description", found.description)
    found.company = body.get("remark_company", found.company)
    if "remark_mobiles" in body:
        found.mobiles = [mobile for mobile in body["remark_mobiles"] if mobile]
    return {}


@api("POST", "externalcontact/mark_tag")
def _mark_tag(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    found = corp.world.friendship(body.get("userid", ""), body.get("external_userid", ""))
    add, remove = body.get("add_tag") or [], body.get("remove_tag") or []
    need(add or remove, 40058, "add_tag and remove_tag empty")
    need(all(corp.world.tag(tag) for tag in [*add, *remove]), 40068, "invalid tagid")
    kept = [tag for tag in found.tags if tag not in remove]
    found.tags = kept + [tag for tag in add if tag not in kept]
    need(len(found.tags) <= _TAGS_AT_MOST, 40058, "too many tags")
    return {}


@api("POST", "externalcontact/get_corp_tag_list")
def _list_tags(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    wanted_groups, wanted_tags = set(body.get("group_id") or ()), set(body.get("tag_id") or ())
    found = []
    for group in corp.world.tag_groups.values():
        if wanted_groups and group["group_id"] not in wanted_groups:
            continue
        tags = [t for t in group["tag"] if wanted_groups or not wanted_tags or t["id"] in wanted_tags]
        if tags or not wanted_tags:
            found.append(group | {"tag": tags})
    return {"tag_group": found}


@api("POST", "externalcontact/add_corp_tag")
def _add_tags(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    names = [tag.get("name", "") for tag in body.get("tag") or ()]
    need(names and all(0 < len(name) <= 30 for name in names), 40072, "invalid tag name length")
    group = _group_for(corp, body)
    known = {tag["name"] for tag in group["tag"]}
    need(not known & set(names) and len(set(names)) == len(names), 40071, "tag name exists")
    added = [
        {"id": new_id("et"), "name": name, "create_time": corp.now(), "order": 0, "deleted": False}
        for name in names
    ]
    group["tag"].extend(added)
    return {"tag_group": group | {"tag": added}}


@api("POST", "externalcontact/edit_corp_tag")
def _edit_tag(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    wanted = body.get("id", "")
    if wanted in corp.world.tag_groups:
        corp.world.tag_groups[wanted]["group_name"] = body["name"]
        return {}
    tag = corp.world.tag(wanted)
    if tag is None:
        raise Refused(40068, "invalid tagid")
    tag["name"] = body.get("name", tag["name"])
    return {}


@api("POST", "externalcontact/del_corp_tag")
def _delete_tags(corp: FakeCorp, _query: dict[str, str], body: dict[str, Any]) -> Answer:
    tags, groups = set(body.get("tag_id") or ()), set(body.get("group_id") or ())
    for group_id in groups:
        need(group_id in corp.world.tag_groups, 40068, "invalid tag group")
        tags |= {tag["id"] for tag in corp.world.tag_groups.pop(group_id)["tag"]}
    for group in list(corp.world.tag_groups.values()):
        group["tag"] = [tag for tag in group["tag"] if tag["id"] not in tags]
    for friendship in corp.world.friendships.values():
        friendship.tags = [tag for tag in friendship.tags if tag not in tags]
    return {}


def page_of(rows: list[Any], body: dict[str, Any], *, most: int) -> tuple[list[Any], str]:
    """Return one page and the cursor of the next."""
    start = int(body.get("cursor") or 0)
    limit = min(int(body.get("limit") or most), most)
    page = rows[start : start + limit]
    return page, str(start + limit) if start + limit < len(rows) else ""


def _way(corp: FakeCorp, body: dict[str, Any]) -> dict[str, Any]:
    config_id = body.get("config_id")
    need(config_id, 41043, "config_id missing")
    need(config_id in corp.world.ways, 41044, "invalid config_id")
    return corp.world.ways[str(config_id)]


def _users(corp: FakeCorp, body: dict[str, Any]) -> list[str]:
    users = list(body.get("user") or ())
    need(users or body.get("party"), 40058, "user missing")
    need(len(users) <= 100, 41041, "too many users")
    for user in users:
        staff = corp.world.staff.get(user)
        need(staff is not None and staff.is_active, 40003, "invalid userid")
        need(staff is not None and staff.has_customers, 40098, "no external contact licence")
    return users


def _group_for(corp: FakeCorp, body: dict[str, Any]) -> dict[str, Any]:
    groups = corp.world.tag_groups
    if body.get("group_id"):
        need(body["group_id"] in groups, 40068, "invalid tag group")
        return groups[body["group_id"]]
    name = body.get("group_name", "")
    need(0 < len(name) <= 30, 40072, "invalid group name")
    known = next((group for group in groups.values() if group["group_name"] == name), None)
    if known is None:
        group_id = new_id("eg")
        known = groups[group_id] = {
            "group_id": group_id,
            "group_name": name,
            "create_time": corp.now(),
            "order": 0,
            "deleted": False,
            "tag": [],
        }
    return known


def _person(corp: FakeCorp, external: str) -> dict[str, Any]:
    person = corp.world.people[external]
    found = {
        "external_userid": external,
        "name": person.name,
        "avatar": person.avatar,
        "type": 1 if person.is_wechat else 2,
        "gender": person.gender,
    }
    return found | ({"unionid": person.unionid} if person.unionid and person.is_wechat else {})


def _info(found: Friendship) -> dict[str, Any]:
    return {
        "userid": found.user_id,
        "remark": found.remark,
        "description": found.description,
        "createtime": found.added_at,
        "remark_corp_name": found.company,
        "remark_mobiles": list(found.mobiles),
        "add_way": found.add_way,
        "oper_userid": found.external_user_id,
        "state": found.state,
    }


def _follow(corp: FakeCorp, found: Friendship) -> dict[str, Any]:
    tags = []
    for group in corp.world.tag_groups.values():
        tags += [
            {"group_name": group["group_name"], "tag_name": tag["name"], "tag_id": tag["id"], "type": 1}
            for tag in group["tag"]
            if tag["id"] in found.tags
        ]
    return _info(found) | {"tags": tags}
