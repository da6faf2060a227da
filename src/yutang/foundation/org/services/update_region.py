"""Change a region."""

from django.db import transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import RegionFacts
from yutang.foundation.org.models import Region
from yutang.kernel import audit
from yutang.kernel.errors import NotFound


@transaction.atomic
def update_region(region_id: int, *, name: str, actor: str) -> RegionFacts:
    """Rename the region; its code stays, because imports find the region by it. Audited."""
    row = Region.objects.select_for_update().filter(pk=region_id).first()
    if row is None:
        raise NotFound("region_unknown", "没有找到这个区域", field="region_id", region_id=region_id)
    rules.check_region(code=row.code, name=name)
    row.name = name
    row.save(update_fields=["name"])
    audit.record(
        actor=actor, action="org.update_region", subject=f"region:{region_id}", change={"name": name}
    )
    return RegionFacts(row.pk, row.code, row.name)
