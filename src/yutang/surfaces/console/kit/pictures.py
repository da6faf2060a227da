"""Addresses of pictures, and the small pictures of lists."""

from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString


def media_url(path: str) -> str:
    """Where a stored picture is served; whole addresses and rooted paths stay as they are."""
    if not path or path.startswith(("http://", "https://", "/", "data:image/")):
        return path
    return f"{settings.MEDIA_URL}{path}"


def face(avatar: str, name: str) -> SafeString:
    """A round face, or the first character of the name."""
    if avatar:
        return format_html('<span class="av"><img src="{}" alt="" loading="lazy"></span>', media_url(avatar))
    return format_html('<span class="av">{}</span>', (name or "客")[:1])


def thumb(path: str, tint: str) -> SafeString:
    """A product on its own ground."""
    if not path:
        return format_html('<span class="pic"><i class="ms g">{}</i></span>', "image")
    return format_html(
        '<span class="pic" style="background:{}"><img src="{}" alt="" loading="lazy"></span>',
        tint or "var(--fill)",
        media_url(path),
    )


def first_picture(pictures: Any) -> str:
    """The first of a product's pictures, or nothing."""
    return str(pictures[0]) if isinstance(pictures, list) and pictures else ""


def mark_of(name: str) -> str:
    """One character for a brand without a logo; a leading 一 would look like a dash, so the next one is taken."""
    letters = name.strip() or "鱼"
    return next((letter for letter in letters if letter not in "一丶乙"), letters[0])
