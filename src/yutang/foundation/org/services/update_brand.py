"""Set what every surface shows of the brand."""

from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import BrandFacts
from yutang.foundation.org.models import Brand
from yutang.foundation.org.selectors.brand import brand_profile
from yutang.kernel import audit, clock
from yutang.kernel.errors import DomainError


@transaction.atomic
def update_brand(facts: BrandFacts, *, actor: str) -> BrandFacts:
    """Store the brand as given; a colour that text cannot be read in is refused. Audited."""
    if not facts.name.strip() or len(facts.name) > 40:
        raise DomainError("bad_brand", "品牌名称不能为空，且不超过 40 个字", field="name")
    if len(facts.slogan) > 80:
        raise DomainError("bad_brand", "品牌口号不能超过 80 个字", field="slogan")
    color = rules.check_brand_color(facts.brand_color)
    values = {
        "name": facts.name,
        "slogan": facts.slogan,
        "logo": facts.logo,
        "brand_color": color,
        "service_phone": facts.service_phone[:32],
        "policy": dict(facts.policy),
    }
    Brand.objects.update_or_create(id=1, defaults={**values, "updated_at": clock.now()})
    audit.record(actor=actor, action="org.update_brand", subject="brand:1", change=values)
    return brand_profile()
