"""The whole story of one amount."""

from yutang.foundation.ledger.api import entries_about
from yutang.foundation.links.api import bindings_of, links_by_ids
from yutang.foundation.links.contracts import BindingKind, OwnerKind
from yutang.kernel.money import yuan
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import CommissionExplanation, Fact, LedgerLine, commission_unknown
from yutang.referral.affiliates.models import Commission
from yutang.referral.affiliates.rules import LEVEL_TEXT, minute_text, rate_text, share_fen
from yutang.referral.affiliates.selectors.commissions import facts_of

_TITLES = {
    accounts.CODE_ACCRUE: "付款入账，先冻结",
    accounts.CODE_CLAW_BACK: "退款扣回",
    accounts.CODE_RELEASE: "售后期结束，转入可提现",
    accounts.CODE_REPAY: "先抵扣之前的欠款",
}
_CARRIERS = {"poster": "海报", "share": "转发链接", "copy": "链接"}


def commission_explanation(customer_id: int | None, commission_id: int) -> CommissionExplanation:
    """Return link, rule, order line, claw-backs and ledger entries of one amount, in Chinese.

    Somebody else's commission is unknown; customer_id None is the operator, who may see all.
    """
    rows = Commission.objects.filter(pk=commission_id)
    if customer_id is not None:
        rows = rows.filter(affiliate__customer_id=customer_id)
    row = rows.first()
    if row is None:
        raise commission_unknown()
    return CommissionExplanation(
        commission=facts_of([row])[0], facts=tuple(_facts(row)), entries=_entries(row)
    )


def _facts(row: Commission) -> list[Fact]:
    why = row.explanation
    rate = rate_text(row.rate_bp)
    facts = [
        Fact("订单", row.order_no),
        Fact("商品", f"{why.get('name', '')} × {why.get('quantity', 1)}，实付 ¥{yuan(row.base_fen)}"),
        Fact("来源", _source(row)),
        Fact("规则", _rule(row)),
        Fact("计算", f"¥{yuan(row.base_fen)} × {rate} = ¥{yuan(row.amount_fen)}（不足 1 分舍去）"),
    ]
    if row.refunded_fen:
        left = row.base_fen - row.refunded_fen
        kept = share_fen(left, row.rate_bp)
        facts.append(
            Fact(
                "扣回",
                f"该商品累计退款 ¥{yuan(row.refunded_fen)}，剩余实付 ¥{yuan(left)} × {rate} = ¥{yuan(kept)}，"
                f"共扣回 ¥{yuan(row.clawed_fen)}",
            )
        )
    if row.closed_at is not None:
        facts.append(Fact("售后期结束", minute_text(row.closed_at)))
    return facts


def _source(row: Commission) -> str:
    """The link of the level-1 distributor by which the order came, else the one by which the buyer once came."""
    bindings = [b for b in bindings_of([row.buyer_customer_id]) if b.kind == BindingKind.DISTRIBUTOR]
    link_ids = [row.explanation.get("link_id"), *(binding.link_id for binding in bindings)]
    links = links_by_ids([link_id for link_id in link_ids if link_id])
    for link_id in link_ids:
        link = links.get(link_id) if link_id else None
        if link and (link.owner_kind, link.owner_id) == (OwnerKind.CUSTOMER, row.via_customer_id):
            whose = "你" if row.level == 1 else "下级分销员"
            return f"{whose}分享的{_CARRIERS.get(link.carrier, '链接')}（{link.code}）"
    return "好友是你邀请来的客户" if row.level == 1 else "好友是下级分销员邀请来的客户"


def _rule(row: Commission) -> str:
    why = row.explanation
    scope = "该商品单独设置" if why.get("rule") == "product" else "默认比例"
    version = f"，第 {why['policy']} 版规则" if why.get("policy") else ""
    return f"{LEVEL_TEXT[row.level]}佣金 {rate_text(row.rate_bp)}（{scope}{version}，下单时锁定）"


def _entries(row: Commission) -> tuple[LedgerLine, ...]:
    """What each transfer meant for him: from one of his accounts to another moves nothing in or out."""
    return tuple(
        LedgerLine(at=entry.at, title=_TITLES.get(entry.code, entry.memo), amount_fen=entry.amount)
        for entry in entries_about(f"commission:{row.pk}", account_prefix=f"affiliate:{row.affiliate_id}:")
    )
