"""What other modules may say to the catalogue and hear from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from yutang.kernel.errors import DomainError, NotFound


class ProductStatus(StrEnum):
    """Where a product stands; deletion is a state, not a loss."""

    DRAFT = "draft"
    ON_SALE = "on_sale"
    OFF_SALE = "off_sale"
    DELETED = "deleted"


STATUS_LABELS: Mapping[ProductStatus, str] = {
    ProductStatus.DRAFT: "草稿",
    ProductStatus.ON_SALE: "在售",
    ProductStatus.OFF_SALE: "下架",
    ProductStatus.DELETED: "已删除",
}


class ProductKind(StrEnum):
    """Goods are sent or collected; a voucher pack is rights that are redeemed in a store and never delivered."""

    GOODS = "goods"
    VOUCHER = "voucher"


KIND_LABELS: Mapping[ProductKind, str] = {ProductKind.GOODS: "实物商品", ProductKind.VOUCHER: "到店券包"}


class ProductSort(StrEnum):
    """综合 · 销量 · 价格升 · 价格降 · 新品."""

    DEFAULT = "default"
    SALES = "sales"
    PRICE_ASC = "price_asc"
    PRICE_DESC = "price_desc"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class SkuFacts:
    """What cart, quote and order need of a SKU; `category_path` runs from the root to the leaf."""

    sku_id: int
    product_id: int
    product_no: str
    sku_no: str
    name: str
    spec: str
    picture: str
    tint: str
    category_id: int | None
    category_path: tuple[int, ...]
    price_fen: int
    member_price_fen: int | None
    cost_fen: int
    weight_g: int
    is_sellable: bool
    kind: str = ProductKind.GOODS


@dataclass(frozen=True, slots=True)
class SkuView:
    """A SKU on its product's page; `original_price_fen` is None unless it is honest."""

    sku_id: int
    no: str
    spec: str
    spec_values: Mapping[str, str]
    price_fen: int
    member_price_fen: int | None
    original_price_fen: int | None
    weight_g: int
    barcode: str


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product in a list; the price is that of its cheapest SKU, which is `sku_id`."""

    product_id: int
    no: str
    name: str
    subtitle: str
    picture: str
    tint: str
    category_id: int | None
    sku_id: int | None
    sku_count: int
    price_fen: int
    member_price_fen: int | None
    original_price_fen: int | None
    sales_count: int
    status: ProductStatus
    kind: str = ProductKind.GOODS


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """Everything the product page shows of the catalogue; SKUs are the active ones, cheapest first."""

    product_id: int
    no: str
    name: str
    subtitle: str
    status: ProductStatus
    is_sellable: bool
    category_id: int | None
    category_name: str
    category_path: tuple[int, ...]
    pictures: tuple[str, ...]
    tint: str
    description: str
    specs: tuple[tuple[str, str], ...]
    service_promises: tuple[str, ...]
    origin: str
    price_fen: int
    original_price_fen: int | None
    sales_count: int
    version: int
    skus: tuple[SkuView, ...]
    kind: str = ProductKind.GOODS


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """A list to show; a category includes its descendants. `page` counts from 1."""

    category_id: int | None = None
    q: str = ""
    sort: str = ProductSort.DEFAULT
    page: int = 1
    page_size: int = 20
    min_price_fen: int | None = None
    max_price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ProductPage:
    """One page of a list and how many there are in all."""

    items: tuple[ProductCard, ...]
    total: int
    page: int
    page_size: int

    @property
    def has_more(self) -> bool:
        """Whether a further page has anything."""
        return self.page * self.page_size < self.total


@dataclass(frozen=True, slots=True)
class CategoryNode:
    """A category with those below it."""

    category_id: int
    name: str
    icon: str
    children: tuple["CategoryNode", ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryChanges:
    """What to change of a category; None leaves a field as it is."""

    name: str | None = None
    sort: int | None = None
    icon: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class NewSku:
    """A SKU to make or, in an update, to find by `no` and change."""

    no: str
    price_fen: int
    spec: str = ""
    spec_values: Mapping[str, str] = field(default_factory=dict)
    member_price_fen: int | None = None
    cost_fen: int = 0
    weight_g: int = 0
    barcode: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to make or import; `no` identifies it. The category is an id or a path of names. Its kind stays for ever.

    `listed_at` dates the price history of imported goods; None means now.
    """

    no: str
    name: str
    skus: tuple[NewSku, ...]
    subtitle: str = ""
    category_id: int | None = None
    category_path: tuple[str, ...] = ()
    status: ProductStatus = ProductStatus.ON_SALE
    pictures: tuple[str, ...] = ()
    tint: str = ""
    description: str = ""
    specs: tuple[tuple[str, str], ...] = ()
    service_promises: tuple[str, ...] = ()
    original_price_fen: int | None = None
    origin: str = ""
    sort: int = 0
    listed_at: datetime | None = None
    kind: ProductKind = ProductKind.GOODS


@dataclass(frozen=True, slots=True)
class ProductChanges:
    """What to change; None leaves a field as it is. SKUs are matched by `no`, new ones are added.

    `emptied` names the fields that shall be none from now on: "category_id", "original_price_fen".
    """

    name: str | None = None
    subtitle: str | None = None
    category_id: int | None = None
    status: ProductStatus | None = None
    pictures: tuple[str, ...] | None = None
    tint: str | None = None
    description: str | None = None
    specs: tuple[tuple[str, str], ...] | None = None
    service_promises: tuple[str, ...] | None = None
    original_price_fen: int | None = None
    origin: str | None = None
    sort: int | None = None
    skus: tuple[NewSku, ...] = ()
    emptied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportedProducts:
    """Ids by number for the whole batch, whether made now or known before."""

    created: int
    product_ids: Mapping[str, int]
    sku_ids: Mapping[str, int]


class ProductUnknown(NotFound):
    """There is no such product, or customers may not know of it yet."""

    def __init__(self, product: int | str) -> None:
        super().__init__("product_unknown", "没有找到这个商品", field="product_id", product=product)


class ProductGone(DomainError):
    """The product existed and was deleted: old links say so instead of pretending."""

    def __init__(self, product: int | str) -> None:
        super().__init__(
            "product_gone", "这个商品已经不卖了，看看别的吧", status=410, field="product_id", product=product
        )


class BadProduct(DomainError):
    """The product as given cannot be stored: `field` says which part."""

    def __init__(self, field_name: str, message: str, *, product_no: str = "") -> None:
        super().__init__("bad_product", message, status=400, field=field_name, product_no=product_no)
