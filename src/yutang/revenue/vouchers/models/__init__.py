"""Tables of vouchers."""

from yutang.revenue.vouchers.models.device import OfflineConflict, StoreDevice
from yutang.revenue.vouchers.models.pack_right import PackRight
from yutang.revenue.vouchers.models.redemption import Redemption, StoreSale
from yutang.revenue.vouchers.models.voucher import Voucher

__all__ = ["OfflineConflict", "PackRight", "Redemption", "StoreDevice", "StoreSale", "Voucher"]
