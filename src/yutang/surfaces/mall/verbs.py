"""What the hot addresses ask of the house, and how those who ask together are served together."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from yutang.foundation.links.api import open_links
from yutang.foundation.links.contracts import OpenWant
from yutang.kernel.errors import DomainError
from yutang.kernel.idempotency import run_once
from yutang.revenue.orders.api import place_orders
from yutang.revenue.payments.api import keep_cashiers
from yutang.surfaces.mall.answers import auth, cart, order_acts
from yutang.surfaces.mall.answers.links import opened_many
from yutang.surfaces.mall.answers.quote import quotes_for
from yutang.surfaces.mall.schemas.auth import SignInIn
from yutang.surfaces.mall.schemas.cart import CartAddIn, CartCountOut
from yutang.surfaces.mall.schemas.orders import OrderIn
from yutang.surfaces.mall.schemas.quote import QuoteIn
from yutang.surfaces.mall.schemas.shared import Out

logger = logging.getLogger(__name__)

type Answer = BaseModel | Exception


@dataclass(frozen=True, slots=True)
class Open:
    """Somebody opens a link."""

    code: str
    visitor_id: str
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody signs in."""

    body: SignInIn
    visitor_id: str
    address: str


@dataclass(frozen=True, slots=True)
class AddToCart:
    """Somebody puts something into the cart."""

    customer_id: int
    body: CartAddIn
    key: str | None
    raw: bytes


@dataclass(frozen=True, slots=True)
class Price:
    """Somebody wants to know a price."""

    customer_id: int
    body: QuoteIn


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody orders."""

    customer_id: int
    body: OrderIn
    key: str
    visitor_id: str


@dataclass(frozen=True, slots=True)
class Pay:
    """Somebody goes to the cashier."""

    customer_id: int
    order_no: str


@dataclass(frozen=True, slots=True)
class KeepCashier:
    """The provider said where to pay."""

    payment_no: str
    url: str


type Want = Open | SignIn | AddToCart | Price | Place | Pay | KeepCashier


def run_wants(wants: Sequence[Want]) -> list[Answer]:
    """Serve a mixed batch: wants of one kind together, in the order in which the kinds came.

    Each kind has its own transaction; what goes wrong is the answer of those it went wrong for.
    """
    groups: dict[type[Any], list[int]] = {}
    for place, want in enumerate(wants):
        groups.setdefault(type(want), []).append(place)
    answers: list[Answer] = [DomainError("internal", "没有回应", status=500)] * len(wants)
    for kind, places in groups.items():
        for place, answer in zip(places, _served(kind, [wants[p] for p in places]), strict=True):
            answers[place] = answer
    return answers


def _served(kind: type[Any], group: list[Any]) -> list[Answer]:
    try:
        return VERBS[kind](group)
    except DomainError as error:
        if len(group) == 1:
            return [error]
    except Exception as error:  # noqa: BLE001  (one bad want must not take the others with it)
        if len(group) == 1:
            return [error]
        logger.warning("%d %s together failed (%s), one by one", len(group), kind.__name__, error)
    return [answer for want in group for answer in _served(kind, [want])]


def _open(group: list[Open]) -> list[Answer]:
    opened = open_links([OpenWant(want.code, want.visitor_id, want.customer_id) for want in group])
    return list[Answer](opened_many(opened, [want.visitor_id for want in group]))


def _sign_in(group: list[SignIn]) -> list[Answer]:
    return list[Answer](auth.sign_in_many([(want.body, want.visitor_id, want.address) for want in group]))


def _add_to_cart(group: list[AddToCart]) -> list[Answer]:
    """Those with a key of their own are served one by one: each has an answer to keep."""
    plain = [place for place, want in enumerate(group) if want.key is None]
    found = cart.add_many([(group[place].customer_id, group[place].body) for place in plain])
    together = dict(zip(plain, found, strict=True))
    return [
        together[place] if place in together else _try(partial(_add_once, want, want.key or ""))
        for place, want in enumerate(group)
    ]


def _add_once(want: AddToCart, key: str) -> Out:
    return CartCountOut(
        **_once(f"mall:cart:{want.customer_id}", key, want.raw, lambda: cart.add(want.customer_id, want.body))
    )


def _price(group: list[Price]) -> list[Answer]:
    return list[Answer](quotes_for([(want.customer_id, want.body) for want in group]))


def _place(group: list[Place]) -> list[Answer]:
    wishes = [
        order_acts.order_wish(want.customer_id, want.body, key=want.key, visitor_id=want.visitor_id)
        for want in group
    ]
    return [_try(partial(order_acts.placed_out, answer)) for answer in place_orders(wishes)]


def _pay(group: list[Pay]) -> list[Any]:
    return order_acts.prepare_pay([(want.customer_id, want.order_no) for want in group])


def _keep_cashier(group: list[KeepCashier]) -> list[Any]:
    keep_cashiers({want.payment_no: want.url for want in group})
    return [None] * len(group)


def _once(scope: str, key: str, raw: bytes, fn: Callable[[], Out]) -> dict[str, Any]:
    body: dict[str, Any] = run_once(scope, key, raw, lambda: (200, fn().model_dump(mode="json")))[1]
    return body


def _try(fn: Callable[[], Out]) -> Answer:
    try:
        return fn()
    except DomainError as error:
        return error


VERBS: dict[type[Any], Callable[[list[Any]], list[Answer]]] = {
    Open: _open,
    SignIn: _sign_in,
    AddToCart: _add_to_cart,
    Price: _price,
    Place: _place,
    Pay: _pay,
    KeepCashier: _keep_cashier,
}
