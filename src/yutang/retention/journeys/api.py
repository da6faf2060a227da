"""The door of journeys."""

from yutang.retention.journeys.registry import (
    definition_of,
    register_action,
    register_condition,
    register_definition,
)
from yutang.retention.journeys.selectors.enrollments_of import enrollments_of
from yutang.retention.journeys.services.advance_enrollments import advance_enrollments
from yutang.retention.journeys.services.retry_enrollment import retry_enrollment
from yutang.retention.journeys.services.start_journeys import start_journeys

__all__ = [
    "advance_enrollments",
    "definition_of",
    "enrollments_of",
    "register_action",
    "register_condition",
    "register_definition",
    "retry_enrollment",
    "start_journeys",
]
