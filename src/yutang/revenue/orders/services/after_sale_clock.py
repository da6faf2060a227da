"""What the clock does to requests that nobody moves on."""

from collections.abc import Callable

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.contracts import AfterSaleStatus
from yutang.revenue.orders.models import AfterSale
from yutang.revenue.orders.selectors.after_sale_terms import after_sale_terms
from yutang.revenue.orders.services.after_sale_book import lock_after_sale, move, tell
from yutang.revenue.orders.services.decide_after_sale import agree, escalate, release_replacement
from yutang.revenue.orders.services.return_parcel import receive
from yutang.revenue.orders.services.send_replacement import complete_request
from yutang.revenue.orders.services.settle_refund import settle_refund

CLOCK = "system"


def run_overdue_after_sales(*, limit: int = 200) -> int:
    """Take every request whose time is over one step on. Returns how many.

    Nobody answered: approved, or escalated when the terms say so or it cannot be approved. Nothing sent back: closed. Not
    received: received, nothing of it fit for sale. Not confirmed: completed. Staff who are late with a replacement or a
    verdict are shown in the console; the clock does not do it for them.
    """
    due = AfterSale.objects.filter(status__in=list(_STEPS), due_at__lte=clock.now())
    numbers = list(due.order_by("due_at").values_list("no", flat=True)[:limit])
    done = 0
    for number in numbers:
        done += _step(number)
    return done


def _step(number: str) -> int:
    with transaction.atomic():
        row = lock_after_sale(number)
        if row.status not in _STEPS or row.due_at is None or row.due_at > clock.now():
            return 0
        try:
            with transaction.atomic():
                _STEPS[row.status](row)
        except DomainError as error:
            # Out of stock, or no longer refundable: a person has to look, and the next round must not find it again.
            if row.status != AfterSaleStatus.APPLIED:
                raise
            row.refresh_from_db()
            escalate(row, actor=CLOCK, reason=f"商家逾期未处理，且无法自动同意：{error.message}")
    settle_refund(number)
    return 1


def _answer(row: AfterSale) -> None:
    if after_sale_terms().on_silence == "approve":
        agree(row, actor=CLOCK, note="商家逾期未处理，系统自动同意")
    else:
        escalate(row, actor=CLOCK, reason="商家逾期未处理，自动转总部介入")


def _close(row: AfterSale) -> None:
    release_replacement(row)
    move(row, AfterSaleStatus.CLOSED)
    tell(row, "closed", "售后已关闭", detail="逾期未寄回商品", actor=CLOCK)


def _receive(row: AfterSale) -> None:
    # Nobody has seen the goods, so none of them goes on sale again by itself.
    receive(row, actor=CLOCK, good={}, note="商家逾期未确认，系统自动确认收货")


def _complete(row: AfterSale) -> None:
    complete_request(row, actor=CLOCK, detail="逾期未确认，系统自动完成")


_STEPS: dict[str, Callable[[AfterSale], None]] = {
    AfterSaleStatus.APPLIED: _answer,
    AfterSaleStatus.RETURNING: _close,
    AfterSaleStatus.RETURNED: _receive,
    AfterSaleStatus.RESHIPPED: _complete,
}
