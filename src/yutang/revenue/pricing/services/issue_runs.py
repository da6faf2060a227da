"""Give a coupon to a whole group of customers: decided once, worked off in batches, exactly once each."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F

from yutang.foundation.customers.api import Audience, audience_count, audience_ids
from yutang.kernel import clock
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.revenue.pricing.contracts import CouponIssue, IssueRunFacts, IssueRunStatus
from yutang.revenue.pricing.models import CouponTemplate, IssueRun
from yutang.revenue.pricing.selectors.coupon_limits import worst_of
from yutang.revenue.pricing.services.issue_coupons import (
    coupon_gone,
    coupon_over,
    issue_coupons,
)

MAX_NAMED = 5_000
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class IssuePreview:
    """What an issue would do: how many people, what it costs at worst (None: nothing limits it), and some of them."""

    people: int
    worst_fen: int | None
    sample: tuple[int, ...]


def preview_issue(*, template_id: int, audience: Audience) -> IssuePreview:
    """Return what starting this issue now would mean; changes nothing. Raises NotFound and DomainError("audience_invalid")."""
    template = CouponTemplate.objects.filter(pk=template_id).first()
    if template is None:
        raise NotFound("template_unknown", "没有这种优惠券", field="template_code")
    _check(audience)
    now = clock.now()
    people = audience_count(audience, now)
    worst = worst_of(template) * people
    sample = tuple(audience_ids(audience, now, limit=5))
    return IssuePreview(people, worst if worst or not people else None, sample)


@transaction.atomic
def start_issue(*, template_id: int, audience: Audience, key: str, tell: bool = False) -> IssueRunFacts:
    """Begin to give a coupon to an audience; the same key begins nothing new. Up to 1,000 people are served at once.

    Refused as a whole when number or budget would not suffice at worst: Conflict("coupon_gone"),
    Conflict("coupon_budget"). Raises DomainError("audience_empty"), DomainError("coupon_over") and NotFound.
    """
    template = CouponTemplate.objects.select_for_update().filter(pk=template_id).first()
    if template is None:
        raise NotFound("template_unknown", "没有这种优惠券", field="template_code")
    known = IssueRun.objects.select_related("template").filter(key=key).first()
    if known is not None:
        return facts_of_run(known)
    _check(audience)
    if not template.is_active or template.is_split:
        raise coupon_over(template.code)
    now = clock.now()
    people = audience_count(audience, now)
    if people == 0:
        raise DomainError("audience_empty", "这个人群里没有客户", field="audience")
    if template.total is not None and template.taken + template.reserved + people > template.total:
        raise coupon_gone(template.code)
    worst = template.committed_fen + template.reserved_fen + worst_of(template) * people
    if template.budget_fen is not None and worst > template.budget_fen:
        raise Conflict("coupon_budget", "优惠券预算不够发给这么多人", template_code=template.code)
    run = IssueRun.objects.create(
        template=template,
        key=key,
        audience=asdict(audience),
        tell=tell,
        wanted=people,
        created_at=now,
    )
    _serve(run)
    return facts_of_run(run)


def go_on_with_issues(*, batches: int = 10) -> int:
    """Serve the next batches of runs that are not finished, each in its own transaction; returns how many people."""
    served = 0
    for _ in range(batches):
        with transaction.atomic():
            run = (
                IssueRun.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("template")
                .filter(status=IssueRunStatus.RUNNING)
                .order_by("pk")
                .first()
            )
            if run is None:
                return served
            served += _serve(run)
    return served


def stop_issue(*, run_id: int) -> bool:
    """Stop a run where it is; those who have their coupon keep it. False when it was not running."""
    return bool(
        IssueRun.objects.filter(pk=run_id, status=IssueRunStatus.RUNNING).update(
            status=IssueRunStatus.STOPPED, problem="人工停止"
        )
    )


def _serve(run: IssueRun) -> int:
    """Serve one batch of a locked run. What cannot be served stops the run and says why."""
    left = min(BATCH, run.wanted - run.issued)
    # The audience of the moment it was decided: who joins later was not meant.
    ids = audience_ids(_audience(run), run.created_at, after_id=run.after_id, limit=left) if left else []
    try:
        if ids:
            with transaction.atomic():
                _issue(run, ids)
    except DomainError as problem:
        run.status, run.problem = IssueRunStatus.STOPPED, problem.message[:80]
        run.save(update_fields=["status", "problem"])
        return 0
    run.issued += len(ids)
    run.after_id = ids[-1] if ids else run.after_id
    if len(ids) < BATCH or run.issued >= run.wanted:
        run.status = IssueRunStatus.DONE
    IssueRun.objects.filter(pk=run.pk).update(
        issued=F("issued") + len(ids), after_id=run.after_id, status=run.status
    )
    return len(ids)


def _issue(run: IssueRun, ids: Sequence[int]) -> None:
    issue_coupons(
        [CouponIssue(run.template.code, pk, f"run:{run.pk}:{pk}", "商家赠送", tell=run.tell) for pk in ids]
    )


def _audience(run: IssueRun) -> Audience:
    stored = dict(run.audience)
    return Audience(**{**stored, "customer_ids": tuple(stored.get("customer_ids", ()))})


def _check(audience: Audience) -> None:
    if len(audience.customer_ids) > MAX_NAMED:
        raise DomainError("audience_invalid", f"名单最多 {MAX_NAMED:,} 位", field="audience")
    for days in (audience.joined_within_days, audience.away_for_days):
        if days is not None and not 1 <= days <= 3_650:
            raise DomainError("audience_invalid", "天数须在 1 到 3650 之间", field="audience")


def facts_of_run(run: IssueRun) -> IssueRunFacts:
    """Return a run as a value."""
    return IssueRunFacts(run.pk, run.template.code, run.wanted, run.issued, run.status, run.problem)
