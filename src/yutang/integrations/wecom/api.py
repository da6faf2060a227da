"""The door of the WeCom client."""

from yutang.integrations.wecom.client import Wecom
from yutang.integrations.wecom.outreach import WELCOME_BUSY, WELCOME_GONE, WELCOMED

__all__ = ["WELCOMED", "WELCOME_BUSY", "WELCOME_GONE", "Wecom"]
