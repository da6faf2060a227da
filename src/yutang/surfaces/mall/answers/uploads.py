"""Pictures that customers send."""

import hashlib
import io
import re
import secrets

from django.conf import settings
from ninja.files import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from yutang.kernel.errors import DomainError
from yutang.surfaces.mall.limits import Limit
from yutang.surfaces.mall.schemas.after_sales import UploadOut

MAX_BYTES = 4 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1600
UPLOADS_OF_CUSTOMER = Limit("uploads", most=60, seconds=3_600)
FORMATS = ("JPEG", "PNG", "WEBP")
NAME = re.compile(r"evidence/[0-9a-f]{16}/[0-9a-f]{24}\.jpg")


def folder_of(customer_id: int) -> str:
    """Where a customer's pictures lie; the name tells nobody who he is."""
    mark = hashlib.sha256(f"{settings.SECRET_KEY}:evidence:{customer_id}".encode()).hexdigest()[:16]
    return f"evidence/{mark}"


def is_own_picture(customer_id: int, path: str) -> bool:
    """Whether this path is a picture that this customer uploaded."""
    if not NAME.fullmatch(path) or not path.startswith(f"{folder_of(customer_id)}/"):
        return False
    return (settings.MEDIA_ROOT / path).is_file()


def store_picture(customer_id: int, file: UploadedFile) -> UploadOut:
    """Decode, shrink and store as JPEG: what is kept is what we drew, never the bytes that came.

    Refuses what is too large or no picture. Drawing anew also drops where and with what it was taken.
    """
    UPLOADS_OF_CUSTOMER.count(str(customer_id))
    if (file.size or 0) > MAX_BYTES:
        raise DomainError("too_large", "图片不能超过 4 MB", status=413, field="file")
    picture = _decoded(file.read())
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    path = f"{folder_of(customer_id)}/{secrets.token_hex(12)}.jpg"
    target = settings.MEDIA_ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, "JPEG", quality=85)
    return UploadOut(path=path, url=f"{settings.MEDIA_URL}{path}", width=picture.width, height=picture.height)


def _decoded(raw: bytes) -> Image.Image:
    refusal = DomainError("picture_unreadable", "只支持 JPG、PNG、WebP 图片", status=422, field="file")
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as found:
            if found.width * found.height > MAX_PIXELS:
                raise DomainError("too_large", "图片尺寸太大", status=413, field="file")
            return ImageOps.exif_transpose(found).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as exc:
        raise refusal from exc
