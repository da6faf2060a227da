"""Whether what an operator wrote down makes a rule that can be kept."""

from yutang.revenue.pricing.contracts import PromotionSpec
from yutang.revenue.pricing.rules.kinds import KINDS
from yutang.revenue.pricing.rules.kinds.checks import MAX_FEN, one_of, whole, wrong

__all__ = ["MAX_FEN", "SCOPES", "check_promotion"]

SCOPES = frozenset({"all", "category", "product", "sku"})
AUDIENCES = ("all", "newcomer", "level", "group")


def check_promotion(spec: PromotionSpec) -> None:
    """Raise DomainError naming the field when a promotion cannot be kept as written."""
    if not spec.name.strip() or len(spec.name) > 64:
        raise wrong("name", "请填写名称，最多 64 个字")
    if spec.scope.kind not in SCOPES or (spec.scope.kind != "all" and not spec.scope.ids):
        raise wrong("scope", "请选择适用范围")
    if spec.starts_at and spec.ends_at and spec.ends_at <= spec.starts_at:
        raise wrong("ends_at", "结束时间须晚于开始时间")
    if len(spec.exclusive_group) > 32:
        raise wrong("exclusive_group", "互斥组最多 32 个字")
    _check_people(spec)
    kind = KINDS.get(spec.kind)
    if kind is None:
        raise wrong("kind", "没有这种价格规则")
    kind.check(spec.config)


def _check_people(spec: PromotionSpec) -> None:
    audience = spec.audience
    one_of(audience.kind, AUDIENCES, "audience")
    if audience.kind == "level":
        whole(audience.min_level, "audience.min_level", most=99)
    if audience.kind == "group" and not audience.groups:
        raise wrong("audience.groups", "请填写会员价格组")
    if spec.per_person is not None:
        whole(spec.per_person, "per_person")
