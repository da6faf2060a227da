"""Rows of links."""

from yutang.foundation.links.models.binding import Binding
from yutang.foundation.links.models.link import Link
from yutang.foundation.links.models.touch import Touch

__all__ = ["Binding", "Link", "Touch"]
