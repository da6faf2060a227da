"""The door of vouchers."""

from yutang.revenue.vouchers.rules.codes import clean_code, looks_right, qr_text
from yutang.revenue.vouchers.selectors.devices import device_by_no, devices_of, open_conflicts
from yutang.revenue.vouchers.selectors.redemptions import redemption_by_no, redemptions_page, store_figures
from yutang.revenue.vouchers.selectors.rights import freeze_rights, rights_of_products
from yutang.revenue.vouchers.selectors.vouchers import (
    scan_voucher,
    voucher_counts,
    voucher_detail,
    vouchers_of_orders,
    vouchers_page,
)
from yutang.revenue.vouchers.services.devices import register_device, revoke_device
from yutang.revenue.vouchers.services.expire_vouchers import expire_vouchers
from yutang.revenue.vouchers.services.issue_vouchers import issue_vouchers
from yutang.revenue.vouchers.services.limit_refunds import limit_refunds, void_refunded
from yutang.revenue.vouchers.services.record_sale import record_sale
from yutang.revenue.vouchers.services.redeem_vouchers import redeem_voucher, redeem_vouchers
from yutang.revenue.vouchers.services.reverse_redemption import reverse_redemption
from yutang.revenue.vouchers.services.rights import add_right, change_right, remove_right
from yutang.revenue.vouchers.services.settle_conflict import WAYS, settle_conflict
from yutang.revenue.vouchers.services.sync_offline import sync_offline

__all__ = [
    "WAYS",
    "add_right",
    "change_right",
    "clean_code",
    "device_by_no",
    "devices_of",
    "expire_vouchers",
    "freeze_rights",
    "issue_vouchers",
    "limit_refunds",
    "looks_right",
    "open_conflicts",
    "qr_text",
    "record_sale",
    "redeem_voucher",
    "redeem_vouchers",
    "redemption_by_no",
    "redemptions_page",
    "register_device",
    "remove_right",
    "reverse_redemption",
    "revoke_device",
    "rights_of_products",
    "scan_voucher",
    "settle_conflict",
    "store_figures",
    "sync_offline",
    "void_refunded",
    "voucher_counts",
    "voucher_detail",
    "vouchers_of_orders",
    "vouchers_page",
]
