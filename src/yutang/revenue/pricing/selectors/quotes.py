"""Quotes: gather the facts with a constant number of statements, let the pure rules decide."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from yutang.foundation.catalog.api import skus_by_ids
from yutang.foundation.catalog.contracts import SkuFacts
from yutang.foundation.customers.api import customers_by_ids
from yutang.foundation.inventory.api import available, default_location_id, location_of_store, locations
from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.kernel.short_memory import ShortMemory
from yutang.revenue.pricing.contracts import (
    MAX_LINES,
    NO_TERMS,
    CouponFacts,
    CouponStatus,
    CustomerTerms,
    Delivery,
    Quote,
    QuoteRequest,
)
from yutang.revenue.pricing.rules import PriceBook, decide_quote
from yutang.revenue.pricing.rules.quote import NOBODY
from yutang.revenue.pricing.selectors.rule_rows import available_coupons, coupon_facts, price_book
from yutang.revenue.pricing.selectors.terms import terms_of
from yutang.revenue.pricing.selectors.used_promotions import used_promotions

# The main warehouse never changes its number.
_warehouse: ShortMemory[int] = ShortMemory(seconds=60)
# Nor does a store's shelf; one that is not remembered yet is looked up.
_shelves: ShortMemory[dict[int | None, int]] = ShortMemory(seconds=60)


@dataclass(frozen=True, slots=True)
class _Facts:
    skus: dict[int, SkuFacts]
    groups: dict[int, str]
    book: PriceBook
    coupons: dict[int, list[CouponFacts]]
    named: dict[str, CouponFacts]
    terms: dict[int, CustomerTerms]
    used: dict[int, dict[int, int]]
    gifts: dict[int, dict[int, int]]
    stock: dict[int, dict[int, int]]
    locations: dict[tuple[str, int | None], int]


def location_map(wants: Iterable[tuple[str, int | None]]) -> dict[tuple[str, int | None], int]:
    """Return where the goods of (delivery, store) lie: the store's shelf for pick-up, the default location otherwise.

    A store that does not exist is not among the answers.
    """
    found: dict[tuple[str, int | None], int] = {}
    shelves: dict[int | None, int] = {}
    for delivery, store_id in sorted(set(wants), key=repr):
        if delivery != Delivery.PICKUP:
            shelf = shelves.get(None)
            found[(delivery, store_id)] = shelves[None] = (
                _warehouse.get(default_location_id) if shelf is None else shelf
            )
        elif store_id is not None:
            if not any(shelves):
                shelves |= _shelves.get(_known_shelves)
            if store_id not in shelves:
                try:
                    shelves[store_id] = location_of_store(store_id)
                except DomainError:
                    continue
            found[(delivery, store_id)] = shelves[store_id]
    return found


def _known_shelves() -> dict[int | None, int]:
    return {place.store_id: place.location_id for place in locations() if place.store_id}


def quote(request: QuoteRequest, *, with_choices: bool = False, check_stock: bool = True) -> Quote:
    """Return the price of one basket. with_choices also weighs every coupon of the customer.

    Raises DomainError for a bad quantity, an unknown store or a named coupon that cannot be used.
    """
    (answer,) = quote_many([request], check_stock=check_stock, with_choices=with_choices)
    if isinstance(answer, DomainError):
        raise answer
    return answer


def quote_many(
    requests: Sequence[QuoteRequest],
    *,
    check_stock: bool = True,
    with_choices: bool = False,
    with_more: bool = True,
) -> list[Quote | DomainError]:
    """Return a quote, or the reason why there is none, for each request; statements do not grow with the batch.

    with_more False leaves out hints and what coupons would save: orders do not ask for them.
    """
    if not requests:
        return []
    now = clock.now()
    facts = _gather(requests, check_stock=check_stock, with_choices=with_choices)
    answers: list[Quote | DomainError] = []
    known: dict[Hashable, Quote] = {}
    for request in requests:
        try:
            _check(request)
            stock = facts.stock[_location(request, facts)] if check_stock else None
            coupons = _coupons_for(request, facts, with_choices=with_choices)
            asked = _with_group(request, facts)
            terms = facts.terms.get(request.customer_id, NO_TERMS)
            used = facts.used.get(request.customer_id, NOBODY)
            # In a storm many want the same: the same basket under the same terms has the same price.
            basket = None if coupons or used else _basket_of(asked, terms)
            answer = known.get(basket)
            if answer is None:
                answer = decide_quote(
                    asked,
                    skus=facts.skus,
                    book=facts.book,
                    coupons=coupons,
                    now=now,
                    available=stock,
                    terms=terms,
                    used=used,
                    gift_stock=_gift_stock(request, facts),
                    with_more=with_more,
                )
                if basket is not None:
                    known[basket] = answer
            answers.append(answer)
        except DomainError as error:
            answers.append(error)
    return answers


def _with_group(request: QuoteRequest, facts: _Facts) -> QuoteRequest:
    if request.price_group is not None:
        return request
    return replace(request, price_group=facts.groups.get(request.customer_id, ""))


def _basket_of(request: QuoteRequest, terms: CustomerTerms) -> Hashable:
    """Return everything of a request that a price without coupons depends on: all but who asks."""
    return (
        request.lines,
        request.coupon_code,
        request.delivery,
        request.store_id,
        request.price_group,
        request.points,
        request.region,
        terms,
    )


def _check(request: QuoteRequest) -> None:
    if len(request.lines) > MAX_LINES:
        raise DomainError("too_many_lines", f"一次最多购买 {MAX_LINES} 种商品", field="lines")
    if request.delivery not in set(Delivery):
        raise DomainError("delivery_invalid", "请选择配送方式", field="delivery")


def _location(request: QuoteRequest, facts: _Facts) -> int:
    found = facts.locations.get((request.delivery, request.store_id))
    if found is None:
        raise DomainError("store_unknown", "请选择自提门店", field="store_id", store_id=request.store_id)
    return found


def _coupons_for(request: QuoteRequest, facts: _Facts, *, with_choices: bool) -> list[CouponFacts]:
    mine = facts.coupons.get(request.customer_id, []) if with_choices or request.coupon_code == "best" else []
    if not facts.named:
        return mine
    known = {coupon.code for coupon in mine}
    named = [facts.named[code] for code in _codes(request) if code in facts.named and code not in known]
    return [*mine, *named]


def _codes(request: QuoteRequest) -> list[str]:
    wish = request.coupon_code
    return [] if not wish or wish == "best" else [code for code in wish.split(",") if code]


def _gift_stock(request: QuoteRequest, facts: _Facts) -> dict[int, int] | None:
    if not facts.gifts:
        return None
    return facts.gifts.get(facts.locations.get((request.delivery, request.store_id), 0), {})


def _gather(requests: Sequence[QuoteRequest], *, check_stock: bool, with_choices: bool) -> _Facts:
    now = clock.now()
    book = price_book(now)
    sku_ids = {sku_id for request in requests for sku_id, _ in request.lines if -(2**63) <= sku_id < 2**63}
    askers = {request.customer_id for request in requests if request.price_group is None}
    groups = (
        {id_: facts.price_group for id_, facts in customers_by_ids(sorted(askers)).items()} if askers else {}
    )
    coupons, named = _gather_coupons(requests, with_choices=with_choices)
    terms, used = _gather_terms(
        {request.customer_id for request in requests if request.customer_id}, book, now
    )
    stock: dict[int, dict[int, int]] = {}
    gifts: dict[int, dict[int, int]] = {}
    places: dict[tuple[str, int | None], int] = {}
    if check_stock or book.gift_ids:
        places = location_map((request.delivery, request.store_id) for request in requests)
        asked = sorted((sku_ids if check_stock else set()) | book.gift_ids)
        found = {place: available(asked, place) for place in sorted(set(places.values()))}
        stock = found if check_stock else {}
        gifts = found if book.gift_ids else {}
    return _Facts(
        skus=dict(skus_by_ids(sorted(sku_ids | book.gift_ids))),
        groups=groups,
        book=book,
        coupons=coupons,
        named=named,
        terms=terms,
        used=used,
        gifts=gifts,
        stock=stock,
        locations=places,
    )


def _gather_terms(
    customers: set[int], book: PriceBook, now: datetime
) -> tuple[dict[int, CustomerTerms], dict[int, dict[int, int]]]:
    """What customers may expect; who has taken the newcomer's place with an open order is no newcomer any more."""
    if not customers:
        return {}, {}
    terms = terms_of(customers, now, newcomers=book.asks_newcomer)
    if not book.counted:
        return terms, {}
    used, newcomers = used_promotions(customers)
    for customer_id in newcomers & terms.keys():
        terms[customer_id] = replace(terms[customer_id], is_newcomer=False)
    return terms, used


def _gather_coupons(
    requests: Sequence[QuoteRequest], *, with_choices: bool
) -> tuple[dict[int, list[CouponFacts]], dict[str, CouponFacts]]:
    codes = {code for request in requests for code in _codes(request)}
    owners = {r.customer_id for r in requests if with_choices or r.coupon_code == "best"}
    if not codes and not owners:
        return {}, {}
    if codes:
        mine = Q(customer_id__in=owners, status=CouponStatus.AVAILABLE) if owners else Q()
        candidates = coupon_facts(Q(code__in=codes) | mine)
    else:
        candidates = available_coupons(owners)
    coupons: dict[int, list[CouponFacts]] = {}
    named: dict[str, CouponFacts] = {}
    for coupon in candidates:
        if coupon.code in codes:
            named[coupon.code] = coupon
        if coupon.customer_id in owners and coupon.status == CouponStatus.AVAILABLE:
            coupons.setdefault(coupon.customer_id, []).append(coupon)
    return coupons, named
