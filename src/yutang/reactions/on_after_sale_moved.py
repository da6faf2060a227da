"""What follows when an after-sale takes a step: the customer hears what to do next."""

from collections.abc import Sequence

from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant
from yutang.revenue.orders.contracts import AfterSaleStatus
from yutang.revenue.orders.events import AfterSaleMoved

# Money that came back has a message of its own (on_order_refunded).
WORDS = {
    AfterSaleStatus.RETURNING: ("商家已同意，请寄回商品", "请在时限内寄回商品并填写运单号，也可以送回门店。"),
    AfterSaleStatus.RESHIPPED: ("换补商品已发出", "商品已经寄出，收到后请确认。"),
    AfterSaleStatus.REFUSED: ("售后申请没有通过", "可以查看原因，不同意可以申诉，由总部介入。"),
    AfterSaleStatus.CLOSED: ("售后已关闭", "逾期没有寄回商品，售后已自动关闭。"),
}


@reacts_to(AfterSaleMoved)
def tell_about_the_after_sale(events: Sequence[Received[AfterSaleMoved]]) -> None:
    """One message for each step that asks something of the customer, or ends it."""
    send_messages(
        [
            MessageWant(
                customer_id=moved.event.customer_id,
                template="after_sale_moved",
                key=f"after_sale:{moved.id}",
                params={
                    "title": WORDS[AfterSaleStatus(moved.event.status)][0],
                    "detail": WORDS[AfterSaleStatus(moved.event.status)][1],
                    "after_sale_no": moved.event.after_sale_no,
                },
            )
            for moved in events
            if moved.event.status in WORDS
        ]
    )
