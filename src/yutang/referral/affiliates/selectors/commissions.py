"""Commissions as the distributor reads them: every amount says how it is reckoned."""

from collections.abc import Sequence
from datetime import timedelta

from yutang.foundation.customers.api import customers_by_ids
from yutang.kernel.clock import SHANGHAI, now
from yutang.kernel.money import yuan
from yutang.kernel.secrets import mask_name
from yutang.referral.affiliates.contracts import CommissionFacts, CommissionPage, CommissionStatus
from yutang.referral.affiliates.models import Commission
from yutang.referral.affiliates.rules import formula_text


def commissions_of(
    customer_id: int, *, days: int | None = None, status: str | None = None, page: int = 1, size: int = 20
) -> CommissionPage:
    """Return one page of a distributor's commissions, the newest first, of the last days and one status if asked."""
    rows = Commission.objects.filter(affiliate__customer_id=customer_id)
    if days is not None:
        rows = rows.filter(accrued_at__gte=now() - timedelta(days=days))
    if status is not None:
        rows = rows.filter(status=status)
    start = (max(page, 1) - 1) * size
    total = rows.count()
    items = facts_of(list(rows.order_by("-accrued_at", "-id")[start : start + size]))
    return CommissionPage(tuple(items), total, page + 1 if start + size < total else None)


def commissions_of_order(order_no: str) -> list[CommissionFacts]:
    """Return what an order earned whom, level 1 first."""
    return facts_of(list(Commission.objects.filter(order_no=order_no).order_by("line_id", "level")))


def facts_of(rows: Sequence[Commission]) -> list[CommissionFacts]:
    """Return the rows as contracts, with the names that their sentences need, in one query more."""
    people = customers_by_ids({row.buyer_customer_id for row in rows} | {row.via_customer_id for row in rows})
    names = {pk: person.nickname for pk, person in people.items()}
    return [_facts(row, names) for row in rows]


def status_text(row: Commission) -> str:
    """Say where the money is and, when it is known, until when."""
    if row.status == CommissionStatus.VOID:
        return "已全部扣回"
    if row.status == CommissionStatus.RELEASED:
        return "已可提现"
    if row.release_at is None:
        return "冻结中，签收后开始计算售后期"
    return f"冻结至 {row.release_at.astimezone(SHANGHAI):%m-%d}"


def _facts(row: Commission, names: dict[int, str]) -> CommissionFacts:
    via = names.get(row.via_customer_id, "") if row.level == 2 else ""
    formula = formula_text(level=row.level, rate_bp=row.rate_bp, base_fen=row.base_fen, via_name=via)
    if row.clawed_fen:
        formula += f"；退款 ¥{yuan(row.refunded_fen)}，按比例扣回 ¥{yuan(row.clawed_fen)}"
    buyer = mask_name(names.get(row.buyer_customer_id, "") or "好友")
    return CommissionFacts(
        commission_id=row.pk,
        order_id=row.order_id,
        order_no=row.order_no,
        line_id=row.line_id,
        level=row.level,
        title=f"{buyer} 买了{row.explanation.get('name', '')} × {row.explanation.get('quantity', 1)}",
        formula=formula,
        base_fen=row.base_fen,
        rate_bp=row.rate_bp,
        amount_fen=row.amount_fen,
        clawed_fen=row.clawed_fen,
        status=str(row.status),
        status_text=status_text(row),
        accrued_at=row.accrued_at,
        release_at=row.release_at,
    )
