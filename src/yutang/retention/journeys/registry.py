"""What journeys exist and what their steps can do; filled when Django starts."""

from yutang.retention.journeys.contracts import ActionHandler, Condition, Definition

_definitions: dict[tuple[str, int], Definition] = {}
_actions: dict[str, ActionHandler] = {}
_conditions: dict[str, Condition] = {}


def register_definition(definition: Definition) -> None:
    """Add a journey; one code and version has one meaning for ever."""
    key = (definition.code, definition.version)
    if _definitions.get(key, definition) != definition:
        raise ValueError(f"journey {key} is defined twice")
    _definitions[key] = definition


def register_action(kind: str, handler: ActionHandler) -> None:
    """Teach journeys to do something."""
    _actions[kind] = handler


def register_condition(kind: str, condition: Condition) -> None:
    """Teach journeys to ask something."""
    _conditions[kind] = condition


def definition_of(code: str, version: int) -> Definition | None:
    """The journey an enrollment follows; None when its version is no longer in the code."""
    return _definitions.get((code, version))


def action_of(kind: str) -> ActionHandler:
    """The handler of an action; raises LookupError for one nobody registered."""
    return _actions[kind]


def condition_of(kind: str) -> Condition:
    """The answerer of a condition; raises LookupError for one nobody registered."""
    return _conditions[kind]


def started_by(trigger: str) -> list[Definition]:
    """The newest version of each journey that this event starts."""
    newest: dict[str, Definition] = {}
    for definition in _definitions.values():
        known = newest.get(definition.code)
        if known is None or known.version < definition.version:
            newest[definition.code] = definition
    return [definition for definition in newest.values() if definition.trigger == trigger]
