"""What links registers at start: its checks and the targets of the modules below."""

from yutang.foundation.links import checks
from yutang.foundation.links.contracts import TargetKind
from yutang.foundation.links.targets import register_target

__all__ = ["checks"]

register_target(TargetKind.CATEGORY, path="/pages/category/index?id={id}")
