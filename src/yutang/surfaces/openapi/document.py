"""Makes the OpenAPI document; what it says is kept as a snapshot, because it is a promise."""

import json
from typing import Any

from yutang.surfaces.guide.api import api as guide_api
from yutang.surfaces.mall.api import api

MALL_PREFIX = "/api/mall/"
GUIDE_PREFIX = "/api/guide/"


def mall_document() -> dict[str, Any]:
    """The storefront API as plain JSON values, the same on every run."""
    document: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=MALL_PREFIX)))
    return document


def guide_document() -> dict[str, Any]:
    """The guide API as plain JSON values, the same on every run."""
    document: dict[str, Any] = json.loads(json.dumps(guide_api.get_openapi_schema(path_prefix=GUIDE_PREFIX)))
    return document


def as_text(document: dict[str, Any]) -> str:
    """The document as it is stored: indented, readable Chinese, a line break at the end."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
