"""My profile, consents, data and addresses."""

from tests.surfaces.mall.conftest import Phone
from yutang.foundation.customers.api import current_consents


def test_my_page_starts_empty(me: Phone) -> None:
    page = me.get("me")
    assert page["id"] == me.customer_id
    assert (page["coupon_count"], page["unread_count"], page["cart_count"]) == (0, 0, 0)
    assert page["orders"] == {
        "pending_payment": 0,
        "paid": 0,
        "shipped": 0,
        "ready_for_pickup": 0,
        "after_sale": 0,
    }
    assert page["affiliate_status"] == "none"
    assert page["guide"] is None


def test_html_and_sql_in_a_name_stay_a_name(me: Phone) -> None:
    name = "<b>'; DROP--</b>"
    assert me.ok(me.call("patch", "me", {"nickname": name}))["nickname"] == name
    assert me.get("me")["nickname"] == name


def test_a_mini_program_changes_by_put(me: Phone) -> None:
    changed = me.call("put", "me", {"nickname": "小满"}, **{"X-HTTP-Method-Override": "PATCH"})
    assert me.ok(changed)["nickname"] == "小满"


def test_only_a_put_can_mean_patch(me: Phone) -> None:
    assert me.call("put", "me", {"nickname": "小满"}).status_code == 405
    for verb, meant in (("post", "PATCH"), ("put", "DELETE"), ("get", "DELETE")):
        me.call(verb, "me", {"nickname": "小满"}, **{"X-HTTP-Method-Override": meant})
    assert me.get("me")["nickname"] != "小满"


def test_a_control_character_is_refused(me: Phone) -> None:
    error = me.refused(me.call("patch", "me", {"nickname": "a\u0000b"}), 422, "invalid_input")
    assert error["details"]["fields"] == {"nickname": "含有无法显示的字符"}


def test_marketing_is_off_until_it_is_turned_on(me: Phone) -> None:
    standing = {item["kind"]: item["granted"] for item in me.get("me/consents")["items"]}
    assert standing == {"terms": True, "privacy": True, "marketing": False}

    me.post("me/consents", {"kind": "marketing", "granted": True})
    assert me.get("me")["marketing_ok"] is True
    me.post("me/consents", {"kind": "marketing", "granted": False})
    assert me.get("me")["marketing_ok"] is False
    assert {c.purpose: c.granted for c in current_consents(me.customer_id)}["marketing"] is False


def test_my_data_comes_as_a_file(me: Phone) -> None:
    me.address()
    response = me.call("get", "me/export")
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    document = response.json()
    assert document["profile"]["customer_id"] == me.customer_id
    assert document["addresses"][0]["detail"] == "文三路 259 号"
    assert (document["orders"], document["coupons"], document["messages"]) == ([], [], [])


def test_deleting_the_account_needs_the_word_and_ends_every_token(me: Phone) -> None:
    me.refused(me.call("delete", "me", {"confirm": "ok"}), 422, "invalid_input")
    assert me.ok(me.call("delete", "me", {"confirm": "注销账号"})) == {"ok": True}
    assert me.call("get", "me/export").status_code == 401
    assert me.call("get", "me").status_code == 404


def test_an_address_is_masked_in_the_list_and_whole_where_it_is_edited(me: Phone) -> None:
    address_id = me.address()
    listed = me.get("addresses")["items"][0]
    assert (listed["phone"], listed["phone_masked"]) == (None, f"139****{me.number[-4:]}")
    assert listed["is_default"] is True
    assert me.get(f"addresses/{address_id}")["phone"] == me.number


def test_somebody_elses_address_does_not_exist(me: Phone, other: Phone) -> None:
    address_id = other.address()
    me.refused(me.call("get", f"addresses/{address_id}"), 404, "address_unknown")
    me.refused(me.call("delete", f"addresses/{address_id}"), 404, "address_unknown")
    assert len(other.get("addresses")["items"]) == 1


def test_the_same_key_adds_an_address_once_and_another_body_is_a_conflict(me: Phone) -> None:
    fields = {
        "name": "苏",
        "phone": me.number,
        "province": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "detail": "文三路 1 号",
    }
    first = me.post("addresses", fields, key="the-same-key")
    assert me.post("addresses", fields, key="the-same-key") == first
    changed = {**fields, "detail": "文三路 2 号"}
    me.refused(me.call("post", "addresses", changed, key="the-same-key"), 409, "idempotency_mismatch")
    assert len(me.get("addresses")["items"]) == 1
