"""Codes: made in files, redeemed once, ended together."""

import re
from datetime import timedelta

import pytest

from tests.revenue.builders import Buyer, at_once, buyer
from tests.revenue.pricing.coupons import template
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.api import codes_of_file, create_code_file, redeem_code, void_code_file
from yutang.revenue.pricing.models import CodeFile, Coupon, CouponCode

pytestmark = pytest.mark.django_db


def clean() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


def refusal(customer_id: int, code: str) -> str:
    with pytest.raises(DomainError) as error:
        redeem_code(customer_id=customer_id, code=code)
    return error.value.code


def test_a_file_keeps_its_share_until_codes_are_redeemed(su: Buyer) -> None:
    made = template(total=5, budget_fen=5_000, per_person=2)
    file = create_code_file(template_id=made.pk, count=4, key="f1", name="双十一传单")
    assert create_code_file(template_id=made.pk, count=4, key="f1").file_id == file.file_id
    codes = [code for code, _ in codes_of_file(file.file_id)]
    assert len(set(codes)) == 4
    assert all(re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code) for code in codes)
    made.refresh_from_db()
    assert (made.taken, made.reserved, made.reserved_fen) == (0, 4, 4_000)
    # when
    issued = redeem_code(customer_id=su.customer_id, code=codes[0].lower().replace("-", " "))
    again = redeem_code(customer_id=su.customer_id, code=codes[0])
    # then
    assert (issued.is_new, again.is_new, again.code) == (True, False, issued.code)
    row = Coupon.objects.get()
    assert (row.origin, row.source) == ("code", "兑换码 双十一传单")
    made.refresh_from_db()
    assert (made.taken, made.reserved, made.committed_fen, made.reserved_fen) == (1, 3, 1_000, 3_000)
    assert [at is not None for _, at in codes_of_file(file.file_id)] == [True, False, False, False]
    clean()
    # somebody else
    assert refusal(buyer().customer_id, codes[0]) == "code_used"
    assert refusal(su.customer_id, "0000-0000-0000-0000") == "code_unknown"
    assert refusal(su.customer_id, "' OR 1=1 --") == "code_unknown"
    redeem_code(customer_id=su.customer_id, code=codes[1])
    assert refusal(su.customer_id, codes[2]) == "coupon_limit"
    assert CouponCode.objects.filter(redeemed_at=None).count() == 2
    # the rest ends
    assert void_code_file(file_id=file.file_id) == 2
    assert void_code_file(file_id=file.file_id) == 0
    assert refusal(buyer().customer_id, codes[3]) == "code_over"
    made.refresh_from_db()
    assert (made.taken, made.reserved) == (2, 0)
    clean()


@pytest.mark.parametrize("count", [0, -1, 10**9, True, "5"])
def test_absurd_numbers_are_refused(count: int) -> None:
    made = template()
    with pytest.raises(DomainError) as error:
        create_code_file(template_id=made.pk, count=count, key="k")
    assert error.value.details["field"] == "count"
    assert CodeFile.objects.count() == 0


def test_a_file_never_promises_more_than_there_is() -> None:
    made = template(total=10, budget_fen=5_000)
    for count, wanted in ((11, "coupon_gone"), (6, "coupon_budget")):
        with pytest.raises(DomainError) as error:
            create_code_file(template_id=made.pk, count=count, key="k")
        assert error.value.code == wanted
    clean()


def test_a_code_has_its_last_day(su: Buyer, monkeypatch: pytest.MonkeyPatch) -> None:
    made = template()
    now = clock.now()
    file = create_code_file(template_id=made.pk, count=1, key="k", until=now + timedelta(days=1))
    code = next(codes_of_file(file.file_id))[0]
    monkeypatch.setattr(clock._state, "frozen_at", now + timedelta(days=1))
    assert refusal(su.customer_id, code) == "code_over"
    assert Coupon.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_one_code_in_eight_hands() -> None:
    made = template()
    file = create_code_file(template_id=made.pk, count=2, key="k")
    code = next(codes_of_file(file.file_id))[0]
    people = [buyer().customer_id for _ in range(8)]
    answers = at_once(*[lambda pk=pk: redeem_code(customer_id=pk, code=code) for pk in people])  # type: ignore[misc]
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert {a.code for a in answers if isinstance(a, DomainError)} == {"code_used"}
    assert Coupon.objects.count() == 1
    clean()
