"""Change the terms of after-sale."""

from dataclasses import asdict

from django.db import transaction

from yutang.kernel import audit, clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.contracts import AfterSaleTerms
from yutang.revenue.orders.models import AfterSalePolicy
from yutang.revenue.orders.selectors.after_sale_terms import after_sale_terms

MOST = {
    "answer_hours": 720,
    "send_back_days": 60,
    "receive_days": 60,
    "appeal_days": 60,
    "decide_hours": 720,
    "confirm_days": 60,
}


@transaction.atomic
def set_after_sale_terms(*, actor: str, **changes: object) -> AfterSaleTerms:
    """Put new terms in force for steps that begin from now on; limits that run already stay as they are.

    Raises DomainError("terms_invalid") naming the field.
    """
    values = {**asdict(after_sale_terms()), **changes}
    values.pop("version")
    for name, most in MOST.items():
        given = values[name]
        if type(given) is not int or not 1 <= given <= most:
            raise DomainError("terms_invalid", f"请填 1 到 {most}", field=name)
    for name in ("staff_limit_fen", "staff_daily_fen"):
        given = values[name]
        if type(given) is not int or given < 0:
            raise DomainError("terms_invalid", "金额不能为负", field=name)
    if values["on_silence"] not in ("approve", "escalate"):
        raise DomainError("terms_invalid", "请选择逾期后怎样处理", field="on_silence")
    AfterSalePolicy.objects.create(created_at=clock.now(), created_by=actor[:60], **values)
    audit.record(actor=actor, action="after_sale.terms", subject="after_sale_terms", change=dict(changes))
    return after_sale_terms()
