"""Taking and issuing coupons: limits, budgets, groups, and a hundred hands for one coupon."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.revenue.builders import Buyer, at_once, buyer
from tests.revenue.pricing.coupons import spec, template
from yutang.foundation.customers.api import Audience, register_customer
from yutang.foundation.customers.contracts import NewCustomer
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.api import (
    create_coupon_template,
    go_on_with_issues,
    issue_coupons,
    preview_issue,
    start_issue,
    stop_issue,
    take_coupon,
    take_coupons,
    withdraw_template,
)
from yutang.revenue.pricing.contracts import CouponIssue, CouponOrigin, CouponTake, IssuedCoupon
from yutang.revenue.pricing.models import Coupon, CouponTemplate, IssueRun
from yutang.revenue.pricing.services import issue_runs

pytestmark = pytest.mark.django_db


def clean() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


def code_of(error: pytest.ExceptionInfo[DomainError]) -> str:
    return error.value.code


def people(count: int) -> list[int]:
    return [register_customer(NewCustomer(phone=f"1370000{n:04d}")).customer_id for n in range(count)]


def test_a_customer_takes_his_share_and_no_more(su: Buyer) -> None:
    made = template(is_public=True, per_person=2, total=5)
    first, second = (take_coupon(customer_id=su.customer_id, template_code=made.code) for _ in range(2))
    with pytest.raises(DomainError) as refused:
        take_coupon(customer_id=su.customer_id, template_code=made.code)
    assert code_of(refused) == "coupon_limit"
    assert first.code != second.code
    made.refresh_from_db()
    assert (made.taken, made.committed_fen, Coupon.objects.count()) == (2, 2_000, 2)
    clean()


def test_what_is_issued_does_not_count_as_taken(su: Buyer) -> None:
    made = template(is_public=True, per_person=1)
    issue_coupons([CouponIssue(made.code, su.customer_id, "gift")])
    assert take_coupon(customer_id=su.customer_id, template_code=made.code).is_new


def test_tomorrow_he_may_again(su: Buyer, monkeypatch: pytest.MonkeyPatch) -> None:
    made = template(is_public=True, per_person=3, per_day=1)
    today = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    monkeypatch.setattr(clock._state, "frozen_at", today)
    take_coupon(customer_id=su.customer_id, template_code=made.code)
    with pytest.raises(DomainError) as refused:
        take_coupon(customer_id=su.customer_id, template_code=made.code)
    assert code_of(refused) == "coupon_limit_today"
    monkeypatch.setattr(clock._state, "frozen_at", today + timedelta(minutes=1))
    assert take_coupon(customer_id=su.customer_id, template_code=made.code).is_new


def test_a_day_has_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    made = template(is_public=True, total=10, day_total=2)
    at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    ids = people(4)
    monkeypatch.setattr(clock._state, "frozen_at", at)
    answers = take_coupons([CouponTake(pk, made.code) for pk in ids[:3]])
    assert [getattr(a, "code", "")[:1] if isinstance(a, IssuedCoupon) else a.code for a in answers] == [
        "C",
        "C",
        "coupon_gone_today",
    ]
    monkeypatch.setattr(clock._state, "frozen_at", at + timedelta(days=1))
    assert isinstance(take_coupons([CouponTake(ids[3], made.code)])[0], IssuedCoupon)
    clean()


def test_money_runs_out_before_the_number_does() -> None:
    made = template(is_public=True, budget_fen=2_500)
    answers = take_coupons([CouponTake(pk, made.code) for pk in people(3)])
    assert [isinstance(a, IssuedCoupon) for a in answers] == [True, True, False]
    assert isinstance(answers[2], DomainError)
    assert answers[2].code == "coupon_gone"
    with pytest.raises(DomainError) as refused:
        issue_coupons([CouponIssue(made.code, 1, "more")])
    assert code_of(refused) == "coupon_budget"
    clean()


def test_a_hidden_template_is_taken_by_its_link_only(su: Buyer) -> None:
    made = template()
    with pytest.raises(DomainError) as refused:
        take_coupon(customer_id=su.customer_id, template_code=made.code)
    assert code_of(refused) == "template_unknown"
    taken = take_coupon(customer_id=su.customer_id, template_code=made.code, origin=CouponOrigin.LINK)
    assert Coupon.objects.get(code=taken.code).origin == "link"


def test_a_random_coupon_is_drawn_once_and_booked_at_what_was_drawn() -> None:
    made = template(kind="random", amount_fen=100, max_fen=900, budget_fen=100_000)
    issue_coupons([CouponIssue(made.code, 1, f"r{n}") for n in range(50)])
    drawn = list(Coupon.objects.values_list("amount_fen", flat=True))
    assert min(drawn) >= 100
    assert max(drawn) <= 900
    assert len(set(drawn)) > 10
    made.refresh_from_db()
    assert made.committed_fen == sum(drawn)
    again = issue_coupons([CouponIssue(made.code, 1, "r0")])
    assert (again[0].is_new, again[0].amount_fen) == (False, Coupon.objects.get(key="r0").amount_fen)
    clean()


def test_a_split_coupon_takes_its_share_and_remembers_the_game(su: Buyer) -> None:
    made = template(amount_fen=5_000, is_split=True)
    issue = CouponIssue(
        made.code, su.customer_id, "s1", amount_fen=1_234, split_ref="split:9", origin="split"
    )
    (issued,) = issue_coupons([issue])
    row = Coupon.objects.get(code=issued.code)
    assert (row.amount_fen, row.split_ref, row.origin) == (1_234, "split:9", "split")
    for bad in (CouponIssue(made.code, 1, "s2"), CouponIssue(made.code, 1, "s3", amount_fen=5_001)):
        with pytest.raises(DomainError) as refused:
            issue_coupons([bad])
        assert code_of(refused) == "coupon_amount_invalid"
    clean()


def test_a_coupon_that_begins_tomorrow(su: Buyer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock._state, "frozen_at", datetime(2026, 11, 22, 4, tzinfo=UTC))
    made = template(valid_days=7, valid_after_days=1)
    (issued,) = issue_coupons([CouponIssue(made.code, su.customer_id, "k")])
    row = Coupon.objects.get(code=issued.code)
    assert row.valid_from == datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert row.valid_until == datetime(2026, 11, 29, 16, tzinfo=UTC)


def test_an_end_in_the_past_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        create_coupon_template(spec(valid_days=None, valid_until=clock.now() - timedelta(seconds=1)))
    assert refused.value.details["field"] == "valid_until"


def test_withdrawing_ends_what_nobody_used(su: Buyer) -> None:
    made = template(is_public=True)
    take_coupon(customer_id=su.customer_id, template_code=made.code)
    assert withdraw_template(template_id=made.pk) == 1
    assert withdraw_template(template_id=made.pk) == 0
    assert Coupon.objects.get().status == "void"
    with pytest.raises(DomainError) as refused:
        take_coupon(customer_id=buyer().customer_id, template_code=made.code)
    assert code_of(refused) == "coupon_over"
    clean()


def test_a_group_is_served_in_batches_each_person_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue_runs, "BATCH", 4)
    made = template(total=20)
    ids = people(10)
    audience = Audience(customer_ids=tuple(ids))
    preview = preview_issue(template_id=made.pk, audience=audience)
    assert (preview.people, preview.worst_fen, preview.sample) == (10, 10_000, tuple(ids[:5]))
    run = start_issue(template_id=made.pk, audience=audience, key="once", tell=True)
    assert (run.wanted, run.issued, run.status) == (10, 4, "running")
    assert start_issue(template_id=made.pk, audience=audience, key="once").run_id == run.run_id
    assert go_on_with_issues() == 6
    assert go_on_with_issues() == 0
    stored = IssueRun.objects.get()
    assert (stored.issued, stored.status) == (10, "done")
    assert sorted(Coupon.objects.values_list("customer_id", flat=True)) == sorted(ids)
    clean()


def test_a_group_that_does_not_fit_is_refused_as_a_whole() -> None:
    made = template(total=2)
    ids = tuple(people(3))
    for audience, wanted in (
        (Audience(customer_ids=ids), "coupon_gone"),
        (Audience(price_group="nobody"), "audience_empty"),
        (Audience(customer_ids=tuple(range(1, 5_002))), "audience_invalid"),
        (Audience(away_for_days=0), "audience_invalid"),
    ):
        with pytest.raises(DomainError) as refused:
            start_issue(template_id=made.pk, audience=audience, key=wanted)
        assert code_of(refused) == wanted
    assert (Coupon.objects.count(), IssueRun.objects.count()) == (0, 0)


def test_a_run_stops_where_somebody_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue_runs, "BATCH", 2)
    made = template()
    run = start_issue(template_id=made.pk, audience=Audience(customer_ids=tuple(people(6))), key="k")
    assert stop_issue(run_id=run.run_id)
    assert not stop_issue(run_id=run.run_id)
    assert go_on_with_issues() == 0
    assert Coupon.objects.count() == 2


def test_statements_do_not_grow_with_the_batch() -> None:
    made = template(is_public=True, day_total=1_000)
    ids = people(31)
    counts = []
    for some in (ids[:1], ids[1:]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            take_coupons([CouponTake(pk, made.code) for pk in some])
        counts.append(sum(q["sql"].startswith(("SELECT", "INSERT", "UPDATE")) for q in queries))
    if connection.vendor == "postgresql":
        assert counts[0] == counts[1] <= 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_a_hundred_hands_for_one_coupon() -> None:
    made = template(is_public=True, total=1)
    ids = people(20)
    answers = at_once(
        *[
            lambda pk=pk: [_try(pk, made) for _ in range(5)]  # type: ignore[misc]
            for pk in ids
        ]
    )
    flat = [one for some in answers for one in some]  # type: ignore[attr-defined]
    assert len(flat) == 100
    assert flat.count("taken") == 1
    assert set(flat) - {"taken"} <= {"coupon_gone", "coupon_limit"}
    made.refresh_from_db()
    assert (made.taken, Coupon.objects.count()) == (1, 1)
    clean()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("postgres_only")
def test_one_customer_on_eight_phones_takes_his_share_once() -> None:
    made = template(is_public=True, per_person=1)
    who = people(1)[0]
    answers = at_once(*[lambda: _try(who, made) for _ in range(8)])
    assert sorted(map(str, answers)) == ["coupon_limit"] * 7 + ["taken"]
    clean()


def _try(customer_id: int, made: CouponTemplate) -> str:
    try:
        take_coupon(customer_id=customer_id, template_code=made.code)
    except DomainError as error:
        return error.code
    return "taken"
