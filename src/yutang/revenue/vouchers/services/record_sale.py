"""Write down what else the customer bought when he came."""

from datetime import timedelta

from django.db import IntegrityError, transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.foundation.org.api import scopes_of
from yutang.kernel import audit, clock, outbox
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.money import yuan
from yutang.revenue.orders.api import order_detail
from yutang.revenue.vouchers.contracts import SaleFacts, SaleWant, redemption_unknown
from yutang.revenue.vouchers.events import StoreSaleRecorded
from yutang.revenue.vouchers.models import Redemption, StoreSale

MOST_FEN = 10_000_000
LATEST = timedelta(hours=48)


def record_sale(want: SaleWant) -> SaleFacts:
    """Record a sale beside a redemption: an amount taken at the till, or a paid order of the same customer.

    The same key records it once. An amount enters the ledger as till money of the store; an order's money is there
    already. Raises NotFound("redemption_unknown" | "order_unknown"), Conflict("redemption_reversed" | "sale_too_late" |
    "order_not_paid" | "sale_known"), DomainError naming `amount_fen` or `items`.
    """
    try:
        with transaction.atomic():
            return _record(want)
    except IntegrityError:
        known = StoreSale.objects.filter(key=want.key).first()
        if known is None:
            raise Conflict("sale_known", "这笔订单已经登记过了", field="order_no") from None
        return _facts(known)


def _record(want: SaleWant) -> SaleFacts:
    known = StoreSale.objects.filter(key=want.key).select_related("redemption").first()
    if known is not None:
        return _facts(known)
    row = _redemption(want)
    amount_fen = _amount(want, row)
    now = clock.now()
    sale = StoreSale.objects.create(
        redemption=row,
        customer_id=row.voucher.customer_id,
        store_id=row.store_id,
        staff_id=want.staff_id,
        amount_fen=amount_fen,
        items=want.items.strip()[:200],
        order_no=want.order_no,
        key=want.key,
        at=now,
    )
    if not want.order_no:
        _book(sale)
    audit.record(
        actor=f"staff:{want.staff_id}",
        action="voucher.sale_recorded",
        subject=f"voucher:{row.voucher_id}",
        change={"redemption_no": row.no, "amount_fen": amount_fen, "order_no": want.order_no},
    )
    outbox.publish(
        StoreSaleRecorded(
            sale_id=sale.pk,
            voucher_id=row.voucher_id,
            redemption_no=row.no,
            customer_id=sale.customer_id,
            store_id=sale.store_id,
            staff_id=want.staff_id,
            amount_fen=amount_fen,
            order_no=want.order_no,
        )
    )
    return _facts(sale)


def _redemption(want: SaleWant) -> Redemption:
    rows = Redemption.objects.select_for_update(of=("self",)).select_related("voucher")
    row = rows.filter(no=want.redemption_no).first()
    if row is None or not scopes_of([want.staff_id])[want.staff_id].covers(row.store_id):
        raise redemption_unknown(want.redemption_no)
    if row.reversed_at is not None:
        raise Conflict("redemption_reversed", "这条核销已经撤销过", redemption_no=row.no)
    if clock.now() - row.recorded_at > LATEST:
        raise Conflict("sale_too_late", "核销超过 48 小时，不能再补登销售", redemption_no=row.no)
    return row


def _amount(want: SaleWant, row: Redemption) -> int:
    if want.order_no:
        detail = order_detail(order_no=want.order_no, customer_id=row.voucher.customer_id)
        left = detail.summary.total_fen - detail.summary.refunded_fen
        if detail.paid_at is None or left <= 0:
            raise Conflict("order_not_paid", "这笔订单还没付款，或已退款", field="order_no")
        if want.order_no == row.voucher.order_no:
            raise DomainError("sale_is_the_pack", "这是券包自己的订单", field="order_no")
        return left
    if type(want.amount_fen) is not int or not 0 < want.amount_fen <= MOST_FEN:
        raise DomainError("amount_invalid", f"金额要大于 0，不超过 {yuan(MOST_FEN)} 元", field="amount_fen")
    if not want.items.strip() or len(want.items) > 200:
        raise DomainError("items_required", "请写买了什么，不超过 200 个字", field="items")
    return want.amount_fen


def _book(sale: StoreSale) -> None:
    sale.transfer_key = f"store-sale:{sale.pk}"
    sale.save(update_fields=["transfer_key"])
    post_transfers(
        [
            TransferSpec(
                key=sale.transfer_key,
                code="store_sale",
                asset="CNY",
                amount=sale.amount_fen,
                debit=f"house:till:{sale.store_id}",
                credit="house:store-sales",
                subject=f"voucher:{sale.redemption.voucher_id}",
                memo=sale.items[:60],
            )
        ]
    )


def _facts(sale: StoreSale) -> SaleFacts:
    return SaleFacts(sale.pk, sale.redemption.no, sale.amount_fen, sale.items, sale.order_no, sale.at)
