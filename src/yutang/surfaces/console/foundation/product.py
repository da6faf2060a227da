"""Products with their SKUs, pictures and stock."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from yutang.foundation.catalog.api import arrange_pictures, create_product, delete_product, update_product
from yutang.foundation.catalog.contracts import NewProduct, ProductChanges, ProductKind, ProductStatus
from yutang.foundation.catalog.models import Category, Product, Sku
from yutang.foundation.inventory.models import Stock
from yutang.surfaces.console.access import actor_of, visible_stores
from yutang.surfaces.console.foundation.product_forms import (
    NewProductForm,
    ProductForm,
    SkuForm,
    arranged,
    pictures_form,
    sku_of,
    store_picture,
)
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, number, state, tag, text, two, when
from yutang.surfaces.console.kit.filters import choice_filter, value_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.pictures import first_picture, media_url, thumb
from yutang.surfaces.console.kit.sections import Cell, Fact, Facts, Page, Pictures, Table
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Verb
from yutang.surfaces.console.labels import PRODUCT

_FIELDS = (
    "name",
    "subtitle",
    "category_id",
    "origin",
    "description",
    "service_promises",
    "original_price_fen",
)


def _create(_request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    pictures = (store_picture(data["picture"]),) if data["picture"] else ()
    detail = create_product(
        NewProduct(
            no=data["no"],
            skus=(sku_of(data, no_key="sku_no"),),
            status=ProductStatus(data["status"]),
            pictures=pictures,
            sort=data["sort"] or 0,
            kind=ProductKind(data["kind"]),
            **{key: data[key] for key in _FIELDS},
        )
    )
    return Done(
        f"已新建商品 {detail.name}", reverse("admin:catalog_product_change", args=[detail.product_id])
    )


def _edit(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    pictures = (store_picture(data["picture"]), *row.pictures)[:9] if data["picture"] else None
    changes = ProductChanges(
        pictures=pictures,
        sort=data["sort"] or 0,
        emptied=frozenset(key for key in ("category_id", "original_price_fen") if data[key] is None),
        **{key: data[key] for key in _FIELDS},
    )
    update_product(row.pk, changes, actor=actor_of(request))
    return "商品已更新"


def _sku(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    update_product(row.pk, ProductChanges(skus=(sku_of(data),)), actor=actor_of(request))
    return f"规格 {data['no']} 已保存"


def _arrange(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    kept = arranged(row.pictures, data)
    arrange_pictures(row.pk, kept, actor=actor_of(request))
    gone = len(row.pictures) - len(kept)
    return "图片已重排" + (f"，移除了 {gone} 张" if gone else "")


def _set_status(status: ProductStatus, message: str) -> Any:
    def run(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
        update_product(row.pk, ProductChanges(status=status), actor=actor_of(request))
        return message

    return run


def _delete(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> Done:
    delete_product(row.pk, actor=actor_of(request))
    return Done("商品已删除，旧链接会说明商品已下线", reverse("admin:catalog_product_changelist"))


def _initial(row: Any) -> Mapping[str, Any]:
    values = {
        key: getattr(row, key)
        for key in ("name", "subtitle", "category_id", "origin", "description", "original_price_fen", "sort")
    }
    return {**values, "service_promises": "，".join(row.service_promises)}


def _is_alive(row: Any) -> bool:
    return bool(row.status != ProductStatus.DELETED)


def _roots() -> list[tuple[str, str]]:
    rows = Category.objects.filter(parent=None).order_by("sort", "id").values_list("pk", "name")[:100]
    return [(str(pk), name) for pk, name in rows]


class ProductAdmin(ConsoleAdmin):
    """What the mall sells."""

    area = "goods"
    noun = "商品"
    columns = (
        two(
            "商品",
            "name",
            "no",
            picture=lambda row: thumb(first_picture(row.pictures), row.tint),
            order="name",
        ),
        text("分类", lambda row: row.category.name if row.category else ""),
        money("起售价", "price_fen", order="price_fen"),
        number("规格", "sku_count"),
        number("可售库存", "available"),
        number("销量", "sales_count", order="sales_count"),
        state("状态", "status", PRODUCT, order="status"),
        when("更新时间", "updated_at", order="updated_at"),
    )
    facets = (
        choice_filter("状态", "status", PRODUCT),
        value_filter("分类", "category", _roots, "category_id"),
    )
    views = (
        SavedView("全部", {}),
        *(SavedView(PRODUCT[key][0], {"status": key}) for key in ("on_sale", "off_sale", "draft")),
    )
    search_in = ("name", "no", "subtitle")
    search_hint = "名称、货号"
    list_select_related = ("category",)
    empty_text = "还没有商品"
    list_verbs = (Verb("create", "新建商品", _create, NewProductForm, icon="add", is_main=True),)
    verbs = (
        Verb("edit", "修改", _edit, ProductForm, icon="edit", is_main=True, when=_is_alive, initial=_initial),
        Verb("sku", "规格与价格", _sku, SkuForm, icon="sell", when=_is_alive),
        Verb(
            "pictures",
            "整理图片",
            _arrange,
            make_form=pictures_form,
            icon="photo_library",
            when=lambda row: _is_alive(row) and bool(row.pictures),
            explain="第 1 张是列表里的主图。移除的图片不再显示在商品页，已下的订单不受影响。",
        ),
        Verb(
            "on-sale",
            "上架",
            _set_status(ProductStatus.ON_SALE, "已上架"),
            icon="publish",
            when=lambda row: row.status in {ProductStatus.DRAFT, ProductStatus.OFF_SALE},
            explain="上架后商城立即可见、可买。",
        ),
        Verb(
            "off-sale",
            "下架",
            _set_status(ProductStatus.OFF_SALE, "已下架"),
            icon="visibility_off",
            when=lambda row: row.status == ProductStatus.ON_SALE,
            explain="下架后商城不再显示，已下的订单不受影响。",
        ),
        Verb(
            "delete",
            "删除",
            _delete,
            icon="delete",
            is_danger=True,
            when=_is_alive,
            explain="删除后不能恢复；订单里的记录保留，分享出去的链接会提示商品已下线。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """How many SKUs, and what can still be sold of them."""
        pairs = list(Sku.objects.filter(product__in=rows).values_list("pk", "product_id"))
        left: dict[int, int] = {}
        for sku_id, on_hand, held in Stock.objects.filter(sku_id__in=[pk for pk, _ in pairs]).values_list(
            "sku_id", "on_hand", "held"
        ):
            left[sku_id] = left.get(sku_id, 0) + on_hand - held
        for row in rows:
            mine = [pk for pk, product_id in pairs if product_id == row.pk]
            row.sku_count = len(mine)
            row.available = sum(left.get(pk, 0) for pk in mine)

    def headline(self, row: Any) -> Any:
        """On sale or not."""
        return tag(row.status, PRODUCT)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Pictures, SKUs, stock by place, text."""
        return Page(
            main=(_facts(row), _skus(row), _stock(request, row)),
            side=(_pictures(row), history_of(f"product:{row.pk}")),
        )


def _facts(row: Product) -> Facts:
    specs = [Fact(str(name), str(value)) for name, value in row.specs]
    return Facts(
        "商品资料",
        (
            Fact("货号", row.no),
            Fact("副标题", row.subtitle or "—"),
            Fact("分类", row.category.name if row.category else "—"),
            Fact("产地", row.origin or "—"),
            Fact("日常价", yuan(row.original_price_fen)),
            Fact("销量", f"{row.sales_count:,}"),
            Fact("服务保障", "、".join(row.service_promises) or "—"),
            Fact("更新时间", moment(row.updated_at)),
            *specs,
            Fact("图文详情", row.description or "—"),
        ),
    )


def _skus(row: Product) -> Table:
    heads = (
        ("规格", False),
        ("编号", False),
        ("售价", True),
        ("会员价", True),
        ("成本", True),
        ("重量", True),
        ("可售", False),
    )
    rows = [
        [
            Cell(one.spec or "默认"),
            Cell(one.no),
            Cell(yuan(one.price_fen), is_number=True),
            Cell(yuan(one.member_price_fen), is_number=True),
            Cell(yuan(one.cost_fen), is_number=True),
            Cell(f"{one.weight_g:,} g" if one.weight_g else "—", is_number=True),
            Cell("是" if one.is_active else "否"),
        ]
        for one in Sku.objects.filter(product=row).order_by("id")
    ]
    return Table("规格与价格", heads, rows, empty="还没有规格")


def _stock(request: HttpRequest, row: Product) -> Table:
    specs = dict(Sku.objects.filter(product=row).values_list("pk", "spec"))
    stocks = (
        Stock.objects.filter(sku_id__in=specs).select_related("location").order_by("location_id", "sku_id")
    )
    allowed = visible_stores(request)
    if allowed is not None:
        stocks = stocks.filter(location__store_id__in=allowed)
    rows = [
        [
            Cell(one.location.name, url=reverse("admin:inventory_stock_change", args=[one.pk])),
            Cell(specs[one.sku_id] or "默认"),
            Cell(f"{one.on_hand:,}", is_number=True),
            Cell(f"{one.held:,}", is_number=True),
            Cell(f"{one.available:,}", is_number=True),
        ]
        for one in stocks[:100]
    ]
    heads = (("库位", False), ("规格", False), ("在库", True), ("占用", True), ("可售", True))
    return Table("库存", heads, rows, empty="没有库存记录")


def _pictures(row: Product) -> Pictures:
    return Pictures("图片", [media_url(str(path)) for path in row.pictures], row.tint)
