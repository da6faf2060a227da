"""Pure decisions of the wallet."""

from collections.abc import Sequence

from yutang.kernel.money import apportion
from yutang.revenue.wallet.contracts import (
    MOST_CARDS,
    BatchSpec,
    OfferSpec,
    Parts,
    PolicyFacts,
    policy_invalid,
)

HIGHEST_FEN = 10_000_000
LONGEST_DAYS = 3_650


def split_spending(held: Parts, amount: int) -> Parts | None:
    """Take an amount from a wallet: gift cards first, then what was paid in, what was given on top last. None: too little.

    The bonus is last because it rewards money that was really spent here: whoever wants the rest of his principal back has
    then never spent a bonus on it. One part after the other needs no rounding either.
    """
    if amount <= 0 or held.total < amount:
        return None
    gift = min(held.gift, amount)
    principal = min(held.principal, amount - gift)
    return Parts(gift, principal, amount - gift - principal)


def split_return(left: Parts, amount: int) -> Parts:
    """Give an amount back to what it was paid from, in proportion to what is left of each part; the last one closes exactly."""
    gift, principal, bonus = apportion(amount, left.as_tuple())
    return Parts(gift, principal, bonus)


def plan_principal_refund(principal_fen: int, payments: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Spread what is left of the principal over payments (number, what may still go back), in the order given."""
    plan: list[tuple[str, int]] = []
    rest = principal_fen
    for no, left in payments:
        share = min(rest, left)
        if share > 0:
            plan.append((no, share))
            rest -= share
    return plan if rest == 0 else []


def check_policy(policy: PolicyFacts) -> None:
    """Refuse limits that make no sense."""
    for name in ("max_balance_fen", "max_topup_fen"):
        value = getattr(policy, name)
        if type(value) is not int or not 100 <= value <= HIGHEST_FEN:
            raise policy_invalid(name, "须在 1 元到 10 万元之间")
    if policy.max_topup_fen > policy.max_balance_fen:
        raise policy_invalid("max_topup_fen", "单次充值不能高于余额上限")


def check_offer(offer: OfferSpec, policy: PolicyFacts) -> None:
    """Refuse an offer that nobody could take, or that gives away more than it asks."""
    if type(offer.pay_fen) is not int or not 1 <= offer.pay_fen <= policy.max_topup_fen:
        raise policy_invalid("pay_fen", "充值金额须大于 0，且不超过单次充值上限")
    if type(offer.bonus_fen) is not int or not 0 <= offer.bonus_fen <= offer.pay_fen:
        raise policy_invalid("bonus_fen", "赠送金额不能超过充值金额")
    if offer.pay_fen + offer.bonus_fen > policy.max_balance_fen:
        raise policy_invalid("bonus_fen", "充值加赠送超过了余额上限")


def check_batch(batch: BatchSpec, policy: PolicyFacts) -> None:
    """Refuse a batch that is empty, too large or worth more than one wallet may hold."""
    if not batch.name.strip():
        raise policy_invalid("name", "请填写名称")
    if type(batch.quantity) is not int or not 1 <= batch.quantity <= MOST_CARDS:
        raise policy_invalid("quantity", f"每批 1 到 {MOST_CARDS:,} 张")
    if type(batch.face_fen) is not int or not 100 <= batch.face_fen <= policy.max_topup_fen:
        raise policy_invalid("face_fen", "面值须在 1 元与单张上限之间")
    if type(batch.valid_days) is not int or not 30 <= batch.valid_days <= LONGEST_DAYS:
        raise policy_invalid("valid_days", f"有效期须在 30 到 {LONGEST_DAYS:,} 天之间")
