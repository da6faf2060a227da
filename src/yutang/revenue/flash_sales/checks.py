"""What the doctor proves about flash sales, from their rows."""

from collections.abc import Iterable

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from yutang.foundation.inventory.api import open_holds
from yutang.kernel.doctor import Finding, check
from yutang.revenue.flash_sales.contracts import SaleStatus
from yutang.revenue.flash_sales.models import FlashItem, FlashTaking
from yutang.revenue.flash_sales.models.item import allotment_ref


@check(name="秒杀：已抢与已付等于抢购记录")
def takings_add_up() -> Iterable[Finding]:
    """An item's figures are the sums of its takings; nobody has more than the limit."""
    standing = Q(returned_at=None)
    totals = {
        row["item_id"]: (row["taken"], row["paid"])
        for row in FlashTaking.objects.values("item_id").annotate(
            taken=Coalesce(Sum("quantity", filter=standing), 0),
            paid=Coalesce(Sum("quantity", filter=standing & Q(paid_at__isnull=False)), 0),
        )
    }
    limits: dict[int, int] = {}
    for pk, taken, paid, limit in FlashItem.objects.values_list("pk", "taken", "paid", "per_person"):
        limits[pk] = limit
        if (taken, paid) != totals.get(pk, (0, 0)):
            yield Finding(
                f"flash_item:{pk}", f"已抢 {taken} 已付 {paid}，按记录应为 {totals.get(pk, (0, 0))}"
            )
    people = FlashTaking.objects.filter(standing).values("item_id", "customer_id").annotate(n=Sum("quantity"))
    for row in people.filter(n__gt=1).iterator():
        if row["n"] > limits.get(row["item_id"], 0):
            yield Finding(
                f"flash_item:{row['item_id']}", f"客户 {row['customer_id']} 抢了 {row['n']} 件，超过限购"
            )
    doubled = FlashTaking.objects.values("order_no").annotate(n=Count("pk")).filter(n__gt=1)
    for twice in doubled.iterator():
        yield Finding(f"order:{twice['order_no']}", "一笔订单有两条抢购记录")


@check(name="秒杀：留存库存等于投放减已抢")
def allotments_are_held() -> Iterable[Finding]:
    """A scheduled sale keeps exactly what nobody has taken; a closed one keeps nothing."""
    rows = FlashItem.objects.values_list("pk", "allotment", "taken", "status", "sale__status")
    held = open_holds([allotment_ref(pk) for pk, *_ in rows])
    for pk, allotment, taken, status, of_sale in rows:
        if status != of_sale:
            yield Finding(f"flash_item:{pk}", f"状态 {status}，所属场次 {of_sale}")
        expected = allotment - taken if status == SaleStatus.SCHEDULED else 0
        if held.get(allotment_ref(pk), 0) != expected:
            message = f"留存 {held.get(allotment_ref(pk), 0)} 件，应为 {expected} 件"
            yield Finding(f"flash_item:{pk}", message)
