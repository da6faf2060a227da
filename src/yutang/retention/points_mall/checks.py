"""What the doctor asks about the points mall."""

from collections.abc import Iterable

from django.db.models import Count, F, Q

from yutang.kernel.doctor import Finding, check
from yutang.retention.points_mall.contracts import ExchangeStatus
from yutang.retention.points_mall.models import Item


@check(name="积分商城已兑数量等于兑换记录")
def exchanges_add_up() -> Iterable[Finding]:
    """What an item says was taken is what was exchanged and not cancelled."""
    done = Q(exchanges__status=ExchangeStatus.DONE)
    for item in Item.objects.annotate(n=Count("exchanges", filter=done)).exclude(taken=F("n")):
        yield Finding(f"mall_item:{item.pk}", f"已兑 {item.taken}，记录 {item.n}")
