"""Theme and navigation of the console."""

from typing import Any

UNFOLD: dict[str, Any] = {"SITE_TITLE": "Yutang 鱼塘", "SITE_HEADER": "Yutang 鱼塘"}
