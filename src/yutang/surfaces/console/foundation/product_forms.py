"""Forms of products: one form for the product, one row of fields per SKU."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.storage import default_storage
from django.utils.html import format_html

from yutang.foundation.catalog.contracts import KIND_LABELS, NewSku, ProductStatus
from yutang.foundation.catalog.models import Category
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.pictures import media_url

_SUFFIXES = {".png", ".jpg", ".jpeg", ".webp"}
_LARGEST = 3 * 1024 * 1024


def category_choices() -> list[tuple[Any, str]]:
    """Every category with its parent, for a select."""
    rows = Category.objects.select_related("parent").order_by("parent__sort", "parent_id", "sort", "id")[
        :1000
    ]
    return [
        ("", "不分类"),
        *((row.pk, f"{row.parent.name} / {row.name}" if row.parent else row.name) for row in rows),
    ]


class ProductForm(forms.Form):
    """What the product page says."""

    name = forms.CharField(label="商品名称", max_length=120)
    subtitle = forms.CharField(label="副标题", max_length=200, required=False)
    category_id = forms.TypedChoiceField(label="分类", required=False, coerce=int, empty_value=None)
    origin = forms.CharField(label="产地", max_length=60, required=False)
    description = forms.CharField(label="图文详情", widget=forms.Textarea, max_length=20_000, required=False)
    service_promises = forms.CharField(
        label="服务保障", required=False, max_length=200, help_text="用逗号分开，例如：坏果包赔，次日达"
    )
    original_price_fen = MoneyField(
        label="日常价", required=False, help_text="必须真的卖过这个价，否则不会显示划线价"
    )
    sort = forms.IntegerField(label="排序", initial=0, required=False, help_text="大的在前")
    picture = forms.ImageField(
        label="上传图片", required=False, help_text="PNG、JPG 或 WebP，3 MB 以内；新图排在最前"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category_id"].choices = category_choices()  # type: ignore[attr-defined]

    def clean_picture(self) -> Any:
        """A picture of a kind that browsers show, and small."""
        file = self.cleaned_data.get("picture")
        if file and (file.size > _LARGEST or PurePath(file.name).suffix.lower() not in _SUFFIXES):
            raise forms.ValidationError("请上传 3 MB 以内的 PNG、JPG 或 WebP")
        return file

    def clean_service_promises(self) -> tuple[str, ...]:
        """The promises one by one."""
        text = str(self.cleaned_data["service_promises"]).replace("，", ",").replace("、", ",")
        return tuple(part.strip() for part in text.split(",") if part.strip())


class NewProductForm(ProductForm):
    """A product with its first SKU."""

    field_order = (
        "kind",
        "no",
        "name",
        "subtitle",
        "category_id",
        "sku_no",
        "spec",
        "price_fen",
        "member_price_fen",
        "cost_fen",
        "weight_g",
    )
    kind = forms.ChoiceField(
        label="类型",
        choices=[(kind.value, label) for kind, label in KIND_LABELS.items()],
        help_text="到店券包不发货，买后在门店核销；建好后在“券包权益”里添加权益。类型以后不能改",
    )
    no = forms.CharField(label="货号", max_length=40)
    sku_no = forms.CharField(label="规格编号", max_length=60)
    spec = forms.CharField(label="规格", max_length=120, required=False, help_text="例如：500 g 礼盒装")
    price_fen = MoneyField(label="售价", min_fen=1)
    member_price_fen = MoneyField(label="会员价", required=False)
    cost_fen = MoneyField(label="成本", required=False)
    weight_g = forms.IntegerField(label="重量（克）", min_value=0, max_value=1_000_000, required=False)
    status = forms.ChoiceField(
        label="状态",
        choices=[(ProductStatus.DRAFT.value, "先存草稿"), (ProductStatus.ON_SALE.value, "立即上架")],
    )


class SkuForm(forms.Form):
    """One SKU to add or, when the number exists on this product, to change."""

    no = forms.CharField(
        label="规格编号", max_length=60, help_text="已有编号会修改那个规格，新编号会新增规格"
    )
    spec = forms.CharField(label="规格", max_length=120, required=False)
    price_fen = MoneyField(label="售价", min_fen=1)
    member_price_fen = MoneyField(label="会员价", required=False)
    cost_fen = MoneyField(label="成本", required=False)
    weight_g = forms.IntegerField(label="重量（克）", min_value=0, max_value=1_000_000, required=False)
    barcode = forms.CharField(label="条码", max_length=40, required=False)
    is_active = forms.BooleanField(label="可售", required=False, initial=True)


REMOVE = "remove"


def picture_field(path: str) -> str:
    """The name of a picture's field: by the picture and not by its place, so that an old page moves no other one."""
    return f"picture_{sha256(path.encode()).hexdigest()[:16]}"


def pictures_form(row: Any) -> type[forms.Form]:
    """One choice per picture: where it stands, or away with it."""
    count = len(row.pictures)
    places = [(str(n), f"第 {n} 张") for n in range(1, count + 1)]
    fields: dict[str, Any] = {}
    for number, path in enumerate(row.pictures, 1):
        label = format_html('<img class="pf" src="{}" alt=""> 图片 {}', media_url(str(path)), number)
        fields[picture_field(path)] = forms.ChoiceField(
            label=label, choices=[*places, (REMOVE, "移除")], initial=str(number)
        )
    return type("PicturesForm", (forms.Form,), fields)


def arranged(pictures: Sequence[str], data: Mapping[str, str]) -> list[str]:
    """The pictures as the form orders them; one that moves makes those between give way, up or down."""
    wanted = [
        (int(place), (int(place) > number) - (int(place) < number), number, path)
        for number, path in enumerate(pictures, 1)
        if (place := data[picture_field(path)]) != REMOVE
    ]
    return [path for *_, path in sorted(wanted)]


def sku_of(data: Any, *, no_key: str = "no") -> NewSku:
    """The SKU that a form describes."""
    return NewSku(
        no=data[no_key],
        spec=data["spec"],
        price_fen=data["price_fen"],
        member_price_fen=data["member_price_fen"],
        cost_fen=data["cost_fen"] or 0,
        weight_g=data["weight_g"] or 0,
        barcode=data.get("barcode", ""),
        is_active=data.get("is_active", True),
    )


def store_picture(file: Any) -> str:
    """Keep an uploaded picture under a name of our own; returns its path in the media folder."""
    suffix = PurePath(file.name).suffix.lower()
    return default_storage.save(f"products/{uuid4().hex}{suffix}", file)
