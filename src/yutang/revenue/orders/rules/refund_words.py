"""How a refund is computed, in sentences that a customer understands; their amounts add up to the refund."""

from collections.abc import Sequence

from yutang.kernel.money import yuan
from yutang.revenue.orders.after_sale_terms import RefundSentence
from yutang.revenue.orders.rules.refunds import LineShare, RefundPart, RefundPlan


def refund_sentences(
    parts: Sequence[RefundPart], plan: RefundPlan, *, shipping_left_fen: int, is_shipped: bool
) -> tuple[RefundSentence, ...]:
    """Return one sentence per line, gift, shipping fee and points."""
    sentences = [_line(part, plan.shares[part.line_id]) for part in parts if part.line_id in plan.shares]
    sentences += [_charge(part, plan.charges[part.line_id]) for part in parts if part.line_id in plan.charges]
    if plan.shipping_fen:
        why = "已发货，因商家原因一并退还" if is_shipped else "还没发货，随最后一件一并退还"
        sentences.append(RefundSentence("配送费", why, plan.shipping_fen, "shipping"))
    elif shipping_left_fen:
        why = "已发货，配送费不退" if is_shipped else "还有商品要发货，随最后一件退还"
        sentences.append(RefundSentence("配送费", f"¥{yuan(shipping_left_fen)}：{why}", 0, "shipping"))
    if plan.points:
        sentences.append(
            RefundSentence("退回积分", f"这些商品用掉的 {plan.points} 积分退回账户", 0, "points")
        )
    return tuple(sentences)


def _line(part: RefundPart, share: LineShare) -> RefundSentence:
    label = f"{part.name} × {share.quantity}"
    if part.is_gift:
        added = "未达到赠送条件，赠品一并取消" if share.is_added else "赠品退回"
        detail = f"{added}，退还之前扣下的 ¥{yuan(share.fen)}" if share.fen else f"{added}，不涉及金额"
        return RefundSentence(label, detail, share.fen, "gift")
    saved = part.base_fen - part.paid_fen
    paid = f"¥{yuan(part.paid_fen)}"
    origin = (
        f"原价 ¥{yuan(part.base_fen)} − 分摊优惠 ¥{yuan(saved)} = 实付 {paid}"
        if saved > 0
        else f"实付 {paid}"
    )
    if share.capped:
        return RefundSentence(label, f"{origin}；{share.capped}", share.fen)
    if share.quantity == part.quantity:
        return RefundSentence(label, f"{origin}，全部退回", share.fen)
    if share.quantity == part.left:
        back = f"，之前已退 ¥{yuan(part.refunded_fen)}，退清余下的"
        return RefundSentence(label, f"{origin}{back}", share.fen)
    return RefundSentence(label, f"{origin}，{part.quantity} 件中退 {share.quantity} 件", share.fen)


def _charge(part: RefundPart, charge: int) -> RefundSentence:
    earned = f"满 ¥{yuan(part.threshold_fen)} 才送" if part.threshold_fen else "随商品赠送"
    detail = f"{earned}，余下的商品已不满足；赠品没有退回，按价值扣除，退回赠品后返还"
    return RefundSentence(f"赠品 {part.name} × {part.left}", detail, -charge, "gift")
