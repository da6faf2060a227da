"""Who sees what: stores, roles, and what is hidden."""

import pytest
from django.test import Client

from yutang.foundation.org.api import StaffRole
from yutang.kernel.models import AuditEntry
from yutang.kernel.outbox import drain


def test_a_store_lists_only_its_own_orders_and_customers(manager_a, house):
    orders = manager_a.get("/console/orders/order/").content.decode()
    customers = manager_a.get("/console/customers/customer/").content.decode()

    assert f"/console/orders/order/{house.order_a}/change/" in orders
    assert f"/console/orders/order/{house.order_b}/change/" not in orders
    assert f"/console/customers/customer/{house.bob}/change/" not in customers


@pytest.mark.parametrize("page", ["change/", "do/cancel/"])
def test_another_stores_order_does_not_exist(manager_a, house, page):
    assert manager_a.get(f"/console/orders/order/{house.order_b}/{page}").status_code == 404


def test_another_stores_customer_cannot_be_unmasked(manager_a, house):
    answer = manager_a.post(f"/console/customers/customer/{house.bob}/do/unmask/", {"reason": "好奇"})

    assert answer.status_code == 404
    assert not AuditEntry.objects.filter(action="customers.unmask_phone").exists()


def test_another_stores_rows_are_not_exported_or_found(manager_a, house):
    exported = b"".join(manager_a.get("/console/customers/customer/export.csv").streaming_content).decode()
    found = manager_a.get("/console/search/?q=阿屿").content.decode()

    assert "阿屿" not in exported
    assert f"/customer/{house.bob}/" not in found


def test_another_store_cannot_be_chosen_for_the_figures(manager_a, house):
    drain()

    page = manager_a.get(f"/console/?period=all&store={house.store_b}").content.decode()

    assert "82.80" in page  # its own store's sale, not both
    assert "165.60" not in page


def test_head_office_sees_both(hq, house):
    page = hq.get("/console/orders/order/").content.decode()

    assert all(f"/order/{pk}/change/" in page for pk in (house.order_a, house.order_b))


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (StaffRole.FINANCE, "/console/payments/payment/", 200),
        (StaffRole.FINANCE, "/console/catalog/product/", 403),
        (StaffRole.HQ_OPERATOR, "/console/catalog/product/do/create/", 200),
        (StaffRole.HQ_OPERATOR, "/console/kernel/auditentry/", 403),
        (StaffRole.HQ_OPERATOR, "/console/affiliates/affiliatepolicy/do/change/", 403),
        (StaffRole.STORE_MANAGER, "/console/kernel/parked/", 403),
        (StaffRole.STORE_MANAGER, "/console/affiliates/withdrawal/", 403),
        (StaffRole.STORE_MANAGER, "/console/org/store/do/create/", 403),
        (StaffRole.GUIDE, "/console/customers/customer/", 200),
        (StaffRole.GUIDE, "/console/payments/payment/", 403),
        (StaffRole.GUIDE, "/console/reports/products/", 403),
    ],
)
def test_roles(as_role, house, role, address, status):
    store = house.store_a if role in {StaffRole.STORE_MANAGER, StaffRole.GUIDE} else None

    assert as_role(role, store).get(address).status_code == status


def test_a_guide_may_not_unmask(as_role, house):
    guide = as_role(StaffRole.GUIDE, house.store_a)

    assert (
        guide.post(f"/console/customers/customer/{house.ann}/do/unmask/", {"reason": "x"}).status_code == 403
    )


def test_strangers_are_sent_to_the_log_in(house):
    answer = Client().get("/console/customers/customer/")

    assert answer.status_code == 302
    assert answer.url.startswith("/console/login/")


def test_phones_are_masked_until_asked_for_and_asking_is_audited(hq, house):
    page = hq.get(f"/console/customers/customer/{house.ann}/change/").content.decode()
    assert "138****2210" in page
    assert "13800002210" not in page

    answer = hq.post(f"/console/customers/customer/{house.ann}/do/unmask/", {"reason": "客户来电核对"})

    assert "13800002210" in answer.content.decode()
    entry = AuditEntry.objects.get(action="customers.unmask_phone")
    assert (entry.subject, entry.change) == (f"customer:{house.ann}", {"reason": "客户来电核对"})
