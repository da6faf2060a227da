"""The door of orders."""

from yutang.revenue.orders.selectors.after_sale_terms import after_sale_terms
from yutang.revenue.orders.selectors.after_sales import after_sale_by_no, after_sale_detail, after_sales_of
from yutang.revenue.orders.selectors.buyers import buyers_among
from yutang.revenue.orders.selectors.carts import cart_of, checkout_preview, checkout_previews
from yutang.revenue.orders.selectors.carts import cart_pieces as cart_count
from yutang.revenue.orders.selectors.imported_totals import imported_totals
from yutang.revenue.orders.selectors.missing_money import orders_missing_money
from yutang.revenue.orders.selectors.orders import (
    order_counts,
    order_detail,
    orders_page,
    paid_totals,
    recent_buyers,
)
from yutang.revenue.orders.selectors.promotion_simulation import Simulation, simulate_promotion
from yutang.revenue.orders.services.after_sale_clock import run_overdue_after_sales
from yutang.revenue.orders.services.apply_after_sale import (
    apply_after_sale,
    exchange_choices,
    preview_refund,
)
from yutang.revenue.orders.services.cancel_order import cancel_order, close_unpaid
from yutang.revenue.orders.services.cart import add_many_to_cart, add_to_cart, remove_from_cart, update_cart
from yutang.revenue.orders.services.claims import register_claim
from yutang.revenue.orders.services.complete_orders import (
    close_after_sales,
    complete_delivered,
    confirm_receipt,
)
from yutang.revenue.orders.services.confirm_payments import confirm_payments
from yutang.revenue.orders.services.decide_after_sale import (
    appeal_after_sale,
    approve_after_sale,
    decide_escalated,
    refuse_after_sale,
    withdraw_after_sale,
)
from yutang.revenue.orders.services.forget_customers import forget_customers
from yutang.revenue.orders.services.import_orders import import_orders
from yutang.revenue.orders.services.pay_order import (
    pay_at_once,
    pay_order,
    prepare_payments,
    refresh_payment,
)
from yutang.revenue.orders.services.place_orders import place_orders
from yutang.revenue.orders.services.promotion_claims import claim_promotions, newcomers
from yutang.revenue.orders.services.record_courier_events import record_courier_events
from yutang.revenue.orders.services.refund_limits import register_refund_limit
from yutang.revenue.orders.services.return_parcel import receive_return, send_back
from yutang.revenue.orders.services.send_replacement import confirm_replacement, send_replacement
from yutang.revenue.orders.services.set_after_sale_terms import set_after_sale_terms
from yutang.revenue.orders.services.settle_refund import settle_refund as retry_refund
from yutang.revenue.orders.services.settle_refund import settle_refunds
from yutang.revenue.orders.services.ship_order import (
    advance_parcels,
    mark_ready_for_pickup,
    ship_order,
    step_parcel,
)
from yutang.revenue.orders.services.snapshots import register_snapshot
from yutang.revenue.orders.services.start_refund import preview_staff_refund, start_refund
from yutang.revenue.orders.services.stock_sources import register_source
from yutang.revenue.orders.services.verify_pickup import verify_pickup
from yutang.revenue.orders.services.virtual_orders import deliver_virtual, use_standings
from yutang.revenue.orders.services.write_ready_orders import name_orders, write_ready_orders

__all__ = [
    "Simulation",
    "add_many_to_cart",
    "add_to_cart",
    "advance_parcels",
    "after_sale_by_no",
    "after_sale_detail",
    "after_sale_terms",
    "after_sales_of",
    "appeal_after_sale",
    "apply_after_sale",
    "approve_after_sale",
    "buyers_among",
    "cancel_order",
    "cart_count",
    "cart_of",
    "checkout_preview",
    "checkout_previews",
    "claim_promotions",
    "close_after_sales",
    "close_unpaid",
    "complete_delivered",
    "confirm_payments",
    "confirm_receipt",
    "confirm_replacement",
    "decide_escalated",
    "deliver_virtual",
    "exchange_choices",
    "forget_customers",
    "import_orders",
    "imported_totals",
    "mark_ready_for_pickup",
    "name_orders",
    "newcomers",
    "order_counts",
    "order_detail",
    "orders_missing_money",
    "orders_page",
    "paid_totals",
    "pay_at_once",
    "pay_order",
    "place_orders",
    "prepare_payments",
    "preview_refund",
    "preview_staff_refund",
    "receive_return",
    "recent_buyers",
    "record_courier_events",
    "refresh_payment",
    "refuse_after_sale",
    "register_claim",
    "register_refund_limit",
    "register_snapshot",
    "register_source",
    "remove_from_cart",
    "retry_refund",
    "run_overdue_after_sales",
    "send_back",
    "send_replacement",
    "set_after_sale_terms",
    "settle_refunds",
    "ship_order",
    "simulate_promotion",
    "start_refund",
    "step_parcel",
    "update_cart",
    "use_standings",
    "verify_pickup",
    "withdraw_after_sale",
    "write_ready_orders",
]
