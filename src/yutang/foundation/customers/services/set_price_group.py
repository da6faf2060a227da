"""Say which price list a customer belongs to."""

from yutang.foundation.customers.contracts import BadCustomerField, CustomerUnknown
from yutang.foundation.customers.models import Customer


def set_price_group(customer_id: int, price_group: str) -> None:
    """Put the customer into a price group; "" is everybody's price.

    Membership writes it, pricing reads it.
    """
    if len(price_group) > 32:
        raise BadCustomerField("price_group", "价格组不能超过 32 个字")
    if not Customer.objects.filter(pk=customer_id).update(price_group=price_group):
        raise CustomerUnknown(customer_id)
