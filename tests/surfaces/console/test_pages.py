"""Every page opens, speaks Chinese, escapes what people typed, and refuses nonsense."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.foundation import fixtures as make
from yutang.foundation.catalog.models import Product
from yutang.foundation.customers.models import Customer
from yutang.foundation.inventory.models import Stock
from yutang.kernel import clock
from yutang.kernel.models import AuditEntry, Parked
from yutang.kernel.outbox import drain
from yutang.surfaces.console.kit.texts import near
from yutang.surfaces.console.registry import PAGES

ENGLISH = re.compile(r">\s*[A-Z][a-z]+(?: [a-z]+)+\s*<")


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_every_list_its_file_and_its_new_page_open(hq, model):
    base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    page = hq.get(base)
    assert page.status_code == 200
    assert not ENGLISH.search(page.content.decode())
    assert hq.get(f"{base}?q=不存在的东西").status_code == 200
    assert b"".join(hq.get(f"{base}export.csv").streaming_content).startswith(b"\xef\xbb\xbf")
    for verb in PAGES[model].list_verbs:
        assert hq.get(f"{base}do/{verb.name}/").status_code == 200


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_the_page_of_the_first_row_and_its_verbs_open(hq, model):
    row = model._default_manager.first()
    if row is None or not PAGES[model].has_page:
        pytest.skip("nothing to open here")
    base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
    page = hq.get(base)
    assert page.status_code == 200
    for url in re.findall(r'href="(/console/[^"]+/do/[^"]+/)"', page.content.decode()):
        assert hq.get(url).status_code == 200


def test_what_people_typed_is_text(hq, house):
    for address in (
        "/console/customers/customer/",
        f"/console/customers/customer/{house.ann}/change/",
        "/console/",
    ):
        assert "<script>xss(1)" not in hq.get(address).content.decode()


def test_a_cell_that_a_spreadsheet_would_run_is_quoted(hq, house):
    Customer.objects.filter(pk=house.ann).update(nickname="=HYPERLINK(1)")

    lines = b"".join(hq.get("/console/customers/customer/export.csv").streaming_content).decode()

    assert "'=HYPERLINK(1)" in lines
    assert AuditEntry.objects.filter(action="console.export").count() == 1


@pytest.mark.parametrize(
    "query",
    [
        "status=nonsense",
        "p=999999",
        "p=abc",
        "o=99.-3.x",
        "store=' OR 1=1",
        "q=%27%22%3Cb%3E",
        "placed_at_in=' --",
        "x__y=1",
    ],
)
def test_nonsense_in_the_address_is_never_a_500(hq, query):
    assert hq.get(f"/console/orders/order/?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize(
    "query",
    [
        "period=x",
        "period=custom",
        "period=custom&first=2026-13-01&last=x",
        "period=custom&first=2026-11-02&last=2026-11-01",
        "store=999999999999999999999",
        "store=-1",
    ],
)
def test_nonsense_in_the_period_falls_back(hq, house, query):
    assert hq.get(f"/console/?{query}").status_code == 200


def test_the_first_screen_shows_the_sale(hq, house):
    drain()

    page = hq.get("/console/?period=7d").content.decode()

    assert "165" in page
    assert ".60" in page
    assert "都处理完了" in page


@pytest.mark.parametrize("chart", ["sales", "audience", "funnel", "tree", "products", "repeat"])
def test_every_chart_downloads_as_a_table(hq, house, chart):
    answer = hq.get(f"/console/charts/{chart}.csv?period=all")

    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content).decode().splitlines()) >= 1


def test_an_unknown_chart_is_not_found(hq):
    assert hq.get("/console/charts/secrets.csv").status_code == 404


def test_alerts_are_counts_of_rows(hq, house):
    Parked.objects.create(
        reaction="r",
        event_id=1,
        position=1,
        subject="order:1",
        event_name="x",
        is_cause=True,
        error="坏",
        parked_at=clock.now(),
    )

    assert "1 条事件处理失败" in hq.get("/console/").content.decode()


def test_log_in_in_chinese(house):
    client = Client()
    assert "登录" in client.get("/console/login/").content.decode()

    answer = client.post("/console/login/", {"username": "nobody", "password": "wrong"})

    assert "账号或密码不对" in answer.content.decode()


def test_a_product_is_made_changed_and_taken_off(hq):
    made = hq.post(
        "/console/catalog/product/do/create/",
        {
            "kind": "goods",
            "no": "P-1",
            "name": "蓝莓",
            "sku_no": "P-1-1",
            "price_fen": "12.90",
            "status": "on_sale",
            "sort": "0",
        },
    )
    product = Product.objects.get(no="P-1")
    assert made.url == f"/console/catalog/product/{product.pk}/change/"
    assert product.skus.get().price_fen == 1_290

    hq.post(
        f"/console/catalog/product/{product.pk}/do/sku/",
        {"no": "P-1-1", "price_fen": "11.90", "is_active": "on"},
    )
    hq.post(f"/console/catalog/product/{product.pk}/do/off-sale/")

    product.refresh_from_db()
    assert (product.price_fen, product.status) == (1_190, "off_sale")


@pytest.mark.parametrize("price", ["-1", "0", "abc", "1.999", "1e9", "99999999999999999999"])
def test_a_bad_price_names_the_field(hq, price):
    answer = hq.post(
        "/console/catalog/product/do/create/",
        {"kind": "goods", "no": "P-2", "name": "x", "sku_no": "P-2-1", "price_fen": price, "status": "draft"},
    )

    assert answer.status_code == 422
    assert 'id="id_price_fen"' in answer.content.decode()
    assert not Product.objects.filter(no="P-2").exists()


def test_stock_is_received_and_counted_by_the_stock_room(hq, house):
    sku_id = make.a_product().skus[0].sku_id
    make.stocked(sku_id, 5)
    stock = Stock.objects.get(sku_id=sku_id)

    hq.post(f"/console/inventory/stock/{stock.pk}/do/receive/", {"quantity": "7", "reason": "到货"})
    hq.post(f"/console/inventory/stock/{stock.pk}/do/count/", {"counted": "10", "reason": "盘点"})

    stock.refresh_from_db()
    assert stock.on_hand == 10


def test_a_verb_that_no_longer_fits_says_so(hq, house):
    answer = hq.get(f"/console/orders/order/{house.order_a}/do/ship/", follow=True)

    assert "状态已经变了" in answer.content.decode()


@pytest.mark.django_db
def test_times_read_near():
    now = clock.now()
    assert near(now - timedelta(minutes=3)) == "3 分钟前"
    assert near(None) == "—"
