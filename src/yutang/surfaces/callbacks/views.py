"""The address where payment providers call."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from yutang.kernel.errors import DomainError
from yutang.surfaces.callbacks.inbox import MAX_BODY, Inbound, inspect, process_waiting, receive

logger = logging.getLogger(__name__)


def answer_to(item: Inbound) -> tuple[int, dict[str, object]]:
    """What the provider hears: stored means acknowledged, a forgery is refused."""
    if item.content is None:
        return 401, {"error": {"code": "signature_invalid", "message": "验签失败", "details": {}}}
    return 200, {"code": "SUCCESS", "message": "成功"}


def accept(provider: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, object]]:
    """Store one notification, process it at once if possible, and say what the provider hears."""
    item = inspect(provider, headers, body)
    receive([item])
    if item.content is not None:
        try:
            process_waiting(digests=[item.digest])
        except Exception:  # stored and acknowledged: the job tries again
            logger.exception("notification %s waits for the next round", item.digest[:12])
    return answer_to(item)


@csrf_exempt
def pay_callback(request: HttpRequest, provider: str) -> HttpResponse:
    """POST /callbacks/pay/<provider>."""
    if request.method != "POST":
        error = DomainError("method_not_allowed", "只接受 POST", status=405)
        return JsonResponse(error.as_dict(), status=405)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return JsonResponse(DomainError("too_large", "内容太大了").as_dict(), status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        status, body = accept(provider, headers, request.body)
    except DomainError as exc:
        return JsonResponse(exc.as_dict(), status=exc.status)
    return JsonResponse(body, status=status)
