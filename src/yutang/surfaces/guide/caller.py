"""Who calls: the member of staff behind the token, and the store he stands in."""

from typing import Annotated

from django.http import HttpRequest
from ninja import HeaderEx, P
from ninja.security import HttpBearer
from pydantic import Field

from yutang.foundation.org.api import scopes_of, staff_of_token, stores
from yutang.foundation.org.contracts import StaffFacts
from yutang.kernel.errors import DomainError, Forbidden
from yutang.surfaces.mall.caller import KEY_PATTERN, bearer_of

Key = HeaderEx[str, P(alias="Idempotency-Key", pattern=KEY_PATTERN)]
VoucherCode = Annotated[str, Field(min_length=1, max_length=60)]


class SignedInStaff(HttpBearer):
    """Only active staff with a valid token come in; `request.auth` is the person."""

    def __call__(self, request: HttpRequest) -> StaffFacts:
        """Return the person; raises Unauthorized in the house's error shape."""
        return self.authenticate(request, bearer_of(request.headers.get("Authorization", "")))

    def authenticate(self, request: HttpRequest, token: str) -> StaffFacts:  # noqa: ARG002
        """Return the person; raises Unauthorized with the reason."""
        return staff_of_token(token)


signed_in = SignedInStaff()


def staff_of(request: HttpRequest) -> StaffFacts:
    """The member of staff who signed in; only behind `auth=signed_in`."""
    staff: StaffFacts = request.auth  # type: ignore[attr-defined]
    return staff


def store_for(staff: StaffFacts, store_id: int | None) -> int:
    """The store an act is about: the one named, one's own, or the only one; Forbidden outside one's data scope."""
    scope = scopes_of([staff.staff_id])[staff.staff_id]
    wanted = store_id or staff.store_id
    if wanted is None:
        seen = [store.store_id for store in stores() if scope.covers(store.store_id)]
        if len(seen) != 1:
            raise DomainError("store_required", "请选择门店", status=422, field="store_id")
        wanted = seen[0]
    if not scope.covers(wanted):
        raise Forbidden("store_foreign", "你看不到这家门店的数据", field="store_id")
    return wanted


def stores_seen(staff: StaffFacts) -> frozenset[int] | None:
    """Ids of the stores whose rows this person may see; None means all."""
    return scopes_of([staff.staff_id])[staff.staff_id].store_ids
