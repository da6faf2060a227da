"""How figures read in templates."""

from django import template

from yutang.surfaces.console.kit import texts

register = template.Library()


@register.filter
def money(fen: int | None) -> str:
    """Fen as ¥."""
    return texts.money(fen)


@register.filter
def count(number: int | None) -> str:
    """A whole number with separators."""
    return texts.plain(number)
