"""The demo brand in small: a few days instead of six weeks."""

from datetime import UTC, datetime, timedelta

import pytest

from yutang.foundation.catalog.api import ProductQuery, category_tree, products_page
from yutang.foundation.customers.api import customer_by_phone
from yutang.foundation.org.api import brand_profile, guides_of, stores
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.models import Event
from yutang.kernel.outbox import parked
from yutang.referral.affiliates.api import my_centre
from yutang.surfaces.demo.goods import assortment
from yutang.surfaces.demo.history import Stage
from yutang.surfaces.demo.load import Scale, load_demo
from yutang.surfaces.demo.people import TRY_OUT, personas
from yutang.surfaces.demo.setting import PICTURES

SMALL = Scale(days=5, newcomers=3, orders_percent=50)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_a_saturday_afternoon():
    with clock.frozen(datetime(2026, 11, 21, 6, 26, tzinfo=UTC)):
        yield


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.DATA_DIR = tmp_path
    return settings.MEDIA_ROOT


def load():
    return load_demo(progress=lambda *_: None, scale=SMALL)


def test_the_brand_stands_and_its_books_are_clean(media) -> None:
    report = load()

    assert (report.was_loaded, report.days) == (False, 5)
    assert 13 <= report.customers <= 16
    assert brand_profile().name == "一鲫鲜果"
    assert len(stores()) == 6
    assert sum(len(guides_of(store.store_id)) for store in stores()) == 12
    assert products_page(ProductQuery()).total == 44  # forty-two goods, the card and the pack
    assert [node.name for node in category_tree()][:2] == ["浆果樱桃", "柑橘橙柚"]
    assert (media / "demo" / "fruit" / "strawberry.webp").exists()
    first = customer_by_phone(TRY_OUT[0].phone)
    assert first is not None
    assert my_centre(first).status == "active"
    assert parked() == []
    bad = [(result.name, result.findings[:2], result.error) for result in run_checks() if not result.is_clean]
    assert bad == []


def test_loading_again_changes_nothing(media) -> None:
    load()
    events = Event.objects.count()

    again = load()

    assert again.was_loaded
    assert Event.objects.count() == events


def test_killed_between_days_it_goes_on(media, monkeypatch: pytest.MonkeyPatch) -> None:
    real, days = Stage.play, []

    def dies_on_the_third_day(self, day, **size):
        days.append(day.number)
        real(self, day, **size)
        if days == [1, 2, 3]:
            raise KeyboardInterrupt

    monkeypatch.setattr(Stage, "play", dies_on_the_third_day)
    with pytest.raises(KeyboardInterrupt):
        load()

    report = load()

    assert days == [1, 2, 3, 3, 4, 5]
    assert 13 <= report.customers <= 16
    assert [result.name for result in run_checks() if not result.is_clean] == []


def test_the_history_is_in_the_past_and_the_shop_is_alive_now(media) -> None:
    load()
    now = clock.now()
    moments = list(Event.objects.filter(name="orders.order_paid").values_list("occurred_at", flat=True))
    assert max(moments) <= now
    assert max(moments) > now - timedelta(minutes=20)
    assert min(moments) < now - timedelta(days=3)


def test_the_cast_is_the_same_every_time() -> None:
    assert personas(50, 606) == personas(50, 606)
    assert len({persona.phone for persona in personas(300, 606)}) == 300


def test_every_product_has_its_picture() -> None:
    goods = assortment().goods
    assert len(goods) == 42
    assert [good.key for good in goods if not (PICTURES / "fruit" / f"{good.key}.webp").exists()] == []
    size = sum(path.stat().st_size for path in PICTURES.rglob("*"))
    assert size < 2 * 1024 * 1024


def test_an_original_price_is_one_that_was_charged() -> None:
    for good in assortment().goods:
        assert good.was_fen is None or good.was_fen > good.specs[0].price_fen
        assert all(
            spec.member_price_fen is None or spec.member_price_fen < spec.price_fen for spec in good.specs
        )
