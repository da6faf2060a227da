"""The distributor's centre."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse

from yutang.foundation.catalog.api import products_page
from yutang.foundation.catalog.contracts import ProductQuery, ProductSort
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.secrets import mask_name
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.contracts import CommissionFacts, TeamMember, WithdrawalFacts
from yutang.surfaces.mall.answers.cards import cards_of
from yutang.surfaces.mall.answers.media import media_url
from yutang.surfaces.mall.answers.products import price_group_of
from yutang.surfaces.mall.schemas.affiliate import (
    ApplyIn,
    CentreOut,
    CommissionDetailOut,
    CommissionOut,
    CommissionsOut,
    FactOut,
    LedgerEntryOut,
    MemberOut,
    PromotableOut,
    PromotablesOut,
    SoonestOut,
    TeamOut,
    WithdrawalOut,
    WithdrawalsOut,
)

PROMOTABLES = 10


def centre(customer_id: int) -> CentreOut:
    """Every sum of the first screen."""
    facts = affiliates.my_centre(customer_id)
    values = {name: value for name, value in asdict(facts).items() if name in CentreOut.model_fields}
    soonest = SoonestOut(amount_fen=facts.soonest.amount_fen, at=facts.soonest.at) if facts.soonest else None
    return CentreOut(**{**values, "soonest": soonest, "rules": list(facts.rules)})


def apply(customer_id: int, body: ApplyIn) -> CentreOut:
    """Ask to become a distributor."""
    if not body.agree_rules:
        raise DomainError("rules_required", "请先同意分销规则", field="agree_rules")
    affiliates.apply(customer_id=customer_id, name=body.name, reason=body.reason)
    return centre(customer_id)


def commission_out(facts: CommissionFacts) -> CommissionOut:
    """One amount."""
    return CommissionOut(**_commission(facts))


def _commission(facts: CommissionFacts) -> dict[str, Any]:
    return {
        "id": facts.commission_id,
        "order_no": facts.order_no,
        "level": facts.level,
        "title": facts.title,
        "formula": facts.formula,
        "amount_fen": facts.amount_fen,
        "clawed_fen": facts.clawed_fen,
        "net_fen": facts.net_fen,
        "status": facts.status,
        "status_text": facts.status_text,
        "at": facts.accrued_at,
        "release_at": facts.release_at,
    }


def commissions(customer_id: int, *, days: int, status: str, page: int) -> CommissionsOut:
    """One page of amounts."""
    found = affiliates.commissions_of(
        customer_id, days=days or None, status=None if status == "all" else status, page=page
    )
    return CommissionsOut(
        items=[commission_out(item) for item in found.items], total=found.total, next_page=found.next_page
    )


def commission(customer_id: int, commission_id: int) -> CommissionDetailOut:
    """One amount with its whole story."""
    story = affiliates.commission_explanation(customer_id, commission_id)
    return CommissionDetailOut(
        **_commission(story.commission),
        facts=[FactOut(label=fact.label, value=fact.value) for fact in story.facts],
        entries=[LedgerEntryOut(at=e.at, title=e.title, amount_fen=e.amount_fen) for e in story.entries],
    )


def team(customer_id: int, *, level: int, sort: str, page: int) -> TeamOut:
    """One page of one level."""
    found = affiliates.team_of(customer_id, level=level, sort=sort, page=page)
    return TeamOut(
        team1_count=found.team1_count,
        team2_count=found.team2_count,
        rate1_bp=found.rate1_bp,
        rate2_bp=found.rate2_bp,
        items=[_member(member) for member in found.items],
        next_page=found.next_page,
    )


def _member(member: TeamMember) -> MemberOut:
    return MemberOut(
        name=member.name if member.level == 1 else mask_name(member.name[:3]),
        avatar=media_url(member.avatar),
        level=1 if member.level == 1 else 2,
        orders_this_month=member.orders_this_month,
        invited_count=member.invited_count,
        earned_fen=member.earned_fen,
        joined_at=member.joined_at,
        last_active_text=_last_active(member),
    )


def _last_active(member: TeamMember) -> str:
    if member.last_seen_at is None:
        return ""
    days = (clock.business_date() - clock.business_date(member.last_seen_at)).days
    return "今天活跃" if days <= 0 else f"{days} 天前活跃"


def promotables(customer_id: int, *, page: int) -> PromotablesOut:
    """Best-selling products with what each earns; those that earn nothing are left out."""
    found = products_page(ProductQuery(sort=ProductSort.SALES, page=page, page_size=PROMOTABLES))
    previews = affiliates.earning_previews(customer_id, [card.product_id for card in found.items])
    cards = cards_of(found.items, price_group=price_group_of(customer_id))
    return PromotablesOut(
        items=[
            PromotableOut(
                product=card,
                earning_fen=previews[card.id].earning_fen,
                formula=previews[card.id].formula,
                reason=f"已售 {card.sales_count} 份" if card.sales_count else "",
            )
            for card in cards
            if card.id in previews
        ],
        next_page=page + 1 if found.has_more else None,
    )


def withdrawal_out(facts: WithdrawalFacts) -> WithdrawalOut:
    """One withdrawal."""
    return WithdrawalOut(
        no=facts.no,
        amount_fen=facts.amount_fen,
        fee_fen=facts.fee_fen,
        status=facts.status,
        status_text=facts.status_text,
        at=facts.requested_at,
    )


def withdraw(customer_id: int, amount_fen: int, *, key: str) -> WithdrawalOut:
    """Take money out."""
    return withdrawal_out(
        affiliates.request_withdrawal(customer_id=customer_id, amount_fen=amount_fen, key=key)
    )


def withdrawals(customer_id: int, *, page: int) -> WithdrawalsOut:
    """One page of withdrawals."""
    found = affiliates.withdrawals_of(customer_id, page=page)
    return WithdrawalsOut(items=[withdrawal_out(item) for item in found.items], next_page=found.next_page)


def poster(customer_id: int, product_id: int) -> HttpResponse:
    """The poster as a picture; private, because it carries the caller's link."""
    response = HttpResponse(affiliates.poster_png(customer_id, product_id))
    response["Content-Type"] = "image/png"
    response["Cache-Control"] = "private, max-age=60"
    return response
