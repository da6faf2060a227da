"""Theme of the console. Navigation and pages are in surfaces.console; here is what Unfold reads from settings."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "鱼塘",
    "SITE_HEADER": "鱼塘",
    "SITE_URL": "/",
    "THEME": "light",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,
    "BORDER_RADIUS": "8px",
    "COLORS": {
        # 600 is the brand, 50 its weak ground; the others are steps of the same hue.
        "primary": {
            "50": "#E7F3F2",
            "100": "#D0E7E5",
            "200": "#B9DBD8",
            "300": "#86BFBB",
            "400": "#4A9E99",
            "500": "#1F8A84",
            "600": "#0B7A75",
            "700": "#086560",
            "800": "#07524F",
            "900": "#063F3D",
            "950": "#042B29",
        },
        "base": {
            "50": "#F5F7F8",
            "100": "#F2F4F5",
            "200": "#EBEEF0",
            "300": "#DDE1E4",
            "400": "#B4BCC4",
            "500": "#8F959E",
            "600": "#646A73",
            "700": "#3D434A",
            "800": "#2B3036",
            "900": "#1F2329",
            "950": "#14171B",
        },
    },
    "SIDEBAR": {"show_search": False, "show_all_applications": False, "navigation": []},
}
