"""Filling a text with its parameters; pure."""

from collections.abc import Mapping

from yutang.retention.reach.contracts import MessageTemplate, param_missing


def filled(template: MessageTemplate, params: Mapping[str, str | int]) -> tuple[str, str, str]:
    """Return title, body and path; raises when a parameter is missing, so that no gap is ever sent."""
    try:
        return (
            template.title.format_map(params),
            template.body.format_map(params),
            template.path.format_map(params),
        )
    except KeyError as gap:
        raise param_missing(template.code, str(gap.args[0])) from gap
