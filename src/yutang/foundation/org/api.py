"""The door of the organisation."""

from yutang.foundation.org.contracts import (
    BrandFacts,
    NewStaff,
    NewStore,
    RegionFacts,
    Scope,
    StaffChanges,
    StaffFacts,
    StaffRole,
    StoreFacts,
)
from yutang.foundation.org.selectors.brand import brand_profile
from yutang.foundation.org.selectors.staff import data_scope, guides_of, scopes_of, staff_by_ids, staff_of
from yutang.foundation.org.selectors.stores import regions, store_of, stores, stores_by_ids, stores_by_no
from yutang.foundation.org.services.create_region import create_region
from yutang.foundation.org.services.create_staff import create_staff
from yutang.foundation.org.services.create_store import create_store
from yutang.foundation.org.services.import_stores import import_stores
from yutang.foundation.org.services.reset_password import reset_password
from yutang.foundation.org.services.staff_tokens import sign_in_staff, staff_of_token
from yutang.foundation.org.services.update_brand import update_brand
from yutang.foundation.org.services.update_region import update_region
from yutang.foundation.org.services.update_staff import update_staff
from yutang.foundation.org.services.update_store import update_store

__all__ = [
    "BrandFacts",
    "NewStaff",
    "NewStore",
    "RegionFacts",
    "Scope",
    "StaffChanges",
    "StaffFacts",
    "StaffRole",
    "StoreFacts",
    "brand_profile",
    "create_region",
    "create_staff",
    "create_store",
    "data_scope",
    "guides_of",
    "import_stores",
    "regions",
    "reset_password",
    "scopes_of",
    "sign_in_staff",
    "staff_by_ids",
    "staff_of",
    "staff_of_token",
    "store_of",
    "stores",
    "stores_by_ids",
    "stores_by_no",
    "update_brand",
    "update_region",
    "update_staff",
    "update_store",
]
