"""Statements that travel together: PostgreSQL works on the first while the next are on their way."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of the block without waiting for each one's answer; errors show at the end of the block.

    Only for statements whose answers nobody reads inside the block. Elsewhere than on PostgreSQL it changes nothing.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
