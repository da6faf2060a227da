"""Links: opening, sharing, earning."""

from datetime import timedelta

import pytest

from tests.revenue.builders import Shop
from tests.surfaces.mall.conftest import Phone
from yutang.foundation.catalog.api import delete_product
from yutang.foundation.links.api import bindings_of, create_link
from yutang.foundation.links.contracts import Carrier, NewLink, TargetKind
from yutang.kernel import clock

pytestmark = pytest.mark.django_db


def shared(phone: Phone, shop: Shop) -> dict[str, str]:
    product_id = shop.products.get("草莓") or (shop.goods("草莓", 6000) and shop.products["草莓"])
    made: dict[str, str] = phone.post("links", {"target_kind": "product", "target_id": product_id})
    return made


def test_a_shared_link_leads_to_the_product_and_binds_who_came_by_it(
    me: Phone, visitor: Phone, shop: Shop
) -> None:
    sharer = Phone().sign_in()
    link = shared(sharer, shop)

    newcomer = Phone()
    opened = newcomer.get(f"links/{link['code']}")
    assert opened["path"].startswith(f"/pages/product/detail?id={shop.products['草莓']}")
    assert opened["visitor_id"] == newcomer.visitor
    newcomer.sign_in()

    assert [b.holder_id for b in bindings_of([newcomer.customer_id])] == [sharer.customer_id]


def test_ones_own_link_binds_nobody(me: Phone, shop: Shop) -> None:
    link = shared(me, shop)
    me.get(f"links/{link['code']}")
    assert bindings_of([me.customer_id]) == []


def test_a_bad_code_is_told_apart_from_an_old_one(visitor: Phone, shop: Shop) -> None:
    visitor.refused(visitor.call("get", "links/nonsense"), 404, "link_unknown")
    link = create_link(NewLink(Carrier.FLYER, TargetKind.HOME, expires_at=clock.now() + timedelta(hours=1)))
    with clock.frozen(clock.now() + timedelta(hours=2)):
        visitor.refused(visitor.call("get", f"links/{link.code}"), 410, "link_expired")


def test_the_printed_address_gives_the_device_its_id_and_goes_to_the_page(me: Phone, shop: Shop) -> None:
    link = shared(me, shop)
    browser = Phone().http

    response = browser.get(f"/l/{link['code']}")

    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"/pages/product/detail?id={shop.products['草莓']}")
    assert "touch=" in response.headers["Location"]
    first = response.cookies["yt_visitor"].value
    assert browser.get(f"/l/{link['code']}").cookies["yt_visitor"].value == first


def test_a_printed_address_that_leads_nowhere_says_so_kindly(me: Phone, shop: Shop) -> None:
    browser = Phone().http
    for code in ("nonsense", "%3Cscript%3E", "x" * 300, "..%5C.."):
        response = browser.get(f"/l/{code}")
        assert response.headers["Location"] == "/pages/link/gone?reason=link_unknown", code

    link = shared(me, shop)
    delete_product(shop.products["草莓"], actor="staff:1")
    assert browser.get(f"/l/{link['code']}").headers["Location"] == "/pages/link/gone?reason=product_gone"
