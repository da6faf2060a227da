"""Brand, home, categories, products and stores."""

# ruff: noqa: ARG001  (ninja hands every endpoint its request)

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from yutang.surfaces.mall.answers import home, products, shop
from yutang.surfaces.mall.caller import PathId, customer_of, customer_or_none, signed_in
from yutang.surfaces.mall.schemas.brand import BrandOut
from yutang.surfaces.mall.schemas.home import HomeOut
from yutang.surfaces.mall.schemas.products import (
    CategoryOut,
    HotWordsOut,
    ProductForMeOut,
    ProductOut,
    ProductPageOut,
    TickerOut,
)
from yutang.surfaces.mall.schemas.shared import Id, In, PageNumber, Text
from yutang.surfaces.mall.schemas.stores import StoresOut

router = Router(tags=["shop"])


class ProductQuery(In):
    """Filters of the product list."""

    category: Id | None = None
    q: Annotated[Text, Field(max_length=60)] = ""
    sort: Literal["default", "sales", "newest", "price_up", "price_down"] = "default"
    page: PageNumber = 1


class PlaceQuery(In):
    """Where the caller is."""

    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lng: Annotated[float, Field(ge=-180, le=180)] | None = None


@router.get("/brand", response=BrandOut, operation_id="get_brand")
def get_brand(request: HttpRequest) -> BrandOut:
    """The merchant's name, look and promises."""
    return shop.brand()


@router.get("/home", response=HomeOut, operation_id="get_home")
def get_home(request: HttpRequest) -> HomeOut:
    """The first screen; richer for a customer who signed in."""
    return home.home_of(customer_or_none(request))


@router.get("/categories", response=list[CategoryOut], operation_id="list_categories")
def list_categories(request: HttpRequest) -> list[CategoryOut]:
    """The category tree."""
    return shop.categories()


@router.get("/products", response=ProductPageOut, operation_id="list_products")
def list_products(request: HttpRequest, query: Query[ProductQuery]) -> ProductPageOut:
    """Products on sale by category and words."""
    return products.page_of(
        customer_or_none(request), category_id=query.category, q=query.q, sort=query.sort, page=query.page
    )


@router.get("/products/{product_id}", response=ProductOut, operation_id="get_product")
def get_product(request: HttpRequest, product_id: PathId) -> ProductOut:
    """The product page, the same for everybody."""
    return products.product_of(product_id)


@router.get(
    "/products/{product_id}/for-me",
    response=ProductForMeOut,
    auth=signed_in,
    operation_id="get_product_for_me",
)
def get_product_for_me(request: HttpRequest, product_id: PathId) -> ProductForMeOut:
    """What differs for the caller: his price, what he earns by sharing, the coupons he holds."""
    return products.product_for(customer_of(request), product_id)


@router.get("/products/{product_id}/ticker", response=TickerOut, operation_id="get_ticker")
def get_ticker(request: HttpRequest, product_id: PathId) -> TickerOut:
    """True recent orders of the product."""
    return products.ticker_of(product_id)


@router.get("/search/hot", response=HotWordsOut, operation_id="list_hot_words")
def list_hot_words(request: HttpRequest) -> HotWordsOut:
    """Words worth searching for."""
    return products.hot_words()


@router.get("/stores", response=StoresOut, operation_id="list_stores")
def list_stores(request: HttpRequest, query: Query[PlaceQuery]) -> StoresOut:
    """Stores, the nearest first when the caller says where he is."""
    return shop.stores_near(latitude=query.lat, longitude=query.lng)
