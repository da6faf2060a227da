"""The official account and the mini-program against the other side, over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from yutang.integrations.tencent.errors import TencentRefused
from yutang.integrations.tencent.models import ApiCall
from yutang.integrations.wechat.api import MiniProgramApi, OfficialAccount
from yutang.integrations.wechat.contracts import AppSettings, Notice, Page, Shipped
from yutang.integrations.wechat.fake.platform import FakeApp
from yutang.integrations.wechat.fake.server import FakeWechat
from yutang.kernel import clock
from yutang.kernel.errors import DomainError

APP, SECRET = "wxb11529c136998cb6", "app-s3cret"


@dataclass
class Side:
    app: FakeApp
    account: OfficialAccount
    mini: MiniProgramApi
    at: list[float]


@pytest.fixture
def side(transactional_db: None) -> Iterator[Side]:
    cache.clear()
    at = [clock.now().timestamp()]
    app = FakeApp(app_id=APP, secret=SECRET, now=lambda: at[0])
    server = FakeWechat(app).start()
    settings = AppSettings(APP, SECRET, base_url=server.url)
    account, mini = OfficialAccount(settings), MiniProgramApi(settings)
    yield Side(app, account, mini, at)
    account.close()
    mini.close()
    server.stop()


def test_one_stable_token_serves_until_its_last_five_minutes(side: Side) -> None:
    first = side.app.stable_token()["access_token"]
    assert side.app.stable_token()["access_token"] == first
    side.at[0] += 7_200 - 299
    second = side.app.stable_token()
    assert (second["access_token"] != first, second["expires_in"]) == (True, 7_200)
    fan = side.app.appear()
    assert side.account.fan(fan.openid).follows is False


def test_a_token_that_is_not_the_latest_is_renewed(side: Side) -> None:
    fan = side.app.appear()
    side.account.fan(fan.openid)
    side.app.forget_tokens()

    assert side.account.fan(fan.openid).openid == fan.openid
    assert ApiCall.objects.filter(api="/cgi-bin/stable_token", errcode=0).count() == 2


def test_consent_gives_the_same_person_once(side: Side) -> None:
    fan = side.app.appear(unionid="u-1")
    code = side.app.code_for(fan, "consent")

    found = side.account.consent(code)

    assert (found.openid, found.unionid, found.is_virtual) == (fan.openid, "u-1", False)
    with pytest.raises(TencentRefused) as caught:
        side.account.consent(code)
    assert caught.value.errcode in (40029, 40163)
    late = side.app.code_for(fan, "consent")
    side.at[0] += 301
    with pytest.raises(TencentRefused):
        side.account.consent(late)
    assert "#wechat_redirect" in side.account.consent_url("https://shop.example/", state="x")


def test_a_fan_came_through_a_scene(side: Side) -> None:
    code = side.account.scene_code("store-3", seconds=3_600)
    fan = side.app.appear(unionid="u-2")
    side.app.follow(fan, scene=side.app.scenes[code.ticket][0])

    found = side.account.fan(fan.openid)

    assert (found.follows, found.qr_scene, found.unionid) == (True, "store-3", "u-2")
    assert found.followed_at == datetime.fromtimestamp(int(side.at[0]), UTC)
    assert side.account.scene_code("for-ever", seconds=None).seconds is None
    assert "%" in side.account.picture_url("a+b/c=")
    for scene in ("", "x" * 65):
        with pytest.raises(DomainError):
            side.account.scene_code(scene)


def test_a_template_message_goes_to_fans_once_per_key(side: Side) -> None:
    fan = side.app.appear()
    notice = Notice(fan.openid, "tpl-parcel", {"thing1": "已到杭州"}, url="https://shop.example/o", key="o1")
    with pytest.raises(TencentRefused) as caught:
        side.account.send_template(notice)
    assert caught.value.errcode == 43004

    side.app.follow(fan)
    side.account.send_template(notice)
    side.account.send_template(notice)

    assert [shown.kind for shown in side.app.shown] == ["template"]


def test_a_text_is_allowed_for_two_days_and_five_times(side: Side) -> None:
    fan = side.app.appear()
    assert side.account.send_text(fan.openid, "在吗") is False
    side.app.write(fan)
    assert [side.account.send_text(fan.openid, "在") for _ in range(5)] == [True] * 5
    with pytest.raises(TencentRefused) as caught:
        side.account.send_text(fan.openid, "第六条")
    assert caught.value.errcode == 45047
    side.at[0] += 48 * 3_600 + 1
    assert side.account.send_text(fan.openid, "晚了") is False


def test_what_was_agreed_once_is_sent_once(side: Side) -> None:
    user = side.app.appear()
    notice = Notice(
        user.openid,
        "tpl-coupon",
        {"thing1": "满 50 减 10 元鲜果券，三天后到期，别忘了用"},
        page=Page(APP, "p"),
    )
    assert side.mini.send_subscribed(notice) is False
    side.app.agree(user, "tpl-coupon")
    assert side.mini.send_subscribed(notice) is True
    assert side.mini.send_subscribed(notice) is False

    (shown,) = side.app.shown
    value = shown.content["data"]["thing1"]["value"]
    assert (len(value), value[-1]) == (20, "…")
    with pytest.raises(DomainError) as caught:
        side.mini.send_subscribed(Notice(user.openid, "tpl-coupon", {"number2": "1" * 33}))
    assert caught.value.details["field"] == "values.number2"


def test_login_and_phone_take_codes_of_their_own(side: Side) -> None:
    user = side.app.appear(unionid="u-3", phone="13800000001")

    session = side.mini.session(side.app.code_for(user, "login"))

    assert (session.openid, session.unionid) == (user.openid, "u-3")
    assert session.session_key not in repr(session)
    assert side.mini.phone(side.app.code_for(user, "phone")) == "13800000001"
    with pytest.raises(TencentRefused) as caught:
        side.mini.phone(side.app.code_for(user, "login"))
    assert caught.value.errcode == 40029


def test_codes_and_links_lead_into_the_mini_program(side: Side) -> None:
    picture = side.mini.code_picture("l=Ab3-_x", page="pages/home/index")

    assert picture.startswith(b"\x89PNG")
    assert side.mini.link("pages/home/index", until=clock.now() + timedelta(days=90)).startswith(
        "https://wxaurl.cn/"
    )
    for scene in ("", "中文", "a%20b", "x" * 33):
        with pytest.raises(DomainError):
            side.mini.code_picture(scene, page="pages/home/index")
    with pytest.raises(TencentRefused) as caught:
        side.mini.code_picture("x", page="pages/nowhere/index")
    assert caught.value.errcode == 41030


def test_texts_are_judged(side: Side) -> None:
    user = side.app.appear()

    assert side.mini.check_text("很甜，回购了", openid=user.openid).is_fine is True
    bad = side.mini.check_text("代开发票加微信", openid=user.openid)
    assert (bad.is_fine, bad.label) == (False, 20008)


def test_a_shipment_waits_until_the_payment_is_known(side: Side) -> None:
    user = side.app.appear()
    shipped = Shipped(
        "1900000001", "P1", user.openid, 1, "橙子 5 斤", clock.now(), waybill_no="SF1", carrier="SF"
    )
    assert side.mini.upload_shipping(shipped) is False
    side.app.payments["P1"] = user.openid
    assert side.mini.upload_shipping(shipped) is True

    assert side.app.shipments["P1"][0]["tracking_no"] == "SF1"
    with pytest.raises(DomainError):
        side.mini.upload_shipping(Shipped("1", "P1", user.openid, 1, "橙", clock.now()))


def test_secrets_and_tokens_stay_out_of_the_log(side: Side) -> None:
    side.account.fan(side.app.appear().openid)
    side.mini.session(side.app.code_for(side.app.appear(), "login"))

    lines = " ".join(f"{row.app} {row.api} {row.message}" for row in ApiCall.objects.all())
    assert SECRET not in lines
    assert "st-" not in lines
