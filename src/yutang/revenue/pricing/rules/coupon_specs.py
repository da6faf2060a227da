"""Whether what an operator wrote down makes a coupon that can be kept."""

from collections.abc import Iterable

from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.contracts import CouponKind, CouponTemplateSpec, ReturnsOnRefund
from yutang.revenue.pricing.rules.book import FULL_BP
from yutang.revenue.pricing.rules.coupon_terms import worst_fen

MAX_FEN = 100_000_000
MAX_BUDGET_FEN = 100_000_000_000
MAX_COUPONS = 100_000_000
MAX_DAYS = 3_650
MAX_USES = 100
MAX_SCOPE = 2_000
SCOPES = frozenset({"all", "category", "product", "sku"})

type Demand = tuple[bool, str, str]


def check_coupon_template(spec: CouponTemplateSpec) -> None:
    """Raise DomainError naming the first field with which a coupon cannot be kept as written."""
    for holds, field, message in (
        *_names(spec),
        *_money(spec),
        *_worth(spec),
        *_time(spec),
        *_limits(spec),
        *_scope(spec),
    ):
        if not holds:
            raise DomainError("price_rule_invalid", message, field=field)


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _names(spec: CouponTemplateSpec) -> Iterable[Demand]:
    code, name, group = spec.template_code, spec.name, spec.stacking_group
    yield (
        bool(code.strip()) and len(code) <= 32 and code.isprintable(),
        "template_code",
        "模板编号须为 1 到 32 个字符",
    )
    yield bool(name.strip()) and len(name) <= 64 and name.isprintable(), "name", "名称须为 1 到 64 个字符"
    yield spec.kind in set(CouponKind), "kind", "没有这种优惠券"
    yield len(group) <= 16 and (not group or group.isprintable()), "stacking_group", "叠加组最多 16 个字符"
    yield spec.returns_on_refund in set(ReturnsOnRefund), "returns_on_refund", "没有这种退券方式"


def _money(spec: CouponTemplateSpec) -> Iterable[Demand]:
    wrong = "金额须为整数分，且在合理范围内"
    for field in ("amount_fen", "threshold_fen", "cap_fen", "max_fen"):
        yield _whole(getattr(spec, field), 0, MAX_FEN), field, wrong
    yield spec.budget_fen is None or _whole(spec.budget_fen, 1, MAX_BUDGET_FEN), "budget_fen", wrong


def _worth(spec: CouponTemplateSpec) -> Iterable[Demand]:
    kind, gate = spec.kind, spec.threshold_fen
    if kind == CouponKind.CASH:
        yield spec.amount_fen >= 1, "amount_fen", "请填写面额"
        yield not gate or spec.amount_fen <= gate, "amount_fen", "面额不能超过门槛"
    if kind == CouponKind.RANDOM:
        yield spec.amount_fen >= 1, "amount_fen", "请填写最低面额"
        yield spec.max_fen >= spec.amount_fen, "max_fen", "最高面额不能低于最低面额"
        yield not gate or spec.max_fen <= gate, "max_fen", "最高面额不能超过门槛"
    if kind == CouponKind.PERCENT:
        yield _whole(spec.discount_bp, 1, FULL_BP - 1), "discount_bp", "折扣须大于 0 折、小于 10 折"
        yield spec.cap_fen >= 1, "cap_fen", "折扣券须填写每次最多减多少"
        yield spec.amount_fen == 0, "amount_fen", "折扣券没有面额"
    if kind == CouponKind.FREE_SHIPPING:
        yield spec.amount_fen == 0, "amount_fen", "包邮券没有面额"
    if spec.is_split:
        yield (
            kind == CouponKind.CASH and not spec.is_public,
            "is_split",
            "瓜分券须为满减券，且不在领券中心展示",
        )
    if spec.budget_fen is not None:
        worst = worst_fen(
            kind, amount_fen=max(spec.amount_fen, spec.max_fen), cap_fen=spec.cap_fen, uses=spec.uses_total
        )
        yield worst > 0, "cap_fen", "设了预算，就要填写每次最多减多少"
        yield spec.budget_fen >= worst, "budget_fen", "预算不够发一张"


def _time(spec: CouponTemplateSpec) -> Iterable[Demand]:
    has_time = spec.valid_days is not None or spec.valid_until is not None
    yield has_time, "valid_days", "请填写有效天数或有效期"
    days = f"有效天数须在 1 到 {MAX_DAYS} 之间"
    yield spec.valid_days is None or _whole(spec.valid_days, 1, MAX_DAYS), "valid_days", days
    yield _whole(spec.valid_after_days, 0, 365), "valid_after_days", "须在 0 到 365 天之间"
    ordered = spec.valid_from is None or spec.valid_until is None or spec.valid_from < spec.valid_until
    yield ordered, "valid_until", "结束时间须晚于开始时间"
    yield _whole(spec.grace_days, 0, 365), "grace_days", "宽限天数须在 0 到 365 之间"


def _limits(spec: CouponTemplateSpec) -> Iterable[Demand]:
    counts = f"数量须在 1 到 {MAX_COUPONS:,} 之间"
    for field in ("total", "day_total"):
        value = getattr(spec, field)
        yield value is None or _whole(value, 1, MAX_COUPONS), field, counts
    yield _whole(spec.per_person, 1, 1_000_000), "per_person", "每人限领须在 1 到 1,000,000 之间"
    daily = spec.per_day is None or _whole(spec.per_day, 1, 10_000)
    yield daily, "per_day", "每人每天限领须在 1 到 10,000 之间"
    yield (
        spec.per_day is None or spec.per_day <= spec.per_person,
        "per_day",
        "每天限领不能超过每人限领",
    )
    both = spec.total is None or spec.day_total is None or spec.day_total <= spec.total
    yield both, "day_total", "每天限量不能超过总量"
    yield _whole(spec.uses_total, 1, MAX_USES), "uses_total", f"次数须在 1 到 {MAX_USES} 之间"
    yield (
        _whole(spec.uses_per_order, 1, spec.uses_total),
        "uses_per_order",
        "每单次数须在 1 到总次数之间",
    )


def _scope(spec: CouponTemplateSpec) -> Iterable[Demand]:
    ids = spec.scope.ids
    yield spec.scope.kind in SCOPES, "scope", "适用范围不正确"
    fits = (spec.scope.kind == "all") == (not ids)
    yield fits, "scope", "请选择适用的商品"
    yield len(ids) <= MAX_SCOPE and len(spec.store_ids) <= MAX_SCOPE, "scope", f"最多选 {MAX_SCOPE:,} 项"
