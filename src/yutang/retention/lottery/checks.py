"""What the doctor asks about lotteries."""

from collections.abc import Iterable

from django.db.models import Count, F, Q, Sum

from yutang.kernel.doctor import Finding, check
from yutang.retention.lottery.contracts import WHOLE_PPM, LotteryStatus, PrizeKind
from yutang.retention.lottery.models import Draw, Lottery, Prize
from yutang.retention.lottery.rules import commitment, hit, roll
from yutang.retention.lottery.selectors.slots import slots_of


@check(name="奖品数量等于中奖记录")
def prizes_add_up() -> Iterable[Finding]:
    """What a prize says was won is what was drawn, within its stock; what they cost is the lottery's spent budget."""
    rows = Prize.objects.annotate(n=Count("draws")).exclude(taken=F("n"))
    for prize in rows:
        yield Finding(f"prize:{prize.pk}", f"已中 {prize.taken}，记录 {prize.n}")
    won = ~Q(draws__prize__kind=PrizeKind.THANKS)
    for lottery in Lottery.objects.annotate(cost=Sum("draws__prize__value_fen", filter=won)):
        if lottery.spent_fen != (lottery.cost or 0):
            yield Finding(
                f"lottery:{lottery.pk}", f"已用预算 {lottery.spent_fen} 分，奖品合计 {lottery.cost or 0} 分"
            )


@check(name="抽奖按公布的概率与种子")
def draws_follow_the_seed() -> Iterable[Finding]:
    """Every lot follows from the published seed, and every prize from its lot; the odds add up to one."""
    for lottery in Lottery.objects.exclude(status=LotteryStatus.DRAFT).order_by("pk"):
        prizes = list(Prize.objects.filter(lottery=lottery).order_by("sort", "pk"))
        if sum(prize.weight_ppm for prize in prizes) != WHOLE_PPM:
            yield Finding(f"lottery:{lottery.pk}", "中奖概率合计不是 100%")
            continue
        if commitment(lottery.seed) != lottery.seed_hash:
            yield Finding(f"lottery:{lottery.pk}", "种子与公布的摘要不符")
        slots = slots_of(prizes, lottery.starts_at.date())
        draws = Draw.objects.filter(lottery=lottery).order_by("pk")
        fields = ("pk", "number", "nonce", "roll", "prize_id", "missed_id")
        for pk, number, nonce, lot, prize_id, missed_id in draws.values_list(*fields).iterator():
            expected = roll(lottery.seed, lottery.no, number, nonce)
            if lot != expected or hit(slots, lot).prize_id != (missed_id or prize_id):
                yield Finding(f"draw:{pk}", "抽奖结果与种子不符")
