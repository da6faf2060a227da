"""The allotment as a source of stock: what orders ask when one is closed, or paid too late."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import F, Sum

from yutang.foundation.inventory.api import HoldPass, pass_holds
from yutang.kernel import clock
from yutang.revenue.flash_sales.contracts import SalePhase, SaleStatus, phase_of
from yutang.revenue.flash_sales.models import FlashItem, FlashTaking
from yutang.revenue.flash_sales.models.item import allotment_ref
from yutang.revenue.flash_sales.selectors.board import board
from yutang.revenue.flash_sales.selectors.item_rows import lock_items


class AllotmentSource:
    """Goods of a sale that keeps its allotment go back to it; those of a closed sale become ordinary stock."""

    def take_back(self, order_ids: Collection[int]) -> None:
        """Count the takings of closed orders back and take over what they held: five statements for any number."""
        open_takings = FlashTaking.objects.filter(pk__in=order_ids, returned_at=None)
        item_ids = set(open_takings.values_list("item_id", flat=True))
        if not item_ids:
            return
        items = lock_items(item_ids)
        takings = list(open_takings.order_by("pk").values_list("pk", "item_id", "quantity", "order_no"))
        back: dict[int, int] = {}
        passes: list[HoldPass] = []
        for _, item_id, quantity, order_no in takings:
            item = items[item_id]
            back[item_id] = back.get(item_id, 0) + quantity
            if item.status == SaleStatus.SCHEDULED:
                passes.append(
                    HoldPass(item.location_id, item.sku_id, quantity, order_no, allotment_ref(item_id))
                )
        FlashTaking.objects.filter(pk__in=[row[0] for row in takings]).update(returned_at=clock.now())
        for item_id, quantity in back.items():
            FlashItem.objects.filter(pk=item_id, taken__gte=quantity).update(taken=F("taken") - quantity)
        pass_holds(passes)
        transaction.on_commit(board.forget)

    def take_again(self, order_id: int) -> bool | None:
        """Give a late payer his pieces again, if the sale is on, they are there and his limit still allows them."""
        item_id = FlashTaking.objects.filter(pk=order_id).values_list("item_id", flat=True).first()
        if item_id is None:
            return None
        item = lock_items([item_id])[item_id]
        taking = FlashTaking.objects.select_for_update().get(pk=order_id)
        if taking.returned_at is None:
            return None
        mine = FlashTaking.objects.filter(
            sale_id=item.sale_id, customer_id=taking.customer_id, item_id=item_id, returned_at=None
        )
        had = mine.aggregate(n=Sum("quantity"))["n"] or 0
        phase = phase_of(item.status, item.starts_at, item.ends_at, clock.now())
        if phase != SalePhase.ON or had + taking.quantity > item.per_person or taking.quantity > item.left:
            return False
        counted = FlashItem.objects.filter(pk=item_id, allotment__gte=F("taken") + taking.quantity)
        if not counted.update(taken=F("taken") + taking.quantity):
            return False
        FlashTaking.objects.filter(pk=order_id).update(returned_at=None)
        pass_holds(
            [
                HoldPass(
                    item.location_id, item.sku_id, taking.quantity, allotment_ref(item_id), taking.order_no
                )
            ]
        )
        transaction.on_commit(board.forget)
        return True

    def held(self) -> Mapping[tuple[int, int], int]:
        """What scheduled sales keep."""
        rows = (
            FlashItem.objects.filter(sale__status=SaleStatus.SCHEDULED)
            .values_list("location_id", "sku_id")
            .annotate(n=Sum(F("allotment") - F("taken")))
            .filter(n__gt=0)
        )
        return {(location_id, sku_id): kept for location_id, sku_id, kept in rows}
