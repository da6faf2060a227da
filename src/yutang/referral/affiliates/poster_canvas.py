"""A sheet to draw a poster on: fonts, colours, texts that fit, pictures on their tint."""

import io
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageFont, UnidentifiedImageError

INK, INK_2, INK_3 = "#1F2329", "#646A73", "#8F959E"
LINE, PRICE, PRICE_INK, PRICE_WEAK = "#EBEEF0", "#E5432D", "#C93722", "#FDF0ED"
_ASSETS = Path(__file__).parent / "assets"
_MOST_PIXELS = 40_000_000


@lru_cache(maxsize=32)
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the house's font; it is part of the package, so posters look the same everywhere."""
    return ImageFont.truetype(str(_ASSETS / ("poster-bold.otf" if bold else "poster-regular.otf")), size)


def color(text: str, otherwise: str) -> tuple[int, int, int]:
    """Read a colour that a merchant typed; nonsense gives the other one."""
    try:
        found = ImageColor.getrgb(text)
    except ValueError:
        found = ImageColor.getrgb(otherwise)
    return (found[0], found[1], found[2])


def picture_of(data: bytes) -> Image.Image | None:
    """Read a picture; what is none, or is absurdly large, counts as missing."""
    try:
        found = Image.open(io.BytesIO(data))
        return found.convert("RGBA") if found.width * found.height <= _MOST_PIXELS else None
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def shortened(text: str, face: ImageFont.FreeTypeFont, width: int) -> str:
    """Return the text, cut with an ellipsis where it would be wider than there is room."""
    if face.getlength(text) <= width:
        return text
    while text and face.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: int, lines: int) -> list[str]:
    """Break Chinese text into at most so many lines; closing marks do not start a line."""
    found: list[str] = []
    rest = text
    while rest and len(found) < lines - 1:
        cut = len(rest)
        while face.getlength(rest[:cut]) > width:
            cut -= 1
        if cut < len(rest) and rest[cut] in "，。、；：！？）」』》…" and cut > 1:
            cut -= 1
        found.append(rest[:cut])
        rest = rest[cut:]
    if rest:
        found.append(shortened(rest, face, width))
    return found


def is_cut_out(picture: Image.Image) -> bool:
    """Tell a picture on a transparent ground from a photograph."""
    corners = [
        (0, 0),
        (picture.width - 1, 0),
        (0, picture.height - 1),
        (picture.width - 1, picture.height - 1),
    ]
    alphas = [picture.getpixel(corner) for corner in corners]
    return all(isinstance(pixel, tuple) and pixel[3] < 16 for pixel in alphas)


def paste_shadowed(
    sheet: Image.Image, picture: Image.Image, place: tuple[int, int], size: int, angle: float
) -> None:
    """Put a cut-out picture on the sheet, turned, with one soft shadow below it."""
    turned = picture.resize((size, size), Image.Resampling.LANCZOS).rotate(
        angle, Image.Resampling.BICUBIC, expand=True
    )
    pad = 40
    alpha = Image.new("L", (turned.width + 2 * pad, turned.height + 2 * pad))
    alpha.paste(turned.getchannel("A").point(lambda value: value * 16 // 100), (pad, pad))
    shadow = Image.new("RGBA", alpha.size, (140, 40, 40, 0))
    shadow.putalpha(alpha.filter(ImageFilter.GaussianBlur(10)))
    x = place[0] - (turned.width - size) // 2
    y = place[1] - (turned.height - size) // 2
    _over(sheet, shadow, (x - pad, y - pad + 16))
    _over(sheet, turned, (x, y))


def paste_rounded(
    sheet: Image.Image, picture: Image.Image, box: tuple[int, int, int, int], radius: int
) -> None:
    """Fill a rounded box with the middle of a picture."""
    width, height = box[2] - box[0], box[3] - box[1]
    scale = max(width / picture.width, height / picture.height)
    fitted = picture.resize(
        (round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS
    )
    left, top = (fitted.width - width) // 2, (fitted.height - height) // 2
    fitted = fitted.crop((left, top, left + width, top + height))
    fitted.putalpha(ImageChops.multiply(fitted.getchannel("A"), rounded_mask((width, height), radius)))
    _over(sheet, fitted, (box[0], box[1]))


def rounded_mask(size: tuple[int, int], radius: int) -> Image.Image:
    """Return a smooth mask of a rounded box: drawn four times as large, then shrunk."""
    large = Image.new("L", (size[0] * 4, size[1] * 4))
    ImageDraw.Draw(large).rounded_rectangle((0, 0, large.width - 1, large.height - 1), radius * 4, fill=255)
    return large.resize(size, Image.Resampling.LANCZOS)


def fill_rounded(
    sheet: Image.Image, box: tuple[int, int, int, int], radius: int, fill: tuple[int, int, int]
) -> None:
    """Draw a rounded box with smooth corners."""
    size = (box[2] - box[0], box[3] - box[1])
    sheet.paste(fill, (box[0], box[1]), rounded_mask(size, radius))


def qr_code(url: str, side: int) -> Image.Image:
    """Draw a QR code about so many pixels wide, in whole pixels per module, without its quiet zone."""
    code = segno.make(url, error="m", micro=False)
    modules = code.symbol_size(border=0)[0]
    buffer = io.BytesIO()
    code.save(buffer, kind="png", scale=max(1, round(side / modules)), border=0, dark=INK, light="#FFFFFF")
    return Image.open(buffer).convert("RGB")


def _over(sheet: Image.Image, picture: Image.Image, place: tuple[int, int]) -> None:
    sheet.paste(picture, place, picture)
