"""The brand as it is shown."""

from yutang.foundation.org.contracts import BrandFacts
from yutang.foundation.org.models import Brand

UNNAMED = BrandFacts(name="鱼塘", slogan="", logo="", brand_color="#0B7A75", service_phone="")


def brand_profile() -> BrandFacts:
    """The brand, or a plain one until somebody has set it."""
    row = Brand.objects.filter(id=1).first()
    if row is None:
        return UNNAMED
    return BrandFacts(row.name, row.slogan, row.logo, row.brand_color, row.service_phone, dict(row.policy))
