"""Posters: the right size, a code that can be read, drawn once, true."""

import io
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.foundation.fixtures import a_customer, a_product
from yutang.foundation.catalog import api as catalog
from yutang.foundation.links import api as links
from yutang.kernel.errors import DomainError
from yutang.referral.affiliates import api as affiliates
from yutang.referral.affiliates.contracts import PosterContent
from yutang.referral.affiliates.poster_canvas import font, wrapped
from yutang.referral.affiliates.services import poster_png as service
from yutang.referral.affiliates.services.draw_poster import draw_poster


def content(**changes: Any) -> PosterContent:
    values: dict[str, Any] = {
        "brand_name": "一鲫鲜果",
        "brand_slogan": "杭州 6 家门店，30 分钟自提",
        "brand_color": "#0B7A75",
        "brand_logo": b"",
        "title": "丹东 99 草莓 500 g 礼盒装",
        "subtitle": "凌晨采摘，全程 2–8 ℃，次日到杭州",
        "picture": b"",
        "tint": "#FBEDEB",
        "price_fen": 4590,
        "struck_fen": 5990,
        "price_note": "限时价至 11 月 21 日 20:00",
        "sharer_name": "晚晴",
        "sharer_note": "买过 4 次",
        "sharer_avatar": b"",
        "sentence": "坏果包赔，48 小时内发货。",
        "url": "http://127.0.0.1:8000/l/0123456789a",
    }
    return PosterContent(**(values | changes))


def codes_on(png: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))]


def test_the_poster_has_its_size_and_a_code_that_can_be_read() -> None:
    png = draw_poster(content())
    assert Image.open(io.BytesIO(png)).size == (750, 1334)
    assert codes_on(png) == ["http://127.0.0.1:8000/l/0123456789a"]


def test_around_the_code_is_a_quiet_zone_of_four_modules() -> None:
    picture = Image.open(io.BytesIO(draw_poster(content()))).convert("L")
    left, top, side, quiet = 488, 996, 203, 28
    zone = picture.crop((left - quiet, top - quiet, left + side + quiet, top + side + quiet))
    inner = (quiet, quiet, quiet + side, quiet + side)
    zone.paste(255, inner)
    assert zone.getextrema() == (255, 255)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert draw_poster(content()) == draw_poster(content())
    assert draw_poster(content()) != draw_poster(content(price_fen=4591))


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "很长的商品名" * 20, "subtitle": "很长的副标题" * 20, "sharer_name": "很长的昵称" * 9},
        {"sentence": "一句很长很长的话，" * 20, "price_fen": 123_456_789, "struck_fen": 223_456_789},
        {"picture": b"not a picture", "sharer_avatar": b"GIF89a", "brand_logo": b"\x89PNG"},
        {"tint": "javascript:alert(1)", "brand_color": "", "brand_name": ""},
        {"title": "<script>alert(1)</script>", "sentence": "", "price_note": "", "struck_fen": None},
        {"title": "😀 生僻字 𠮷", "url": "https://shop.example.com/l/0123456789a?x=" + "y" * 60},
    ],
)
def test_nothing_breaks_the_drawing(changes: dict[str, Any]) -> None:
    made = content(**changes)
    assert codes_on(draw_poster(made)) == [made.url]


def test_a_line_does_not_start_with_a_closing_mark() -> None:
    face = font(28)
    text = "个头匀，到手还是凉的，孩子一口气吃了半盒。"
    for width in range(200, 420, 7):
        assert not [line for line in wrapped(text, face, width, 4)[1:] if line[0] in "，。、；：！？"]


@pytest.mark.django_db
def test_a_customers_poster_carries_his_link_and_is_drawn_once(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    customer, product = a_customer(nickname="晚晴"), a_product()
    png = affiliates.poster_png(customer, product.product_id)
    (url,) = codes_on(png)
    link = links.link_by_code(url.rsplit("/", 1)[1])
    assert (link.carrier, link.owner_id, link.target_id) == ("poster", customer, product.product_id)
    monkeypatch.setattr(service, "draw_poster", lambda _: pytest.fail("drawn again"))
    assert affiliates.poster_png(customer, product.product_id) == png
    assert len(list(tmp_path.glob("posters/*/*.png"))) == 1


@pytest.mark.django_db
def test_there_is_no_poster_for_a_deleted_product() -> None:
    product = a_product()
    catalog.delete_product(product_id=product.product_id, actor="staff:1")
    with pytest.raises(DomainError) as refused:
        affiliates.poster_png(a_customer(), product.product_id)
    assert refused.value.code == "product_gone"


def test_a_picture_outside_the_media_folder_is_not_read(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret-key").write_bytes(b"secret")
    (settings.MEDIA_ROOT / "ok.png").write_bytes(b"picture")
    assert service._media("../secret-key") == b""
    assert service._media("/etc/passwd") == b""
    assert service._media("/media/ok.png") == service._media("ok.png") == b"picture"
