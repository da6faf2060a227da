"""Which admin class shows which model."""

from typing import Any

from yutang.foundation.catalog.models import Category, Product
from yutang.foundation.customers.models import Address, Customer, Identity
from yutang.foundation.inventory.models import Stock, StockMove
from yutang.foundation.ledger.models import Account, Transfer
from yutang.foundation.links.models import Binding, Link, Touch
from yutang.foundation.org.models import Brand, Region, Staff, Store
from yutang.integrations.sms.models import SmsMessage
from yutang.kernel.models import AuditEntry, Event, JobRun, Parked
from yutang.referral.affiliates.models import Affiliate, AffiliatePolicy, Commission, ProductRate, Withdrawal
from yutang.retention.journeys.models import Enrollment
from yutang.retention.lottery.models import Draw, Lottery
from yutang.retention.membership.models import (
    Adjustment,
    CardType,
    Level,
    Member,
    MemberCard,
    MembershipPolicy,
    PointLot,
    PointSpend,
)
from yutang.retention.points_mall.models import Exchange, Item
from yutang.retention.reach.models import Message
from yutang.revenue.flash_sales.models import FlashSale
from yutang.revenue.orders.models import AfterSale, AfterSalePolicy, Order
from yutang.revenue.payments.models import (
    Payment,
    PaymentBreak,
    Payout,
    ReconciliationBreak,
    ReconciliationDay,
    Refund,
)
from yutang.revenue.pricing.models import CodeFile, Coupon, CouponTemplate, IssueRun, Promotion
from yutang.revenue.vouchers.models import (
    OfflineConflict,
    PackRight,
    Redemption,
    StoreDevice,
    Voucher,
)
from yutang.revenue.wallet.models import (
    GiftCard,
    GiftCardBatch,
    Purchase,
    TopUpOffer,
    Wallet,
    WalletPolicy,
)
from yutang.surfaces.callbacks.models import InboundNotification
from yutang.surfaces.console.foundation.account import AccountAdmin
from yutang.surfaces.console.foundation.address import AddressAdmin
from yutang.surfaces.console.foundation.binding import BindingAdmin
from yutang.surfaces.console.foundation.brand import BrandAdmin
from yutang.surfaces.console.foundation.category import CategoryAdmin
from yutang.surfaces.console.foundation.customer import CustomerAdmin
from yutang.surfaces.console.foundation.identity import IdentityAdmin
from yutang.surfaces.console.foundation.link import LinkAdmin
from yutang.surfaces.console.foundation.product import ProductAdmin
from yutang.surfaces.console.foundation.region import RegionAdmin
from yutang.surfaces.console.foundation.staff import StaffAdmin
from yutang.surfaces.console.foundation.stock import StockAdmin
from yutang.surfaces.console.foundation.stock_move import StockMoveAdmin
from yutang.surfaces.console.foundation.store import StoreAdmin
from yutang.surfaces.console.foundation.touch import TouchAdmin
from yutang.surfaces.console.foundation.transfer import TransferAdmin
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.referral.affiliate import AffiliateAdmin
from yutang.surfaces.console.referral.commission import CommissionAdmin
from yutang.surfaces.console.referral.policy import AffiliatePolicyAdmin, ProductRateAdmin
from yutang.surfaces.console.referral.withdrawal import WithdrawalAdmin
from yutang.surfaces.console.retention.card_type import CardTypeAdmin, MemberCardAdmin
from yutang.surfaces.console.retention.enrollment import EnrollmentAdmin
from yutang.surfaces.console.retention.level import LevelAdmin
from yutang.surfaces.console.retention.lottery import DrawAdmin, LotteryAdmin
from yutang.surfaces.console.retention.mall_item import ExchangeAdmin, MallItemAdmin
from yutang.surfaces.console.retention.member import MemberAdmin
from yutang.surfaces.console.retention.membership_policy import MembershipPolicyAdmin
from yutang.surfaces.console.retention.message import MessageAdmin
from yutang.surfaces.console.retention.points import AdjustmentAdmin, PointLotAdmin, PointSpendAdmin
from yutang.surfaces.console.revenue.after_sale import AfterSaleAdmin, AfterSalePolicyAdmin
from yutang.surfaces.console.revenue.coupon import CouponAdmin
from yutang.surfaces.console.revenue.coupon_batches import CodeFileAdmin, IssueRunAdmin
from yutang.surfaces.console.revenue.coupon_template import CouponTemplateAdmin
from yutang.surfaces.console.revenue.flash_sale import FlashSaleAdmin
from yutang.surfaces.console.revenue.gift_card import GiftCardAdmin, GiftCardBatchAdmin
from yutang.surfaces.console.revenue.money_in_out import (
    PaymentAdmin,
    PaymentBreakAdmin,
    PayoutAdmin,
    RefundAdmin,
)
from yutang.surfaces.console.revenue.order import OrderAdmin
from yutang.surfaces.console.revenue.pack_right import PackRightAdmin
from yutang.surfaces.console.revenue.promotion import PromotionAdmin
from yutang.surfaces.console.revenue.reconciliation import ReconciliationBreakAdmin, ReconciliationDayAdmin
from yutang.surfaces.console.revenue.store_device import OfflineConflictAdmin, StoreDeviceAdmin
from yutang.surfaces.console.revenue.voucher import RedemptionAdmin, VoucherAdmin
from yutang.surfaces.console.revenue.wallet import (
    PurchaseAdmin,
    TopUpOfferAdmin,
    WalletAdmin,
    WalletPolicyAdmin,
)
from yutang.surfaces.console.site import site
from yutang.surfaces.console.system.machine import (
    AuditAdmin,
    EventAdmin,
    ImportRunAdmin,
    InboundAdmin,
    JobRunAdmin,
    ParkedAdmin,
)
from yutang.surfaces.console.system.sms import SmsAdmin
from yutang.surfaces.imports.models import ImportRun

PAGES: dict[Any, type[ConsoleAdmin]] = {
    Brand: BrandAdmin,
    Region: RegionAdmin,
    Store: StoreAdmin,
    Staff: StaffAdmin,
    Customer: CustomerAdmin,
    Address: AddressAdmin,
    Identity: IdentityAdmin,
    Category: CategoryAdmin,
    Product: ProductAdmin,
    Stock: StockAdmin,
    StockMove: StockMoveAdmin,
    Link: LinkAdmin,
    Touch: TouchAdmin,
    Binding: BindingAdmin,
    Account: AccountAdmin,
    Transfer: TransferAdmin,
    Promotion: PromotionAdmin,
    FlashSale: FlashSaleAdmin,
    CouponTemplate: CouponTemplateAdmin,
    Coupon: CouponAdmin,
    CodeFile: CodeFileAdmin,
    IssueRun: IssueRunAdmin,
    Order: OrderAdmin,
    PackRight: PackRightAdmin,
    Voucher: VoucherAdmin,
    Redemption: RedemptionAdmin,
    StoreDevice: StoreDeviceAdmin,
    OfflineConflict: OfflineConflictAdmin,
    AfterSale: AfterSaleAdmin,
    AfterSalePolicy: AfterSalePolicyAdmin,
    Payment: PaymentAdmin,
    PaymentBreak: PaymentBreakAdmin,
    ReconciliationDay: ReconciliationDayAdmin,
    ReconciliationBreak: ReconciliationBreakAdmin,
    Refund: RefundAdmin,
    Payout: PayoutAdmin,
    Wallet: WalletAdmin,
    Purchase: PurchaseAdmin,
    TopUpOffer: TopUpOfferAdmin,
    WalletPolicy: WalletPolicyAdmin,
    GiftCardBatch: GiftCardBatchAdmin,
    GiftCard: GiftCardAdmin,
    Item: MallItemAdmin,
    Exchange: ExchangeAdmin,
    Lottery: LotteryAdmin,
    Draw: DrawAdmin,
    Affiliate: AffiliateAdmin,
    Commission: CommissionAdmin,
    Withdrawal: WithdrawalAdmin,
    AffiliatePolicy: AffiliatePolicyAdmin,
    ProductRate: ProductRateAdmin,
    Enrollment: EnrollmentAdmin,
    Member: MemberAdmin,
    Level: LevelAdmin,
    CardType: CardTypeAdmin,
    MemberCard: MemberCardAdmin,
    PointLot: PointLotAdmin,
    PointSpend: PointSpendAdmin,
    Adjustment: AdjustmentAdmin,
    MembershipPolicy: MembershipPolicyAdmin,
    Message: MessageAdmin,
    SmsMessage: SmsAdmin,
    InboundNotification: InboundAdmin,
    Parked: ParkedAdmin,
    Event: EventAdmin,
    JobRun: JobRunAdmin,
    AuditEntry: AuditAdmin,
    ImportRun: ImportRunAdmin,
}

for model, page in PAGES.items():
    site.register(model, page)
