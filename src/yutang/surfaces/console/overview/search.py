"""One box over customers, orders and products."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

from yutang.foundation.catalog.models import Product
from yutang.foundation.customers.models import Customer
from yutang.revenue.orders.models import Order

_MOST = 20


def search_view(site: Any, request: HttpRequest) -> HttpResponseBase:
    """The first matches of each kind that this member of staff may see."""
    if not site.has_permission(request):
        raise PermissionDenied
    text = request.GET.get("q", "").strip()[:60]
    groups = []
    if text:
        wanted = (
            (Order, Q(no__istartswith=text) | Q(pickup_code=text)),
            (Customer, Q(no__istartswith=text) | Q(nickname__icontains=text) | Q(phone_masked=text)),
            (Product, Q(name__icontains=text) | Q(no__istartswith=text)),
        )
        for model, condition in wanted:
            admin = site.get_model_admin(model)
            if not admin.has_view_permission(request):
                continue
            rows = list(admin.get_queryset(request).filter(condition).order_by("-pk")[:_MOST])
            admin.prepare(rows)
            cells = [
                (admin.address("change", row.pk), [column(row) for column in admin.columns[:4]])
                for row in rows
            ]
            heads = [column.short_description for column in admin.columns[:4]]
            groups.append({"noun": admin.noun, "heads": heads, "rows": cells, "is_cut": len(rows) == _MOST})
    context = {**site.each_context(request), "title": "搜索", "search_text": text, "groups": groups}
    context["any_found"] = any(group["rows"] for group in groups)
    return TemplateResponse(request, "console/search.html", context)
