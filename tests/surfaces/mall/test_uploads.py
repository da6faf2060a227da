"""Evidence pictures: decoded, shrunk, drawn anew, and the customer's own."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.surfaces.mall.conftest import Phone
from yutang.surfaces.mall.answers.uploads import is_own_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(phone: Phone, raw: bytes, name: str = "a.jpg") -> Any:
    headers = {"Authorization": f"Bearer {phone.token}"}
    file = SimpleUploadedFile(name, raw, content_type="image/jpeg")
    return phone.http.post("/api/mall/uploads", {"file": file}, headers=headers)


def picture(kind: str = "PNG", size: tuple[int, int] = (3000, 2000)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#E5432D").save(out, kind)
    return out.getvalue()


def test_a_picture_is_stored_smaller_and_belongs_to_who_sent_it(
    me: Phone, other: Phone, tmp_path: Path
) -> None:
    stored = me.ok(send(me, picture()))
    assert (stored["width"], stored["height"]) == (1600, 1067)
    with Image.open(tmp_path / stored["path"]) as kept:
        assert kept.format == "JPEG"
    assert is_own_picture(me.customer_id, stored["path"])
    assert not is_own_picture(other.customer_id, stored["path"])
    assert not is_own_picture(me.customer_id, "evidence/../../secret-key")


@pytest.mark.parametrize("raw", [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 50, picture()[:200]])
def test_what_is_no_picture_is_refused(me: Phone, raw: bytes) -> None:
    response = send(me, raw)
    assert response.status_code == 422
    assert response.json()["error"]["details"]["field"] == "file"


def test_a_file_beyond_four_megabytes_is_refused(me: Phone) -> None:
    me.refused(send(me, picture()[:100] + b"\0" * (4 * 1024 * 1024 + 1)), 413, "too_large")


def test_a_form_that_is_none_is_a_400(me: Phone) -> None:
    headers = {"Authorization": f"Bearer {me.token}"}
    response = me.http.post("/api/mall/uploads", b"x", content_type="multipart/form-data", headers=headers)
    me.refused(response, 400, "bad_request")
