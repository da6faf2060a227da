"""End a sale: what nobody took becomes ordinary stock again."""

from django.db import transaction

from yutang.kernel import audit, clock, outbox
from yutang.kernel.errors import Conflict
from yutang.revenue.flash_sales.contracts import SaleStatus, sale_unknown
from yutang.revenue.flash_sales.events import FlashSaleClosed
from yutang.revenue.flash_sales.models import FlashItem, FlashSale
from yutang.revenue.flash_sales.selectors.board import board
from yutang.revenue.flash_sales.services.save_sale import give_back

ROUND = 20


@transaction.atomic
def stop_sale(sale_id: int, *, actor: str) -> int:
    """Stop a sale now and return how many pieces became free; orders placed so far stand. Audited.

    Raises NotFound("flash_unknown"), Conflict("flash_closed") for one that is over.
    """
    sale = FlashSale.objects.select_for_update().filter(pk=sale_id).first()
    if sale is None:
        raise sale_unknown(sale_id)
    if sale.status != SaleStatus.SCHEDULED:
        raise Conflict("flash_closed", "这场秒杀已经结束", sale_id=sale_id)
    given_back = _close(sale, SaleStatus.STOPPED)
    audit.record(
        actor=actor,
        action="flash_sale.stop",
        subject=f"flash_sale:{sale_id}",
        change={"name": sale.name, "given_back": given_back},
    )
    return given_back


def close_ended_sales() -> int:
    """Close the sales whose time is over, one by one; returns how many."""
    overdue = FlashSale.objects.filter(status=SaleStatus.SCHEDULED, ends_at__lte=clock.now())
    closed = 0
    for sale_id in list(overdue.order_by("ends_at").values_list("pk", flat=True)[:ROUND]):
        with transaction.atomic():
            sale = overdue.select_for_update().filter(pk=sale_id).first()
            if sale is not None:
                _close(sale, SaleStatus.ENDED)
                closed += 1
    return closed


def _close(sale: FlashSale, status: SaleStatus) -> int:
    """Close a locked sale: its items are locked first, so nobody takes a piece meanwhile."""
    rows = list(FlashItem.objects.select_for_update().filter(sale=sale).order_by("pk"))
    FlashItem.objects.filter(sale=sale).update(status=status)
    FlashSale.objects.filter(pk=sale.pk).update(status=status, closed_at=clock.now())
    given_back = give_back([(row, row.left) for row in rows])
    outbox.publish(FlashSaleClosed(sale.pk, status.value, sum(row.taken for row in rows), given_back))
    transaction.on_commit(board.forget)
    return given_back
