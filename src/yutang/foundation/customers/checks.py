"""What the doctor proves about customers, from their rows."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from yutang.foundation.customers.contracts import ConsentPurpose, IdentityProvider
from yutang.foundation.customers.models import Address, Consent, Customer, Identity
from yutang.kernel.doctor import Finding, check


@check(name="客户：每位客户都有身份，注销的没有")
def identities_fit() -> Iterable[Finding]:
    """A customer who is not erased can be recognised; of an erased one nothing personal is left."""
    own = Identity.objects.filter(customer_id=OuterRef("pk"))
    lost = Customer.objects.filter(~Exists(own), erased_at=None)
    for no in lost.values_list("no", flat=True)[:100]:
        yield Finding(f"customer:{no}", "没有任何身份，无法再登录")
    addresses = Address.objects.filter(customer_id=OuterRef("pk"))
    kept = Customer.objects.filter(Exists(own) | Exists(addresses) | ~Q(phone_masked=""), ~Q(erased_at=None))
    for no in kept.values_list("no", flat=True)[:100]:
        yield Finding(f"customer:{no}", "已注销，但仍留有个人信息")


@check(name="客户：手机号掩码与身份一致")
def masks_fit() -> Iterable[Finding]:
    """Who has a phone shows its mask, and nobody else does."""
    phone = Identity.objects.filter(customer_id=OuterRef("pk"), provider=IdentityProvider.PHONE.value)
    wrong = Customer.objects.filter(
        (Exists(phone) & Q(phone_masked="")) | (~Exists(phone) & ~Q(phone_masked=""))
    )
    for no in wrong.values_list("no", flat=True)[:100]:
        yield Finding(f"customer:{no}", "手机号掩码与身份不一致")


@check(name="客户：营销授权有据可查")
def marketing_has_consent() -> Iterable[Finding]:
    """Nobody is marked as reachable for marketing without the consent that says so."""
    given = Consent.objects.filter(
        customer_id=OuterRef("pk"), purpose=ConsentPurpose.MARKETING.value, granted=True
    )
    for no in Customer.objects.filter(~Exists(given), marketing_ok=True).values_list("no", flat=True)[:100]:
        yield Finding(f"customer:{no}", "标记为可营销，但没有授权记录")
