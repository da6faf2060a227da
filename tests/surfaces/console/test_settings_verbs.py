"""Staff, regions, stores, categories and pictures: who may change them, what changes, and that nothing else does."""

import re
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from tests.foundation import fixtures as make
from yutang.foundation.catalog.api import ProductChanges, update_product
from yutang.foundation.catalog.models import Category, Product
from yutang.foundation.org.api import StaffRole, staff_of
from yutang.foundation.org.models import Region, Staff, Store
from yutang.kernel.audit import entries_of
from yutang.surfaces.console.foundation.product_forms import arranged, picture_field
from yutang.surfaces.console.labels import promotion_rule

PICTURES = ["products/a.webp", "products/b.webp", "products/c.webp"]


def others(model: Any, pk: int) -> list[Any]:
    """Every other row as it stands, without what logging in writes."""
    rows = model.objects.exclude(pk=pk).order_by("pk").values()
    return [{key: value for key, value in row.items() if key != "last_login"} for row in rows]


@pytest.fixture
def guide(house: Any) -> int:
    return make.a_guide(house.store_a, username="lin").staff_id


def test_a_member_of_staff_moves_to_another_store(hq: Client, house: Any, guide: int) -> None:
    before, stays = others(Staff, guide), staff_of(guide)

    answer = hq.post(
        f"/console/org/staff/{guide}/do/edit/",
        {"display_name": "林小鹿", "role": "store_manager", "store_id": str(house.store_b)},
    )

    assert answer.status_code == 302
    now = staff_of(guide)
    assert (now.display_name, now.role, now.store_id) == (
        "林小鹿",
        StaffRole.STORE_MANAGER,
        house.store_b,
    )
    assert (now.username, now.is_active, now.avatar) == (stays.username, True, stays.avatar)
    assert others(Staff, guide) == before
    history = hq.get(f"/console/org/staff/{guide}/change/").content.decode()
    assert "姓名：林小鹿，角色：店长，门店：滨江店" in history


def test_a_role_without_its_place_is_refused_at_the_field(hq: Client, guide: int) -> None:
    answer = hq.post(
        f"/console/org/staff/{guide}/do/edit/", {"display_name": "小林", "role": "region_manager"}
    )

    assert answer.status_code == 422
    assert "区域经理必须负责一个区域" in answer.content.decode()
    assert staff_of(guide).role is StaffRole.GUIDE


def test_who_leaves_is_out_at_once_and_may_come_back(hq: Client, guide: int) -> None:
    phone = Client()
    phone.force_login(Staff.objects.get(pk=guide))
    assert phone.get("/console/").status_code == 200

    hq.post(f"/console/org/staff/{guide}/do/deactivate/")

    assert phone.get("/console/").status_code == 302
    assert authenticate(username="lin", password="a-long-password") is None
    hq.post(f"/console/org/staff/{guide}/do/activate/")
    assert authenticate(username="lin", password="a-long-password") is not None
    assert [one.change for one in entries_of(f"staff:{guide}")][:2] == [
        {"is_active": True},
        {"is_active": False},
    ]


def test_a_password_is_shown_once(hq: Client, guide: int) -> None:
    phone = Client()
    phone.force_login(Staff.objects.get(pk=guide))
    before = others(Staff, guide)

    answer = hq.post(f"/console/org/staff/{guide}/do/reset-password/")

    found = re.search(r'class="reveal">([^<]+)<', answer.content.decode())
    assert found is not None
    assert authenticate(username="lin", password=found.group(1)) is not None
    assert phone.get("/console/").status_code == 302  # the old session is gone
    assert "no-store" in answer["Cache-Control"]
    assert found.group(1) not in hq.get(f"/console/org/staff/{guide}/change/").content.decode()
    assert entries_of(f"staff:{guide}")[0].action == "org.reset_password"
    assert others(Staff, guide) == before


def test_nobody_shuts_himself_out(hq: Client) -> None:
    me = Staff.objects.get(role="hq_admin").pk

    answer = hq.post(f"/console/org/staff/{me}/do/deactivate/")

    assert (answer.status_code, staff_of(me).is_active) == (422, True)
    assert "不能停用自己" in answer.content.decode()


def test_a_region_and_a_store_in_it(hq: Client, house: Any) -> None:
    made = hq.post("/console/org/region/do/create/", {"code": "nb", "name": "宁波"})
    region = Region.objects.get(code="nb")
    assert made.url == f"/console/org/region/{region.pk}/change/"
    hq.post(f"/console/org/region/{region.pk}/do/edit/", {"name": "甬城"})
    before = others(Store, house.store_a)
    form = {"name": "文三路店", "region_code": "nb", "lat": "30.5", "lng": "120.1", "is_active": "on"}

    hq.post(f"/console/org/store/{house.store_a}/do/edit/", form)

    store = Store.objects.get(pk=house.store_a)
    assert (store.region.name, store.lat, store.pickup_enabled) == ("甬城", 30.5, False)
    assert others(Store, house.store_a) == before
    assert entries_of(f"store:{store.pk}")[0].change["region"] == "nb"
    assert "文三路店" in hq.get(f"/console/org/region/{region.pk}/change/").content.decode()
    again = hq.post("/console/org/region/do/create/", {"code": "nb", "name": "又一个"})
    assert (again.status_code, Region.objects.count()) == (422, 2)


def test_a_category_is_made_renamed_sorted_and_hidden(hq: Client, house: Any) -> None:
    hq.post("/console/catalog/category/do/create/", {"name": "礼盒", "sort": "5"})
    row = Category.objects.get(name="礼盒")
    before = others(Category, row.pk)

    hq.post(f"/console/catalog/category/{row.pk}/do/edit/", {"name": "节日礼盒", "sort": "-1"})
    hq.post(f"/console/catalog/category/{row.pk}/do/hide/")

    row.refresh_from_db()
    assert (row.name, row.sort, row.is_active) == ("节日礼盒", -1, False)
    assert others(Category, row.pk) == before
    assert [one.action for one in entries_of(f"category:{row.pk}")] == [
        "catalog.update_category",
        "catalog.update_category",
        "catalog.add_category",
    ]
    taken = hq.post("/console/catalog/category/do/create/", {"name": "节日礼盒"})
    assert taken.status_code == 422
    assert "同级已经有这个名字的分类" in taken.content.decode()


def test_pictures_are_put_in_order(hq: Client, house: Any) -> None:
    product = Product.objects.earliest("pk").pk
    update_product(product, ProductChanges(pictures=tuple(PICTURES)), actor="system")
    before = others(Product, product)
    a, b, c = map(picture_field, PICTURES)
    address = f"/console/catalog/product/{product}/do/pictures/"

    hq.post(address, {a: "1", b: "remove", c: "1"})

    row = Product.objects.get(pk=product)
    assert row.pictures == [PICTURES[2], PICTURES[0]]
    assert others(Product, product) == before
    stale = hq.post(address, {a: "1", b: "2"})  # a page from before knows another set of pictures
    assert stale.status_code == 422
    row.refresh_from_db()
    assert row.pictures == [PICTURES[2], PICTURES[0]]


@pytest.mark.parametrize(
    ("places", "order"),
    [("123", "abc"), ("312", "bca"), ("323", "bca"), ("111", "bca"), ("-12", "bc"), ("---", "")],
)
def test_where_pictures_go(places: str, order: str) -> None:
    chosen = {
        picture_field(one): "remove" if place == "-" else place
        for one, place in zip("abc", places, strict=True)
    }

    assert "".join(arranged("abc", chosen)) == order


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (StaffRole.HQ_OPERATOR, "/console/org/staff/{guide}/do/edit/", 403),
        (StaffRole.HQ_OPERATOR, "/console/org/staff/{guide}/do/reset-password/", 403),
        (StaffRole.STORE_MANAGER, "/console/org/staff/{guide}/do/reset-password/", 403),
        (StaffRole.STORE_MANAGER, "/console/org/staff/{guide}/do/deactivate/", 403),
        (StaffRole.FINANCE, "/console/org/region/do/create/", 403),
        (StaffRole.HQ_OPERATOR, "/console/org/region/{region}/do/edit/", 403),
        (StaffRole.STORE_MANAGER, "/console/org/store/{store}/do/edit/", 403),
        (StaffRole.HQ_OPERATOR, "/console/catalog/category/{category}/do/edit/", 200),
        (StaffRole.STORE_MANAGER, "/console/catalog/category/{category}/do/edit/", 403),
        (StaffRole.GUIDE, "/console/catalog/product/{product}/do/pictures/", 403),
    ],
)
def test_who_may(as_role: Any, house: Any, guide: int, role: StaffRole, address: str, status: int) -> None:
    here = house.store_a if role in {StaffRole.STORE_MANAGER, StaffRole.GUIDE} else None
    rows = {
        "guide": guide,
        "store": house.store_a,
        "region": Region.objects.earliest("pk").pk,
        "category": Category.objects.earliest("pk").pk,
        "product": Product.objects.earliest("pk").pk,
    }

    assert as_role(role, here).get(address.format(**rows)).status_code == status


class Rule:
    """A promotion as the dashboard meets it."""

    kind = "member_price"

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"group": "gold", "discount_bp": 10_000, "title": "金桔会员价"}, "按商品会员价"),
        ({"group": "gold"}, "按商品会员价"),
        ({"group": "gold", "discount_bp": 8_800}, "8.8 折，商品会员价更低时按会员价"),
        ({"group": "gold", "discount_bp": 9_000}, "9 折，商品会员价更低时按会员价"),
    ],
)
def test_a_member_price_says_what_it_gives(config: dict[str, Any], text: str) -> None:
    assert promotion_rule(Rule(config)) == text
