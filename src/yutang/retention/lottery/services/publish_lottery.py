"""Write a lottery down, publish it, stop it: audited, and unchangeable once it is published."""

import secrets

from django.db import transaction

from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict
from yutang.kernel.ids import dated_no
from yutang.retention.lottery.contracts import LotterySpec, LotteryStatus, lottery_invalid, lottery_unknown
from yutang.retention.lottery.models import Lottery, Prize
from yutang.retention.lottery.rules import check_lottery, commitment


@transaction.atomic
def create_lottery(spec: LotterySpec, *, actor: str) -> str:
    """Write a draft down and return its number. Raises lottery_invalid naming the field; no prize above ¥50,000."""
    check_lottery(spec)
    now = clock.now()
    row = Lottery.objects.create(
        no=dated_no("L", now),
        title=spec.title.strip()[:60],
        starts_at=spec.starts_at,
        ends_at=spec.ends_at,
        points_cost=spec.points_cost,
        chance_on_check_in=spec.chance_on_check_in,
        chance_order_fen=spec.chance_order_fen,
        per_person=spec.per_person,
        per_person_day=spec.per_person_day,
        budget_fen=spec.budget_fen,
        rules_text=spec.rules_text[:2_000],
        created_at=now,
    )
    Prize.objects.bulk_create(
        Prize(
            lottery=row,
            sort=place,
            title=prize.title.strip()[:40],
            kind=prize.kind,
            weight_ppm=prize.weight_ppm,
            value_fen=prize.value_fen,
            stock=prize.stock,
            daily_cap=prize.daily_cap,
            points=prize.points,
            template_code=prize.template_code,
            amount_fen=prize.amount_fen,
        )
        for place, prize in enumerate(spec.prizes)
    )
    change = {"title": row.title, "prizes": len(spec.prizes), "budget_fen": spec.budget_fen}
    audit.record(actor=actor, action="lottery.create", subject=f"lottery:{row.pk}", change=change)
    return row.no


@transaction.atomic
def publish_lottery(no: str, *, actor: str) -> str:
    """Open a draft to everybody and return the digest of its seed, which is fixed from now on."""
    row = Lottery.objects.select_for_update().filter(no=no).first()
    if row is None:
        raise lottery_unknown(no)
    if row.status != LotteryStatus.DRAFT:
        raise Conflict("lottery_state", "只有草稿可以发布", lottery_no=no)
    if row.ends_at <= clock.now():
        raise lottery_invalid("ends_at", "结束时间已经过了")
    row.seed = secrets.token_hex(32)
    row.seed_hash = commitment(row.seed)
    row.status, row.published_at = LotteryStatus.PUBLISHED, clock.now()
    row.save(update_fields=["seed", "seed_hash", "status", "published_at"])
    audit.record(
        actor=actor,
        action="lottery.publish",
        subject=f"lottery:{row.pk}",
        change={"seed_hash": row.seed_hash},
    )
    return row.seed_hash


@transaction.atomic
def stop_lottery(no: str, *, actor: str, reason: str) -> None:
    """End a lottery early, audited with the reason; what was won stays won."""
    if not reason.strip():
        raise lottery_invalid("reason", "请填写停止原因")
    row = Lottery.objects.select_for_update().filter(no=no).first()
    if row is None:
        raise lottery_unknown(no)
    if row.status != LotteryStatus.PUBLISHED:
        raise Conflict("lottery_state", "这个活动没有在进行", lottery_no=no)
    row.status, row.stopped_at = LotteryStatus.STOPPED, clock.now()
    row.save(update_fields=["status", "stopped_at"])
    audit.record(
        actor=actor, action="lottery.stop", subject=f"lottery:{row.pk}", change={"reason": reason[:200]}
    )
