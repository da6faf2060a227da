"""Where links lead: a typed registry, so that a module above can add targets of its own."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from yutang.foundation.links.contracts import TargetKind

HOME_PATH = "/pages/home/index"

type GoneIds = Callable[[Collection[int]], set[int]]
"""Given ids, return those that can no longer be shown."""


@dataclass(frozen=True, slots=True)
class Target:
    """path takes ``{id}``; gone_ids, when given, is asked once per batch of opened links."""

    path: str
    gone_ids: GoneIds | None = None
    gone_notice: str = "分享的内容已经不在了，看看别的吧"


_targets: dict[str, Target] = {TargetKind.HOME: Target(HOME_PATH)}


def register_target(
    kind: TargetKind, *, path: str, gone_ids: GoneIds | None = None, gone_notice: str | None = None
) -> None:
    """Say which page a kind of target has; called once in AppConfig.ready()."""
    target = Target(path, gone_ids)
    _targets[kind] = target if gone_notice is None else Target(path, gone_ids, gone_notice)


def target_of(kind: str) -> Target:
    """Return the page of a kind; kinds nobody registered lead home."""
    return _targets.get(kind, _targets[TargetKind.HOME])


def path_of(kind: str, target_id: int) -> str:
    """Return the page of one target."""
    return target_of(kind).path.replace("{id}", str(target_id))
