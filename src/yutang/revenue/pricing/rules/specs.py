"""Whether what an operator wrote down makes a rule that can be kept."""

from collections.abc import Callable
from typing import Any

from yutang.kernel.errors import DomainError
from yutang.revenue.pricing.contracts import PromotionKind, PromotionSpec

MAX_FEN = 100_000_000
type Config = dict[str, Any]
SCOPES = frozenset({"all", "category", "product", "sku"})


def _wrong(field: str, message: str) -> DomainError:
    return DomainError("price_rule_invalid", message, field=field)


def _fen(value: object, field: str, *, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MAX_FEN:
        raise _wrong(field, "金额须为整数分，且在合理范围内")
    return value


def check_promotion(spec: PromotionSpec) -> None:
    """Raise DomainError naming the field when a promotion cannot be kept as written."""
    if not spec.name.strip():
        raise _wrong("name", "请填写名称")
    if spec.scope.kind not in SCOPES:
        raise _wrong("scope", "适用范围不正确")
    if spec.starts_at and spec.ends_at and spec.ends_at <= spec.starts_at:
        raise _wrong("ends_at", "结束时间须晚于开始时间")
    check = _CONFIGS.get(spec.kind)
    if check is None:
        raise _wrong("kind", "没有这种价格规则")
    check(spec.config)


def _check_reduction(config: Config) -> None:
    tiers = config.get("tiers") or []
    if not tiers:
        raise _wrong("config.tiers", "满减至少要有一档")
    for tier in tiers:
        threshold = _fen(tier.get("threshold_fen"), "config.tiers.threshold_fen", least=1)
        if _fen(tier.get("off_fen"), "config.tiers.off_fen", least=1) > threshold:
            raise _wrong("config.tiers.off_fen", "减额不能超过门槛")


def _check_limited(config: Config) -> None:
    prices = config.get("prices") or {}
    if not prices:
        raise _wrong("config.prices", "限时价至少要有一个规格")
    for fen in prices.values():
        _fen(fen, "config.prices", least=1)


def _check_member(config: Config) -> None:
    if not config.get("group"):
        raise _wrong("config.group", "请填写会员价格组")
    discount = config.get("discount_bp", 10_000)
    if not isinstance(discount, int) or not 1 <= discount <= 10_000:
        raise _wrong("config.discount_bp", "折扣须在 0.01 折到 10 折之间")


def _check_shipping(config: Config) -> None:
    _fen(config.get("fee_fen"), "config.fee_fen")
    if config.get("free_from_fen") is not None:
        _fen(config["free_from_fen"], "config.free_from_fen")


_CONFIGS: dict[str, Callable[[Config], None]] = {
    PromotionKind.FULL_REDUCTION: _check_reduction,
    PromotionKind.LIMITED_PRICE: _check_limited,
    PromotionKind.MEMBER_PRICE: _check_member,
    PromotionKind.SHIPPING: _check_shipping,
}
