"""运费模板: what delivery costs, from which amount it is free, by province, and where nothing is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from yutang.foundation.catalog.contracts import SkuFacts
from yutang.revenue.pricing.contracts import PromotionFacts
from yutang.revenue.pricing.rules.kinds.checks import Config, fen, wrong
from yutang.revenue.pricing.rules.scopes import NARROWNESS, in_scope

_SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")


def short_province(name: str) -> str:
    """Return a province without its suffix: 浙江省 and 浙江 are the same."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


class Fee(NamedTuple):
    """What delivery costs, and from which amount of goods it is free (None: never)."""

    fee_fen: int
    free_from_fen: int | None


@dataclass(frozen=True, slots=True)
class Template:
    """One shipping template; the narrowest one that is about a SKU counts, of equals the newest."""

    facts: PromotionFacts
    usual: Fee
    regions: dict[str, Fee]
    excluded: frozenset[str]

    @property
    def order(self) -> tuple[int, int]:
        """Later in this order goes first."""
        return NARROWNESS.get(self.facts.scope.kind, 0), self.facts.promotion_id

    def is_about(self, sku: SkuFacts) -> bool:
        """Whether goods of this SKU are sent by this template."""
        return in_scope(self.facts.scope, sku)

    def sends_to(self, region: str) -> bool:
        """Whether goods are sent to this province; one that is not known yet is not refused."""
        return not self.excluded or short_province(region) not in self.excluded

    def fee(self, region: str) -> Fee:
        """Return what delivery to this province costs."""
        return self.regions.get(short_province(region), self.usual) if self.regions else self.usual


def template(facts: PromotionFacts) -> Template:
    """Read a shipping template."""
    config = facts.config
    regions: dict[str, Fee] = {}
    for region in config.get("regions") or ():
        for province in region["provinces"]:
            regions[short_province(str(province))] = _fee(region)
    excluded = frozenset(short_province(str(name)) for name in config.get("excluded") or ())
    return Template(facts, _fee(config), regions, excluded)


def _fee(config: Config) -> Fee:
    free_from = config.get("free_from_fen")
    return Fee(int(config["fee_fen"]), None if free_from is None else int(free_from))


def template_for(templates: Sequence[Template], sku: SkuFacts) -> Template | None:
    """Return the template by which goods of this SKU are sent; `templates` has the narrowest first."""
    return next((one for one in templates if one.is_about(sku)), None)


def check(config: Config) -> None:
    """Refuse fees that cannot be, and provinces that are named twice."""
    _check_fee(config, "config")
    seen: set[str] = set()
    for region in config.get("regions") or ():
        provinces = region.get("provinces") or ()
        if not provinces:
            raise wrong("config.regions.provinces", "请选择省份")
        names = [short_province(str(name)) for name in provinces]
        if len(set(names)) < len(names) or seen & set(names):
            raise wrong("config.regions.provinces", "同一省份只能出现一次")
        seen |= set(names)
        _check_fee(region, "config.regions")
    excluded = {short_province(str(name)) for name in config.get("excluded") or ()}
    if excluded & seen:
        raise wrong("config.excluded", "不配送的省份不能再设运费")


def _check_fee(config: Config, field: str) -> None:
    fen(config.get("fee_fen"), f"{field}.fee_fen")
    if config.get("free_from_fen") is not None:
        fen(config["free_from_fen"], f"{field}.free_from_fen")
