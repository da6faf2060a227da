"""Django registration: whoever runs Django knows every reaction."""

from importlib import import_module

from django.apps import AppConfig

FILES = (
    "on_after_sale_moved",
    "on_coupon_moved",
    "on_customer_erased",
    "on_flash_order_paid",
    "on_gift_card_claimed",
    "on_lottery",
    "on_membership",
    "on_money_moved",
    "on_order_paid",
    "on_order_refunded",
    "on_order_shipped",
    "on_payout_settled",
    "on_vouchers",
)


class ReactionsConfig(AppConfig):
    """Every consequence of every event."""

    name = "yutang.reactions"
    label = "reactions"
    verbose_name = "因果"

    def ready(self) -> None:
        """Import every file, which registers what it holds."""
        for file in FILES:
            import_module(f"yutang.reactions.{file}")
