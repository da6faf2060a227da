"""Pure decisions of vouchers: codes, dates, who may redeem, what an unused share is worth, what an offline list says."""

from yutang.revenue.vouchers.rules.codes import clean_code, looks_right, qr_text, with_check
from yutang.revenue.vouchers.rules.issuing import check_right, expand_pack, frozen_right
from yutang.revenue.vouchers.rules.offline import OfflineList, OfflineRow, corrected, read_list, why_not_then
from yutang.revenue.vouchers.rules.shares import Pack, Right, Unused, unused_share
from yutang.revenue.vouchers.rules.standing import refusal_of

__all__ = [
    "OfflineList",
    "OfflineRow",
    "Pack",
    "Right",
    "Unused",
    "check_right",
    "clean_code",
    "corrected",
    "expand_pack",
    "frozen_right",
    "looks_right",
    "qr_text",
    "read_list",
    "refusal_of",
    "unused_share",
    "why_not_then",
    "with_check",
]
