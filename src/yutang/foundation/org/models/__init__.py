"""Tables of the organisation."""

from yutang.foundation.org.models.brand import Brand
from yutang.foundation.org.models.region import Region
from yutang.foundation.org.models.staff import Staff
from yutang.foundation.org.models.store import Store

__all__ = ["Brand", "Region", "Staff", "Store"]
