"""Open a region."""

from django.db import IntegrityError, transaction

from yutang.foundation.org import rules
from yutang.foundation.org.contracts import RegionFacts
from yutang.foundation.org.models import Region
from yutang.kernel import audit
from yutang.kernel.errors import Conflict


def create_region(*, code: str, name: str, actor: str) -> RegionFacts:
    """Open a region that has no store yet; a code that exists already is a Conflict. Audited."""
    rules.check_region(code=code, name=name)
    try:
        with transaction.atomic():
            row = Region.objects.create(code=code, name=name)
            audit.record(
                actor=actor,
                action="org.create_region",
                subject=f"region:{row.pk}",
                change={"code": code, "name": name},
            )
    except IntegrityError as error:
        raise Conflict("region_exists", "这个区域编码已经有了", field="code") from error
    return RegionFacts(row.pk, row.code, row.name)
