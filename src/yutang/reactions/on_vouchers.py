"""What follows from vouchers, and from money that went back for packs."""

from collections.abc import Sequence

from yutang.kernel.outbox import Received, reacts_to
from yutang.retention.reach.api import send_messages
from yutang.retention.reach.contracts import MessageWant
from yutang.revenue.orders.events import OrderRefunded
from yutang.revenue.vouchers.api import void_refunded
from yutang.revenue.vouchers.events import VoucherRedeemed, VouchersIssued


@reacts_to(VouchersIssued)
def tell_where_the_vouchers_are(events: Sequence[Received[VouchersIssued]]) -> None:
    """The buyer hears how many there are, where, and until when."""
    send_messages(
        [
            MessageWant(
                customer_id=issued.event.customer_id,
                template="vouchers_issued",
                key=f"vouchers_issued:{issued.event.order_id}",
                params={
                    "title": issued.event.title,
                    "count": issued.event.vouchers,
                    "ends_on": issued.event.ends_on,
                },
            )
            for issued in events
        ]
    )


@reacts_to(VoucherRedeemed)
def confirm_the_redemption(events: Sequence[Received[VoucherRedeemed]]) -> None:
    """The owner hears that a use is gone, and how many are left."""
    send_messages(
        [
            MessageWant(
                customer_id=redeemed.event.customer_id,
                template="voucher_redeemed",
                key=f"voucher_redeemed:{redeemed.event.redemption_no}",
                params={
                    "right": redeemed.event.right_name,
                    "uses": redeemed.event.uses,
                    "left": redeemed.event.left,
                },
            )
            for redeemed in events
        ]
    )


@reacts_to(OrderRefunded)
def end_refunded_vouchers(events: Sequence[Received[OrderRefunded]]) -> None:
    """Usually they ended when the money was reserved; here end those that were issued after that."""
    void_refunded({refunded.event.order_id for refunded in events})
