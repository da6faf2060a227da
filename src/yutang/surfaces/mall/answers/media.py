"""Addresses of pictures."""

from django.conf import settings


def media_url(path: str) -> str:
    """The address of a stored picture; whole addresses and absolute paths stay as they are."""
    if not path or path.startswith(("/", "http://", "https://")):
        return path
    return f"{settings.MEDIA_URL}{path}"
