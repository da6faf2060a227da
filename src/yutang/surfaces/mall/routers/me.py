"""My profile, consents, data and addresses."""

# ruff: noqa: ARG001  (ninja hands every endpoint its request)

from django.http import HttpRequest, HttpResponse
from ninja import Router

from yutang.surfaces.mall.answers import me
from yutang.surfaces.mall.caller import OptionalKey, PathId, customer_of, freshly_signed_in, once, signed_in
from yutang.surfaces.mall.schemas.addresses import AddressesOut, AddressIn, AddressOut
from yutang.surfaces.mall.schemas.me import ConsentIn, ConsentsOut, EraseIn, MeOut, MePatch
from yutang.surfaces.mall.schemas.shared import Done

router = Router(tags=["me"], auth=signed_in)


@router.get("/me", response=MeOut, operation_id="get_me")
def get_me(request: HttpRequest) -> MeOut:
    """My page."""
    return me.profile(customer_of(request))


@router.patch("/me", response=MeOut, operation_id="update_me")
def update_me(request: HttpRequest, body: MePatch) -> MeOut:
    """Change what is given."""
    return me.change(customer_of(request), body)


@router.get("/me/consents", response=ConsentsOut, operation_id="list_consents")
def list_consents(request: HttpRequest) -> ConsentsOut:
    """What I have agreed to."""
    return me.consents(customer_of(request))


@router.post("/me/consents", response=ConsentsOut, operation_id="set_consent")
def set_consent(request: HttpRequest, body: ConsentIn) -> ConsentsOut:
    """Grant or withdraw."""
    return me.consent(customer_of(request), body)


@router.get("/me/export", response={200: dict[str, object]}, auth=freshly_signed_in, operation_id="export_me")
def export_me(request: HttpRequest) -> HttpResponse:
    """Everything the shop knows about me, as a file."""
    return me.export(customer_of(request))


@router.delete("/me", response=Done, auth=freshly_signed_in, operation_id="erase_me")
def erase_me(request: HttpRequest, body: EraseIn) -> Done:
    """Delete my account: personal data goes, the shop's books stay without my name."""
    return me.erase(customer_of(request))


@router.get("/addresses", response=AddressesOut, operation_id="list_addresses")
def list_addresses(request: HttpRequest) -> AddressesOut:
    """My addresses, the default first, phones masked."""
    return me.addresses(customer_of(request))


@router.post("/addresses", response=AddressOut, operation_id="create_address")
def create_address(request: HttpRequest, body: AddressIn, idempotency_key: OptionalKey = None) -> object:
    """Add an address."""
    return once(request, "addresses", idempotency_key, lambda: me.save(customer_of(request), None, body))


@router.get("/addresses/{address_id}", response=AddressOut, operation_id="get_address")
def get_address(request: HttpRequest, address_id: PathId) -> AddressOut:
    """One address of mine with its whole phone number, for editing."""
    return me.address(customer_of(request), address_id)


@router.put("/addresses/{address_id}", response=AddressOut, operation_id="update_address")
def update_address(request: HttpRequest, address_id: PathId, body: AddressIn) -> AddressOut:
    """Replace an address."""
    return me.save(customer_of(request), address_id, body)


@router.delete("/addresses/{address_id}", response=Done, operation_id="delete_address")
def delete_address(request: HttpRequest, address_id: PathId) -> Done:
    """Remove an address; orders keep the copy they were placed with."""
    return me.remove(customer_of(request), address_id)
