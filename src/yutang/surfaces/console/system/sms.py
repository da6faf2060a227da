"""The embedded outbox of short messages, for trying things out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from yutang.integrations.sms.api import facts_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin
from yutang.surfaces.console.kit.columns import text, when


def _body(row: Any) -> str:
    # Codes open accounts: outside the demo nobody may read them here.
    return facts_of(row).body if settings.DEMO else "（正式环境不显示内容）"


class SmsAdmin(ConsoleAdmin):
    """What phones received."""

    area = "settings"
    noun = "短信（演示）"
    hint = "演示模式下短信不外发，在这里看验证码"
    columns = (
        text("手机号", "phone_masked"),
        text("内容", _body),
        text("模板", "template"),
        when("发送时间", "sent_at", order="id"),
    )
    search_in = ("=phone_masked",)
    search_hint = "脱敏手机号，如 138****0000"
    has_page = False
    empty_text = "还没有短信"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while this is a demo."""
        return bool(settings.DEMO) and bool(super().has_view_permission(request, obj))
