"""The door of the WeChat clients."""

from yutang.integrations.wechat.mini_program import MiniProgramApi
from yutang.integrations.wechat.official_account import OfficialAccount

__all__ = ["MiniProgramApi", "OfficialAccount"]
