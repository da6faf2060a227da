"""Every failure in one shape: a stable code, a Chinese sentence, and the field that is meant."""

import logging
import secrets
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from yutang.kernel.errors import DomainError
from yutang.surfaces.mall.sentences import sentence_for

logger = logging.getLogger(__name__)

BY_STATUS = {
    400: ("bad_request", "请求无法读取"),
    401: ("sign_in_required", "请先登录"),
    403: ("forbidden", "没有权限"),
    404: ("not_found", "没有找到"),
    405: ("method_not_allowed", "不支持这种请求方式"),
    413: ("too_large", "内容太大了"),
    429: ("too_many_requests", "操作太频繁，请稍后再试"),
    500: ("internal", "系统开小差了，请稍后再试"),
}


UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation)


def error_body(code: str, message: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """The one shape of every failure."""
    return {"error": {"code": code, "message": message, "details": details or {}}}


def error_response(status: int, body: dict[str, Any] | None = None) -> JsonResponse:
    """Answer with the shape; without a body, with the words of the status."""
    if body is None:
        body = error_body(*BY_STATUS.get(status, BY_STATUS[400]))
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def invalid_body(errors: list[dict[str, Any]]) -> dict[str, Any]:
    """Name each field and say in Chinese what is wrong with it."""
    fields: dict[str, str] = {}
    for error in errors[:20]:
        where = [str(part) for part in error.get("loc", ())]
        source = where[0] if where else "body"
        # ninja puts the parameter's own name between the source and the field
        path = where[2:] if source in {"body", "query", "form"} and len(where) > 2 else where[1:]
        fields.setdefault(".".join(path) or source, sentence_for(error))
    first, sentence = next(iter(fields.items()), ("body", BY_STATUS[400][1]))
    return error_body("invalid_input", f"{first}：{sentence}", {"field": first, "fields": fields})


def internal_error(exc: BaseException) -> tuple[int, dict[str, Any]]:
    """Log the trace under a number and answer with the number only."""
    request_id = secrets.token_hex(6)
    logger.error("request %s failed", request_id, exc_info=exc)
    return 500, error_body(*BY_STATUS[500], {"request_id": request_id})


def describe(exc: BaseException) -> tuple[int, dict[str, Any]]:
    """Status and body for any exception; used by ninja and by the hot paths alike."""
    if isinstance(exc, DomainError):
        return exc.status, error_body(exc.code, exc.message, exc.details)
    if isinstance(exc, ValidationError):
        return 422, invalid_body(exc.errors)
    status = exc.status_code if isinstance(exc, HttpError) else _status_of(exc)
    if status is None:
        return internal_error(exc)
    return status, error_body(*BY_STATUS.get(status, BY_STATUS[400]))


def _status_of(exc: BaseException) -> int | None:
    """The status of Django's own refusals; None for what is a failure of ours."""
    if isinstance(exc, RequestDataTooBig):
        return 413
    if isinstance(exc, Http404):
        return 404
    return 400 if isinstance(exc, UNREADABLE) else None


def register_error_handlers(api: NinjaAPI) -> None:
    """Teach the API to fail in the house's shape."""

    def handle(_request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        return error_response(*describe(exc if isinstance(exc, BaseException) else exc()))

    for kind in (DomainError, ValidationError, RequestDataTooBig, Http404, HttpError, Exception):
        api.add_exception_handler(kind, handle)
