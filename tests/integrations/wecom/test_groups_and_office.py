"""Groups, hand-overs, statistics, media, tickets and consent, over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.integrations.wecom.conftest import Side
from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.wecom.contracts import JoinWaySpec
from yutang.integrations.wecom.fake import people
from yutang.integrations.wecom.fake.group_calls import refuse_transfer, settle_transfers
from yutang.integrations.wecom.fake.office_calls import _DAY
from yutang.kernel.errors import DomainError


def test_a_group_knows_who_brought_whom(side: Side) -> None:
    chat = people.open_chat(side.corp, "lin", "鲜果一群")
    first, second = people.appear(side.corp, "甲"), people.appear(side.corp, "乙")
    people.join_chat(side.corp, first, chat.chat_id, state="poster")
    people.join_chat(side.corp, second, chat.chat_id, invited_by=first.external_user_id)

    found = side.client.groups.get(chat.chat_id)

    assert list(side.client.groups.ids(owners=["lin"])) == [chat.chat_id]
    assert [(m.name, m.is_staff, m.join_scene, m.invited_by, m.state) for m in found.members[1:]] == [
        ("甲", False, 3, "", "poster"),
        ("乙", False, 1, first.external_user_id, ""),
    ]
    people.leave_chat(side.corp, first, chat.chat_id)
    after = side.client.groups.get(chat.chat_id)
    assert (len(after.members), after.version != found.version) == (2, True)


def test_a_group_code_leads_to_five_groups_at_most(side: Side) -> None:
    chats = [people.open_chat(side.corp, "lin", f"群{n}").chat_id for n in range(6)]

    way = side.client.groups.add_join_way(JoinWaySpec((chats[0],), state="old-group", room_name="鲜果群"))
    side.client.groups.update_join_way(way.config_id, JoinWaySpec(tuple(chats[:5]), state="old-group"))

    assert side.client.groups.join_way(way.config_id).chat_ids == tuple(chats[:5])
    with pytest.raises(DomainError):
        side.client.groups.add_join_way(JoinWaySpec(tuple(chats), state="x"))
    side.client.groups.delete_join_way(way.config_id)
    with pytest.raises(TencentRefused):
        side.client.groups.join_way(way.config_id)


def test_a_customer_is_handed_over_after_a_day_unless_he_refuses(side: Side) -> None:
    stays, goes = people.appear(side.corp, "留"), people.appear(side.corp, "走")
    for person in (stays, goes):
        people.add(side.corp, person, "lin")
    ids = [stays.external_user_id, goes.external_user_id]

    answers = side.client.groups.transfer(giver="lin", taker="chen", customers=[*ids, "wm-nobody"])
    refuse_transfer(side.corp, "chen", stays.external_user_id)
    assert settle_transfers(side.corp) == 0
    side.clock.move(86_400)
    assert settle_transfers(side.corp) == 1

    assert [answer.errcode for answer in answers] == [0, 0, 40131]
    states = side.client.groups.transfer_states(giver="lin", taker="chen")
    assert {state.external_user_id: state.status for state in states} == {ids[0]: 3, ids[1]: 1}
    assert side.client.contacts.ids_of("chen") == [ids[1]]
    assert side.client.contacts.ids_of("lin") == [ids[0]]
    told = [(m["ChangeType"], m.get("Source") or m.get("FailReason")) for m in side.corp.outgoing][2:]
    assert told == [
        ("transfer_fail", "customer_refused"),
        ("add_external_contact", None),
        ("del_external_contact", "DELETE_BY_TRANSFER"),
    ]


def test_the_third_hand_over_in_ninety_days_is_refused(side: Side) -> None:
    person = people.appear(side.corp, "常换")
    people.add(side.corp, person, "lin")
    codes = []
    for giver, taker in (("lin", "chen"), ("chen", "lin"), ("lin", "chen")):
        answers = side.client.groups.transfer(giver=giver, taker=taker, customers=[person.external_user_id])
        codes.append(answers[0].errcode)
        side.clock.move(86_401)
        settle_transfers(side.corp)

    assert codes == [0, 0, 40128]


def test_who_resigned_hands_over_another_way(side: Side) -> None:
    person = people.appear(side.corp, "老客")
    people.add(side.corp, person, "lin")
    who = {"giver": "lin", "taker": "chen", "customers": [person.external_user_id], "has_left": True}
    with pytest.raises(TencentRefused) as caught:
        side.client.groups.transfer(**who)
    assert caught.value.errcode == 40097

    people.resign(side.corp, "lin")
    assert side.client.groups.transfer(**who)[0].errcode == 0


def test_groups_change_owners(side: Side) -> None:
    chat = people.open_chat(side.corp, "lin", "群")

    failed = side.client.groups.transfer_groups([chat.chat_id, "wr-nobody"], owner="chen")

    assert failed == {"wr-nobody": 90501}
    assert side.client.groups.get(chat.chat_id).owner == "chen"


def test_days_of_staff_are_counted(side: Side) -> None:
    people.add(side.corp, people.appear(side.corp, "甲"), "lin")
    now = datetime.fromtimestamp(side.clock.at, UTC)

    found = side.client.office.behaviour(["lin"], since=now - timedelta(days=1), until=now)

    assert [day.new_contacts for day in found] == [0, 1]
    assert found[0].day.timestamp() % _DAY == 0
    with pytest.raises(DomainError):
        side.client.office.behaviour(["lin"], since=now - timedelta(days=40), until=now)


def test_media_go_up_and_keep_to_the_sizes(side: Side) -> None:
    media = side.client.office.upload(kind="image", name="橙.jpg", content=b"\xff\xd8" + b"0" * 100)

    assert media in side.corp.world.media
    assert side.client.office.upload_picture(name="a.png", content=b"0" * 10).startswith("https://")
    with pytest.raises(DomainError):
        side.client.office.upload(kind="image", name="a.jpg", content=b"x")


def test_tickets_are_kept_and_differ(side: Side) -> None:
    tickets = side.client.tickets

    assert tickets.get(of_app=True) == tickets.get(of_app=True)
    assert tickets.get(of_app=True) != tickets.get(of_app=False)


def test_a_code_of_consent_is_good_once_and_five_minutes(side: Side) -> None:
    person = people.appear(side.corp, "客")
    people.add(side.corp, person, "lin")

    code = people.consent(side.corp, user_id="lin")
    assert side.client.office.visitor(code).user_id == "lin"
    with pytest.raises(TencentRefused) as caught:
        side.client.office.visitor(code)
    assert caught.value.errcode == 40029
    outsider = side.client.office.visitor(people.consent(side.corp, person=person))
    assert (outsider.user_id, outsider.external_user_id) == ("", person.external_user_id)
    late = people.consent(side.corp, user_id="lin")
    side.clock.move(301)
    with pytest.raises(TencentRefused):
        side.client.office.visitor(late)
    assert "scope=snsapi_base" in side.client.consent_url("https://shop.example/guide/", state="s1")


def test_staff_and_departments_are_listed(side: Side) -> None:
    assert [(member.user_id, member.name) for member in side.client.office.staff()] == [
        ("lin", "林小满"),
        ("chen", "陈曦"),
    ]
    assert side.client.office.departments() == {1: "总部"}
