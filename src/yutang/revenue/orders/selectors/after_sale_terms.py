"""The terms of after-sale in force."""

from yutang.revenue.orders.contracts import AfterSaleTerms
from yutang.revenue.orders.models import AfterSalePolicy


def after_sale_terms() -> AfterSaleTerms:
    """Return the newest terms, or the defaults while nobody has set any."""
    row = AfterSalePolicy.objects.order_by("-pk").first()
    if row is None:
        return AfterSaleTerms()
    return AfterSaleTerms(
        version=row.pk,
        answer_hours=row.answer_hours,
        on_silence=row.on_silence,
        send_back_days=row.send_back_days,
        receive_days=row.receive_days,
        appeal_days=row.appeal_days,
        decide_hours=row.decide_hours,
        confirm_days=row.confirm_days,
        staff_limit_fen=row.staff_limit_fen,
        staff_daily_fen=row.staff_daily_fen,
        return_name=row.return_name,
        return_phone=row.return_phone,
        return_address=row.return_address,
    )
