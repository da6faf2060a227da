"""Tokens that processes share, and what was called."""

from yutang.integrations.tencent.models.api_call import ApiCall
from yutang.integrations.tencent.models.api_token import ApiToken

__all__ = ["ApiCall", "ApiToken"]
