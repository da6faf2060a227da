"""Make every token of a customer worthless for acts that matter."""

from django.db.models import F

from yutang.foundation.customers.models import Customer


def sign_out_everywhere(customer_id: int) -> None:
    """Start a new epoch of tokens: `fresh_customer_of_token` refuses all made before."""
    Customer.objects.filter(pk=customer_id).update(token_epoch=F("token_epoch") + 1)
