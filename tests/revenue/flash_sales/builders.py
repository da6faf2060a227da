"""A flash sale through public verbs."""

import itertools
from datetime import timedelta
from typing import Any

from tests.revenue.builders import Buyer
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.revenue.flash_sales.api import sale_facts, schedule_sale, take_many
from yutang.revenue.flash_sales.contracts import ItemFacts, ItemSpec, Refusal, SaleSpec, Taken, TakeWant

_serial = itertools.count(1)


def spec(*items: ItemSpec, starts: int = -1, minutes: int = 60, **more: Any) -> SaleSpec:
    """A sale that began a minute ago unless said otherwise."""
    begins = clock.now() + timedelta(minutes=starts)
    return SaleSpec("十点场", begins, begins + timedelta(minutes=minutes), items, **more)


def sale_of(*items: ItemSpec, **more: Any) -> tuple[int, tuple[ItemFacts, ...]]:
    """A scheduled sale and its items."""
    sale_id = schedule_sale(spec(*items, **more), actor="小林")
    return sale_id, sale_facts(sale_id).items


def want(who: Buyer, item: ItemFacts, quantity: int = 1, *, key: str = "", **more: Any) -> TakeWant:
    """A wish of somebody for an item."""
    values: dict[str, Any] = {"address_id": who.address_id, **more}
    return TakeWant(who.customer_id, key or f"flash-{next(_serial)}", item.item_id, quantity, **values)


def taken(who: Buyer, item: ItemFacts, quantity: int = 1, **more: Any) -> Taken:
    """Take something; fails when it is refused."""
    (answer,) = take_many([want(who, item, quantity, **more)])
    assert isinstance(answer, Taken), answer
    return answer


def code_of(answer: Taken | Refusal) -> str:
    """The refusal's code, or "taken"."""
    return answer.code if isinstance(answer, Refusal) else "taken"


def findings() -> list[str]:
    """What the doctor says about everything."""
    return [f"{r.name} {r.error}{f.subject} {f.message}" for r in run_checks() for f in r.findings or ()]
