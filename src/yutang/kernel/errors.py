"""The one error shape: a stable code for programs, a Chinese sentence for people, details that name the field."""

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal that the caller can understand; surfaces render it as ``{"error": {code, message, details}}``."""

    default_status: ClassVar[int] = 400

    def __init__(self, code: str, message: str, *, status: int | None = None, **details: Any) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.details: dict[str, Any] = details
        self.status = self.default_status if status is None else status

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def as_dict(self) -> dict[str, Any]:
        """Return the body that every surface sends."""
        return {"error": {"code": self.code, "message": self.message, "details": self.details}}


class NotFound(DomainError):
    """The thing does not exist, or not for this caller."""

    default_status = 404


class Conflict(DomainError):
    """The state has moved on, or somebody else was first."""

    default_status = 409


class Unauthorized(DomainError):
    """The caller has not said who he is."""

    default_status = 401


class Forbidden(DomainError):
    """The caller is known and may not."""

    default_status = 403


class TooMany(DomainError):
    """A limit of how often was reached."""

    default_status = 429


class Unavailable(DomainError):
    """The outcome is unknown or the system is full: repeat with the same key."""

    default_status = 503
