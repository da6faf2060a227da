"""Welcomes, mass messages, Moments and messages to staff, over HTTP."""

import pytest

from tests.integrations.wecom.conftest import Side
from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.wecom.contracts import ChatType, Image, Message, MiniProgram, WebLink
from yutang.integrations.wecom.fake import people
from yutang.integrations.wecom.fake.outreach_calls import confirm
from yutang.integrations.wecom.fake.world import Person
from yutang.kernel.errors import DomainError

HELLO = Message("你好", (WebLink("领券", "https://example.com/l/abc"),))


def _friend(side: Side, user: str = "lin", name: str = "小明") -> tuple[Person, str]:
    person = people.appear(side.corp, name)
    people.add(side.corp, person, user, state="card")
    return person, side.corp.outgoing[-1].get("WelcomeCode", "")


def test_a_welcome_reaches_the_new_friend_once(side: Side) -> None:
    person, code = _friend(side)

    assert side.client.outreach.send_welcome(code, HELLO) is True
    assert (
        side.client.outreach.send_welcome(code, HELLO) is True
    )  # 41051: somebody was quicker, which is fine

    (shown,) = side.corp.world.delivered
    assert (shown.receiver, shown.kind, shown.content["text"]) == (person.external_user_id, "welcome", "你好")


def test_a_welcome_after_twenty_seconds_is_too_late(side: Side) -> None:
    _, code = _friend(side)
    side.clock.move(21)

    with pytest.raises(TencentRefused) as caught:
        side.client.outreach.send_welcome(code, HELLO)

    assert caught.value.errcode == 41050
    assert side.corp.world.delivered == []


def test_who_was_chatted_with_needs_no_welcome(side: Side) -> None:
    person, code = _friend(side)
    people.chat(side.corp, person, "lin")

    assert side.client.outreach.send_welcome(code, HELLO) is True
    assert side.corp.world.delivered == []


def test_staff_with_a_welcome_of_their_own_and_other_companies_get_no_code(side: Side) -> None:
    people.hire(side.corp, "wu", "吴", has_own_welcome=True)

    assert _friend(side, "wu")[1] == ""
    person = people.appear(side.corp, "同行", is_wechat=False)
    people.add(side.corp, person, "lin")
    assert "WelcomeCode" not in side.corp.outgoing[-1]


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (Message(), "text"),
        (Message("长" * 1_334), "text"),
        (Message("a", (Image(),)), "attachments.image"),
        (Message("a", (Image("m"),) * 10), "attachments"),
        (Message("a", (WebLink("", "https://x"),)), "attachments.link.title"),
        (Message("a", (MiniProgram("题" * 22, "wx1", "p", "m"),)), "attachments.miniprogram.title"),
    ],
)
def test_a_message_wecom_would_refuse_never_leaves(side: Side, message: Message, field: str) -> None:
    with pytest.raises(DomainError) as caught:
        side.client.outreach.send_welcome("code", message)

    assert caught.value.details["field"] == field


def test_a_mass_message_waits_for_the_staff(side: Side) -> None:
    known = [_friend(side, user, user)[0] for user in ("lin", "chen")]
    lost, _ = _friend(side, "lin", "走了")
    people.unfollow(side.corp, lost, "lin")
    wanted = [person.external_user_id for person in (*known, lost)]

    task = side.client.outreach.create_mass(HELLO, customers=[*wanted, "wm-nobody"])

    assert task.failed == ("wm-nobody",)
    assert [(s.user_id, s.has_sent) for s in side.client.outreach.mass_senders(task.message_id)] == [
        ("lin", False),
        ("chen", False),
    ]
    assert side.corp.world.delivered == []
    confirm(side.corp, task.message_id, "lin")
    results = {r.receiver: r.status for r in side.client.outreach.mass_results(task.message_id, "lin")}
    assert results == {known[0].external_user_id: 1, lost.external_user_id: 2}
    assert [d.receiver for d in side.corp.world.delivered] == [known[0].external_user_id]


def test_a_month_has_as_many_messages_as_days(side: Side) -> None:
    person, _ = _friend(side)
    statuses = []
    for _ in range(31):
        task = side.client.outreach.create_mass(HELLO, customers=[person.external_user_id])
        confirm(side.corp, task.message_id, "lin")
        statuses += [r.status for r in side.client.outreach.mass_results(task.message_id, "lin")]

    days = 30  # November 2026 in Shanghai
    assert statuses == [1] * days + [3]


def test_reminders_end_after_three_and_a_cancelled_task_cannot_be_sent(side: Side) -> None:
    person, _ = _friend(side)
    task = side.client.outreach.create_mass(HELLO, customers=[person.external_user_id])
    for _ in range(3):
        side.client.outreach.remind_mass(task.message_id)
    with pytest.raises(TencentRefused) as caught:
        side.client.outreach.remind_mass(task.message_id)
    assert caught.value.errcode == 41094
    side.clock.move(86_401)
    side.client.outreach.remind_mass(task.message_id)

    side.client.outreach.cancel_mass(task.message_id)
    with pytest.raises(Exception, match="task cancelled"):
        confirm(side.corp, task.message_id, "lin")


def test_groups_get_theirs_from_their_owner(side: Side) -> None:
    chat = people.open_chat(side.corp, "lin", "鲜果一群")

    task = side.client.outreach.create_mass(
        Message("今晚开团"), chat_type=ChatType.GROUP, sender="lin", chats=[chat.chat_id, "wr-nobody"]
    )
    confirm(side.corp, task.message_id, "lin")

    assert task.failed == ("wr-nobody",)
    assert [r.status for r in side.client.outreach.mass_results(task.message_id, "lin")] == [1]
    with pytest.raises(DomainError):
        side.client.outreach.create_mass(Message("a"), chat_type=ChatType.GROUP)


def test_a_moment_is_made_and_published_by_staff(side: Side) -> None:
    job = side.client.outreach.create_moment(Message("橙子熟了"), staff=["lin"])

    moment = side.client.outreach.moment_of_job(job)

    assert moment is not None
    assert side.client.outreach.moment_publishers(moment) == {"lin": False}
    with pytest.raises(DomainError):
        side.client.outreach.create_moment(Message("a", (Image("m"), WebLink("t", "https://x"))))


def test_staff_hear_from_the_app(side: Side) -> None:
    assert side.client.outreach.tell_staff(["lin", "gone"], "有 3 位客户今天生日") == ("gone",)
    assert side.client.outreach.tell_staff(["chen"], "点开看", url="https://x/guide", title="今日任务") == ()

    assert [(d.receiver, d.content["msgtype"]) for d in side.corp.world.delivered] == [
        ("lin", "text"),
        ("chen", "textcard"),
    ]
    with pytest.raises(TencentRefused) as caught:
        side.client.outreach.tell_staff(["gone"], "有人吗")
    assert caught.value.errcode == 81013
