"""The console's coupon pages: each kind, its limits, issuing after a look, codes to download, withdrawing."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.revenue.pricing.coupons import template
from tests.surfaces.console.conftest import House
from yutang.foundation.customers.api import customer_profile, register_customer
from yutang.foundation.customers.contracts import NewCustomer
from yutang.foundation.org.api import StaffRole
from yutang.kernel import clock
from yutang.kernel.models import AuditEntry
from yutang.revenue.pricing.models import CodeFile, Coupon, CouponTemplate, IssueRun

pytestmark = pytest.mark.django_db
BASE = "/console/pricing/coupontemplate/"
COMMON = {
    "scope_kind": "all",
    "valid_days": "30",
    "uses_total": "1",
    "uses_per_order": "1",
    "per_person": "1",
    "returns_on_refund": "whole",
    "grace_days": "7",
}


@pytest.mark.parametrize(
    ("verb", "more", "worth"),
    [
        ("create", {"amount_fen": "10", "threshold_fen": "69"}, "满 69 减 10"),
        ("create-percent", {"discount_bp": "85", "cap_fen": "20"}, "无门槛打 8.5 折"),
        ("create-exchange", {"amount_fen": "1", "cap_fen": "30"}, "1 元换购"),
        ("create-random", {"amount_fen": "1", "max_fen": "9"}, "无门槛减 1 至 9"),
        ("create-free-shipping", {}, "包邮券"),
    ],
)
def test_each_kind_has_its_form(hq: Client, verb: str, more: dict[str, str], worth: str) -> None:
    name = "<script>alert(1)</script>'; DROP TABLE x;--"
    answer = hq.post(f"{BASE}do/{verb}/", {**COMMON, "template_code": "T1", "name": name, **more})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = CouponTemplate.objects.get(code="T1")
    page = hq.get(f"{BASE}{row.pk}/change/").content.decode()
    assert worth in page
    assert "<script>alert(1)" not in page
    assert AuditEntry.objects.filter(action="pricing.create_coupon_template").count() == 1
    assert hq.get(BASE).status_code == 200


@pytest.mark.parametrize(
    ("verb", "more", "field"),
    [
        ("create", {"amount_fen": "100", "threshold_fen": "69"}, "amount_fen"),
        ("create-percent", {"discount_bp": "100", "cap_fen": "20"}, "discount_bp"),
        ("create-percent", {"discount_bp": "0", "cap_fen": "20"}, "discount_bp"),
        ("create-percent", {"discount_bp": "85", "cap_fen": "0"}, "cap_fen"),
        ("create", {"amount_fen": "1", "valid_until": "2020-01-01T00:00"}, "valid_until"),
        ("create", {"amount_fen": "1", "total": "1000000000"}, "total"),
        ("create", {"amount_fen": "1", "scope_kind": "product", "scope": "没有这个"}, "scope"),
        ("create", {"amount_fen": "1", "uses_per_order": "2"}, "uses_per_order"),
    ],
)
def test_a_bad_field_is_named_beside_it(hq: Client, verb: str, more: dict[str, str], field: str) -> None:
    answer = hq.post(f"{BASE}do/{verb}/", {**COMMON, "template_code": "T1", "name": "券", **more})
    assert answer.status_code == 422
    bad = re.findall(r'class="fld bad[^"]*">\s*<label for="id_(\w+)"', answer.content.decode())
    assert bad == [field]
    assert not CouponTemplate.objects.exists()


def test_terms_stay_once_coupons_are_out(hq: Client) -> None:
    made = template()
    CouponTemplate.objects.filter(pk=made.pk).update(taken=1)
    form = {**COMMON, "name": "新名", "amount_fen": "10", "total": "50", "stacks_with_promotions": "on"}
    assert hq.post(f"{BASE}{made.pk}/do/change/", form).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.total) == ("新名", 50)
    answer = hq.post(f"{BASE}{made.pk}/do/change/", {**form, "amount_fen": "20"})
    assert answer.status_code == 422
    assert "已经发出的券不能改这一项" in answer.content.decode()


def test_issuing_shows_what_it_costs_before_it_does_it(hq: Client) -> None:
    made = template()
    nos = []
    for n in range(3):
        who = register_customer(NewCustomer(phone=f"1370000{n:04d}"))
        nos.append(customer_profile(who.customer_id).no)
    address = f"{BASE}{made.pk}/do/issue/"
    form = {"once": "o1", "template_id": str(made.pk), "customer_nos": "\n".join(nos), "tell": "on"}
    first = hq.post(address, form)
    text = first.content.decode()
    assert first.status_code == 422
    said = re.sub(r"<[^>]+>|\s+", " ", text)
    assert re.search(r"人数 +3 位 +最多花费 +¥30.00", said)
    assert all(no in said for no in nos)
    assert (Coupon.objects.count(), IssueRun.objects.count()) == (0, 0)
    seen = re.search(r'name="seen" value="([^"]+)"', text)
    assert seen is not None
    assert hq.post(address, {**form, "seen": seen.group(1)}).status_code == 302
    assert hq.post(address, {**form, "seen": seen.group(1)}).status_code == 302
    assert (Coupon.objects.count(), IssueRun.objects.count()) == (3, 1)
    assert AuditEntry.objects.filter(action="pricing.issue_coupons").count() == 1
    nobody = hq.post(address, {"once": "o2", "template_id": str(made.pk), "customer_nos": ""})
    assert "请填写会员号或选人条件" in nobody.content.decode()
    run = IssueRun.objects.get()
    assert "指定的 3 位" in hq.get(f"/console/pricing/issuerun/{run.pk}/change/").content.decode()


def test_codes_are_made_downloaded_and_ended(hq: Client) -> None:
    made = template()
    answer = hq.post(f"{BASE}{made.pk}/do/codes/", {"once": "c1", "count": "3", "name": "=传单"})
    assert answer.status_code == 302
    file = CodeFile.objects.get()
    base = f"/console/pricing/codefile/{file.pk}/"
    assert hq.get(f"{base}change/").status_code == 200
    download = hq.get(f"{base}codes.csv")
    lines = b"".join(download.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].lstrip("\ufeff") == "兑换码,兑换时间"
    assert len(lines) == 4
    assert AuditEntry.objects.filter(action="pricing.download_codes").count() == 1
    assert hq.post(f"{base}do/void/").status_code == 302
    file.refresh_from_db()
    assert file.voided_at is not None
    assert hq.post(f"{BASE}{made.pk}/do/codes/", {"once": "c2", "count": "1000000000"}).status_code == 422


def test_a_store_clerk_sees_no_codes(as_role: Callable[..., Client], house: House) -> None:
    made = template()
    file = CodeFile.objects.create(template=made, key="k", count=1, created_at=clock.now())
    clerk = as_role(StaffRole.GUIDE, house.store_a)
    assert clerk.get(f"/console/pricing/codefile/{file.pk}/codes.csv").status_code != 200


def test_a_link_a_stop_and_a_withdrawal(hq: Client) -> None:
    made = template()
    assert hq.post(f"{BASE}{made.pk}/do/link/", {"channel": "社群"}).status_code == 302
    assert hq.post(f"{BASE}{made.pk}/do/switch/").status_code == 302
    made.refresh_from_db()
    assert not made.is_active
    assert hq.post(f"{BASE}{made.pk}/do/withdraw/").status_code == 302
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert hq.get(f"{BASE}{made.pk}/change/").status_code == 200
