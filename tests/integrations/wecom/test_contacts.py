"""Customers, live codes and tags: our client against the other side, over HTTP."""

from datetime import UTC, datetime

import pytest

from tests.integrations.wecom.conftest import AGENT, CORP_ID, Side
from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.tencent.models import ApiCall
from yutang.integrations.wecom.api import Wecom
from yutang.integrations.wecom.contracts import ContactWaySpec, RemarkChange, WecomSettings
from yutang.integrations.wecom.fake import people
from yutang.kernel.errors import DomainError


def test_a_live_code_is_made_scanned_changed_and_deleted(side: Side) -> None:
    made = side.client.contacts.add_way(ContactWaySpec(("lin", "chen"), state="card-7", remark="包裹卡"))
    friend = people.scan_way(side.corp, people.appear(side.corp, "小明🍎"), made.config_id)

    assert made.qr_code.startswith("https://")
    assert (friend.user_id, friend.state) == ("lin", "card-7")
    assert side.client.contacts.way(made.config_id) == made
    side.client.contacts.update_way(made.config_id, ContactWaySpec(("lin", "chen"), state="card-8"))
    assert side.client.contacts.way(made.config_id).state == "card-8"
    since, until = (datetime.fromtimestamp(at, UTC) for at in (side.clock.at - 60, side.clock.at + 60))
    assert list(side.client.contacts.way_ids(since=since, until=until)) == [made.config_id]
    side.client.contacts.delete_way(made.config_id)
    with pytest.raises(TencentRefused) as caught:
        side.client.contacts.way(made.config_id)
    assert caught.value.errcode == 41044


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (ContactWaySpec((), state="x"), "user_ids"),
        (ContactWaySpec(tuple(f"u{n}" for n in range(101)), state="x"), "user_ids"),
        (ContactWaySpec(("lin",), state="x" * 31), "state"),
        (ContactWaySpec(("lin",), state="x", remark="备" * 31), "remark"),
    ],
)
def test_what_wecom_would_refuse_never_leaves(side: Side, spec: ContactWaySpec, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        side.client.contacts.add_way(spec)

    assert (caught.value.code, caught.value.details["field"]) == ("wecom_invalid", field)
    assert not ApiCall.objects.exists()


def test_staff_that_cannot_have_customers_is_refused_by_the_other_side(side: Side) -> None:
    side.corp.world.staff["chen"].has_customers = False

    with pytest.raises(TencentRefused) as caught:
        side.client.contacts.add_way(ContactWaySpec(("chen",), state="x"))

    assert caught.value.errcode == 40098
    assert side.client.contacts.staff_with_customers() == ["lin"]


def test_a_customer_of_three_guides_is_one_customer(side: Side) -> None:
    people.hire(side.corp, "wu", "吴")
    person = people.appear(side.corp, "周可", unionid="u-1")
    for user in ("lin", "chen", "wu"):
        people.add(side.corp, person, user, state=f"by-{user}")

    found = side.client.contacts.get(person.external_user_id)

    assert (found.name, found.unionid, found.is_wechat) == ("周可", "u-1", True)
    assert [(f.user_id, f.state, f.add_way) for f in found.followers] == [
        ("lin", "by-lin", 1),
        ("chen", "by-chen", 1),
        ("wu", "by-wu", 1),
    ]
    assert found.followers[0].added_at == datetime.fromtimestamp(int(side.clock.at), UTC)


def test_all_customers_come_in_pages(side: Side) -> None:
    ids = []
    for number in range(230):
        person = people.appear(side.corp, f"客户{number}")
        people.add(side.corp, person, "lin" if number % 2 else "chen")
        ids.append(person.external_user_id)

    found = list(side.client.contacts.of_staff(("lin", "chen")))

    assert [contact.external_user_id for contact in found] == ids
    assert ApiCall.objects.filter(api__endswith="batch/get_by_user").count() == 3


def test_nobody_yet_is_an_empty_list(side: Side) -> None:
    assert side.client.contacts.ids_of("lin") == []
    with pytest.raises(TencentRefused):
        side.client.contacts.ids_of("nobody")


def test_a_person_of_another_company_has_no_unionid(side: Side) -> None:
    person = people.appear(side.corp, "同行", unionid="u-2", is_wechat=False)
    people.add(side.corp, person, "lin")

    found = side.client.contacts.get(person.external_user_id)

    assert (found.unionid, found.is_wechat) == ("", False)


def test_remarks_change_only_what_is_named(side: Side) -> None:
    person = people.appear(side.corp, "阿屿")
    people.add(side.corp, person, "lin")
    who = {"user_id": "lin", "external_user_id": person.external_user_id}
    side.client.contacts.remark(RemarkChange(**who, remark="老客", mobiles=("13800000003",)))
    side.client.contacts.remark(RemarkChange(**who, description="爱吃橙"))

    follower = side.client.contacts.get(person.external_user_id).followers[0]
    assert (follower.remark, follower.description, follower.mobiles) == ("老客", "爱吃橙", ("13800000003",))

    side.client.contacts.remark(RemarkChange(**who, mobiles=()))
    assert side.client.contacts.get(person.external_user_id).followers[0].mobiles == ()
    for bad in (RemarkChange(**who), RemarkChange(**who, remark="长" * 21)):
        with pytest.raises(DomainError):
            side.client.contacts.remark(bad)


def test_tags_are_made_set_and_gone_with_their_group(side: Side) -> None:
    person = people.appear(side.corp, "孙阿姨")
    people.add(side.corp, person, "lin")
    group = side.client.contacts.add_tags(["爱吃橙", "会员"], group="口味")
    again = side.client.contacts.add_tags(["爱吃苹果"], group="口味")
    who = {"user_id": "lin", "external_user_id": person.external_user_id}
    side.client.contacts.mark(**who, add=[tag.tag_id for tag in group.tags])
    side.client.contacts.mark(**who, remove=[group.tags[1].tag_id])

    assert again.group_id == group.group_id
    (found,) = side.client.contacts.tag_groups()
    assert [tag.name for tag in found.tags] == ["爱吃橙", "会员", "爱吃苹果"]
    assert side.client.contacts.get(person.external_user_id).followers[0].tag_ids == (group.tags[0].tag_id,)
    with pytest.raises(TencentRefused) as caught:
        side.client.contacts.add_tags(["会员"], group="口味")
    assert caught.value.errcode == 40071

    side.client.contacts.delete_tags(group_ids=[group.group_id])
    assert side.client.contacts.tag_groups() == []
    assert side.client.contacts.get(person.external_user_id).followers[0].tag_ids == ()
    with pytest.raises(TencentRefused) as gone:
        side.client.contacts.mark(**who, add=[group.tags[0].tag_id])
    assert gone.value.errcode == 40068


def test_a_wrong_secret_is_said_and_kept_out_of_the_log(side: Side) -> None:
    stranger = Wecom(WecomSettings(CORP_ID, AGENT + 1, "wrong-secret", base_url=side.url))

    with pytest.raises(TencentRefused) as caught:
        stranger.contacts.ids_of("lin")
    stranger.close()

    assert caught.value.errcode == 40001
    assert not any("wrong-secret" in f"{row.api}{row.message}" for row in ApiCall.objects.all())


def test_a_token_that_dies_early_or_of_age_is_renewed(side: Side) -> None:
    side.client.contacts.staff_with_customers()
    side.corp.forget_tokens()
    assert side.client.contacts.staff_with_customers() == ["lin", "chen"]
    side.clock.move(7_200)
    assert side.client.contacts.staff_with_customers() == ["lin", "chen"]

    assert ApiCall.objects.filter(api="/cgi-bin/gettoken", errcode=0).count() == 3
