"""Draw a poster: 750 × 1334, brand, picture, true price, one true sentence, QR. No urgency, no earnings."""

import io

from PIL import Image, ImageDraw, ImageFont

from yutang.kernel.money import yuan
from yutang.referral.affiliates.contracts import PosterContent
from yutang.referral.affiliates.poster_canvas import (
    INK,
    INK_2,
    INK_3,
    LINE,
    PRICE,
    PRICE_INK,
    PRICE_WEAK,
    color,
    fill_rounded,
    font,
    is_cut_out,
    paste_rounded,
    paste_shadowed,
    picture_of,
    qr_code,
    shortened,
    wrapped,
)

WIDTH, HEIGHT = 750, 1334
BAND = 688
MARGIN = 48
RIGHT = WIDTH - MARGIN
QR_SIDE = 200
QR_LEFT, QR_TOP = 490, 996
_SCATTER = (
    (408, 160, 208, 22),
    (160, 148, 232, -20),
    (28, 308, 248, -8),
    (472, 300, 244, 16),
    (272, 220, 224, 2),
    (156, 372, 260, 8),
    (372, 364, 268, -10),
    (264, 436, 232, 4),
)
"""Left, top, side and turn of each copy of a cut-out picture."""


def draw_poster(content: PosterContent) -> bytes:
    """Return the poster as PNG; the same content gives the same bytes."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), "#FFFFFF")
    _draw_picture(sheet, content)
    _draw_brand(sheet, content)
    draw = ImageDraw.Draw(sheet)
    _draw_price(sheet, draw, content)
    _draw_title(draw, content)
    _draw_sharer(sheet, draw, content)
    _draw_code(sheet, draw, content)
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def _draw_picture(sheet: Image.Image, content: PosterContent) -> None:
    tint = color(content.tint, "#F2F4F5")
    ImageDraw.Draw(sheet).rectangle((0, 0, WIDTH, BAND - 1), fill=tint)
    picture = picture_of(content.picture)
    if picture is None:
        deeper = (tint[0] * 86 // 100, tint[1] * 86 // 100, tint[2] * 86 // 100)
        ImageDraw.Draw(sheet).text(
            (WIDTH // 2, 404), content.title[:1], font=font(320, bold=True), fill=deeper, anchor="mm"
        )
    elif is_cut_out(picture):
        band = sheet.crop((0, 0, WIDTH, BAND))
        for left, top, side, turn in _SCATTER:
            paste_shadowed(band, picture, (left, top), side, -turn)
        sheet.paste(band, (0, 0))
    else:
        paste_rounded(sheet, picture, (MARGIN, 152, RIGHT, BAND - 40), 24)


def _draw_brand(sheet: Image.Image, content: PosterContent) -> None:
    draw = ImageDraw.Draw(sheet)
    logo = picture_of(content.brand_logo)
    box = (MARGIN, 40, MARGIN + 72, 112)
    if logo is not None:
        paste_rounded(sheet, logo, box, 16)
    else:
        fill_rounded(sheet, box, 16, color(content.brand_color, "#0B7A75"))
        draw.text(
            (84, 76), _mark_of(content.brand_name), font=font(36, bold=True), fill="#FFFFFF", anchor="mm"
        )
    name, slogan = font(32, bold=True), font(24)
    draw.text((136, 60), shortened(content.brand_name, name, 560), font=name, fill=INK, anchor="lm")
    draw.text((136, 96), shortened(content.brand_slogan, slogan, 560), font=slogan, fill=INK_2, anchor="lm")


def _mark_of(name: str) -> str:
    """The character of a name that people remember: 一鲫鲜果 → 鲫."""
    return name[1:2] if name[:1] in "一小大老阿" and len(name) > 1 else name[:1]


def _draw_price(sheet: Image.Image, draw: ImageDraw.ImageDraw, content: PosterContent) -> None:
    whole, rest = yuan(content.price_fen).split(".")
    small, large, base, left = font(42, bold=True), font(58, bold=True), 788, MARGIN
    for text, face in (("¥", small), (whole, large), (f".{rest}", small)):
        draw.text((left, base), text, font=face, fill=PRICE, anchor="ls")
        left += round(face.getlength(text)) + 1
    note_left = RIGHT
    if content.price_note:
        face = font(24)
        note_left = RIGHT - round(face.getlength(content.price_note)) - 32
        fill_rounded(sheet, (note_left, 758, RIGHT, 806), 8, color(PRICE_WEAK, PRICE_WEAK))
        draw.text((note_left + 16, 782), content.price_note, font=face, fill=PRICE_INK, anchor="lm")
    if content.struck_fen is not None:
        face, text = font(28), f"¥{yuan(content.struck_fen)}"
        width = round(face.getlength(text))
        if left + 16 + width < note_left - 16:
            draw.text((left + 16, base), text, font=face, fill=INK_3, anchor="ls")
            draw.line((left + 16, base - 10, left + 16 + width, base - 10), fill=INK_3, width=2)


def _draw_title(draw: ImageDraw.ImageDraw, content: PosterContent) -> None:
    face = _face_that_fits(content.title, (40, 36, 32), RIGHT - MARGIN)
    draw.text((MARGIN, 850), shortened(content.title, face, RIGHT - MARGIN), font=face, fill=INK, anchor="lm")
    face = font(28)
    subtitle = shortened(content.subtitle, face, RIGHT - MARGIN)
    draw.text((MARGIN, 906), subtitle, font=face, fill=INK_2, anchor="lm")
    draw.line((MARGIN, 959, RIGHT - 1, 959), fill=LINE, width=2)


def _face_that_fits(text: str, sizes: tuple[int, ...], width: int) -> ImageFont.FreeTypeFont:
    for size in sizes:
        if font(size, bold=True).getlength(text) <= width:
            return font(size, bold=True)
    return font(sizes[-1], bold=True)


def _draw_sharer(sheet: Image.Image, draw: ImageDraw.ImageDraw, content: PosterContent) -> None:
    room = QR_LEFT - 32 - MARGIN
    avatar = picture_of(content.sharer_avatar)
    fill_rounded(sheet, (MARGIN, 1020, MARGIN + 88, 1108), 44, color("#F6E9E4", "#F6E9E4"))
    if avatar is None:
        face = font(36, bold=True)
        draw.text((MARGIN + 44, 1064), content.sharer_name[:1], font=face, fill=INK_2, anchor="mm")
    else:
        # A cut-out face keeps a little air around it; a photograph fills the circle.
        inset = 8 if is_cut_out(avatar) else 0
        box = (MARGIN + inset, 1020 + inset, MARGIN + 88 - inset, 1108 - inset)
        paste_rounded(sheet, avatar, box, 44 - inset)
    name = font(28, bold=True)
    text = f"{shortened(content.sharer_name, name, room - 104 - 136)} 推荐给你"
    draw.text((152, 1045), text, font=name, fill=INK, anchor="lm")
    draw.text((152, 1083), content.sharer_note, font=font(24), fill=INK_2, anchor="lm")
    for number, line in enumerate(wrapped(content.sentence, font(28), room, 2)):
        draw.text((MARGIN, 1152 + 40 * number), line, font=font(28), fill=INK, anchor="lm")


def _draw_code(sheet: Image.Image, draw: ImageDraw.ImageDraw, content: PosterContent) -> None:
    code = qr_code(content.url, QR_SIDE)
    left = QR_LEFT + (QR_SIDE - code.width) // 2
    sheet.paste(code, (left, QR_TOP))
    middle = QR_LEFT + QR_SIDE // 2
    draw.text((middle, 1244), "长按识别二维码", font=font(24), fill=INK_2, anchor="mm")
    draw.text((WIDTH // 2, 1296), "价格与库存以打开页面时为准", font=font(24), fill=INK_2, anchor="mm")
