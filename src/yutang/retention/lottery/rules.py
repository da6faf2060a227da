"""Pure decisions of a lottery: what may be published, and what a roll wins."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from yutang.kernel.money import yuan
from yutang.retention.lottery.contracts import (
    MOST_PRIZE_FEN,
    MOST_PRIZES,
    WHOLE_PPM,
    LotterySpec,
    PrizeKind,
    PrizeSpec,
    lottery_invalid,
)


@dataclass(slots=True)
class Slot:
    """A prize while draws are decided. left and left_today None: no limit."""

    prize_id: int
    kind: str
    weight_ppm: int
    value_fen: int
    left: int | None
    left_today: int | None

    def fits(self, budget_left: int | None) -> bool:
        """Whether one more may be handed out."""
        if self.kind == PrizeKind.THANKS:
            return True
        enough = budget_left is None or self.value_fen <= budget_left
        return enough and all(left is None or left > 0 for left in (self.left, self.left_today))


def commitment(seed: str) -> str:
    """What is published beforehand: whoever sees the seed later can check that it was this one."""
    return hashlib.sha256(seed.encode()).hexdigest()


def roll(seed: str, lottery_no: str, number: int, nonce: str) -> int:
    """The lot of one draw, between 0 and 999,999: HMAC-SHA256 of "lottery:number:nonce" under the seed, modulo a million.

    The seed was fixed before anybody drew and the nonce comes from the customer, so neither side can choose the lot.
    256 bits modulo a million favour no number by more than 2^-236.
    """
    message = f"{lottery_no}:{number}:{nonce}".encode()
    return int.from_bytes(hmac.new(seed.encode(), message, hashlib.sha256).digest(), "big") % WHOLE_PPM


def hit(slots: Sequence[Slot], lot: int) -> Slot:
    """The prize whose part of the million the lot falls into: prizes lie one after the other in their order."""
    edge = 0
    for slot in slots:
        edge += slot.weight_ppm
        if lot < edge:
            return slot
    raise ValueError("the weights do not add up to a million")


def outcome(slots: Sequence[Slot], lot: int, budget_left: int | None) -> tuple[Slot, Slot]:
    """What a lot hits and what it brings: a prize that is gone for today or for good brings thanks, as the odds say."""
    found = hit(slots, lot)
    if found.fits(budget_left):
        return found, found
    return found, next(slot for slot in slots if slot.kind == PrizeKind.THANKS)


def odds_now(slots: Sequence[Slot], budget_left: int | None) -> dict[int, int]:
    """The chance of each prize in the next draw, of a million: what is gone counts as thanks."""
    now = {slot.prize_id: slot.weight_ppm if slot.fits(budget_left) else 0 for slot in slots}
    thanks = next(slot.prize_id for slot in slots if slot.kind == PrizeKind.THANKS)
    now[thanks] += WHOLE_PPM - sum(now.values())
    return now


def check_lottery(spec: LotterySpec) -> None:
    """Refuse what may not be published, naming the field."""
    if not spec.title.strip():
        raise lottery_invalid("title", "请填写名称")
    if spec.ends_at <= spec.starts_at:
        raise lottery_invalid("ends_at", "结束时间须晚于开始时间")
    if spec.points_cost < 0 or spec.chance_order_fen < 0 or spec.budget_fen < 0:
        raise lottery_invalid("points_cost", "不能为负数")
    if not (spec.points_cost or spec.chance_on_check_in or spec.chance_order_fen):
        raise lottery_invalid("points_cost", "请至少选择一种参与方式")
    if not 1 <= spec.per_person_day <= spec.per_person <= 10_000:
        raise lottery_invalid("per_person_day", "每日次数须在 1 与总次数之间")
    _check_odds(spec)
    for prize in spec.prizes:
        _check_prize(prize)


def _check_odds(spec: LotterySpec) -> None:
    if not 2 <= len(spec.prizes) <= MOST_PRIZES:
        raise lottery_invalid("prizes", f"奖品须有 2 到 {MOST_PRIZES} 项（含谢谢参与）")
    if sum(prize.kind == PrizeKind.THANKS for prize in spec.prizes) != 1:
        raise lottery_invalid("prizes", "须有且只有一项“谢谢参与”")
    if sum(prize.weight_ppm for prize in spec.prizes) != WHOLE_PPM:
        total = sum(prize.weight_ppm for prize in spec.prizes)
        raise lottery_invalid("prizes", f"中奖概率合计须为 100%，现在是 {total / 10_000:g}%")


def _check_prize(prize: PrizeSpec) -> None:
    if not prize.title.strip():
        raise lottery_invalid("prizes", "请填写奖品名称")
    if prize.weight_ppm <= 0:
        raise lottery_invalid("prizes", f"{prize.title}：概率须大于 0，抽不到的奖品不能公布")
    if not 0 <= prize.value_fen <= MOST_PRIZE_FEN:
        raise lottery_invalid(
            "prizes", f"{prize.title}：单个奖品不得超过 ¥{yuan(MOST_PRIZE_FEN)}（反不正当竞争法）"
        )
    if any(limit is not None and limit < 1 for limit in (prize.stock, prize.daily_cap)):
        raise lottery_invalid("prizes", f"{prize.title}：数量须大于 0")
    _check_kind(prize)


def _check_kind(prize: PrizeSpec) -> None:
    needs = {
        PrizeKind.POINTS: (prize.points > 0, "请填写积分数"),
        PrizeKind.COUPON: (bool(prize.template_code), "请填写券模板"),
        PrizeKind.BONUS: (prize.amount_fen > 0, "请填写赠金"),
        PrizeKind.GOODS: (prize.stock is not None and prize.value_fen > 0, "实物须有数量和市场价"),
        PrizeKind.THANKS: (prize.stock is None and prize.value_fen == 0, "谢谢参与没有数量和价值"),
    }
    if prize.kind not in needs:
        raise lottery_invalid("prizes", f"{prize.title}：没有这种奖品")
    is_right, why = needs[PrizeKind(prize.kind)]
    if not is_right:
        raise lottery_invalid("prizes", f"{prize.title}：{why}")
    if prize.kind == PrizeKind.BONUS and prize.value_fen < prize.amount_fen:
        raise lottery_invalid("prizes", f"{prize.title}：价值不能低于赠金")
