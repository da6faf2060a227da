"""Leave room on the pages of accounts: a balance that changes stays on its page and touches no index."""

from typing import Any

from django.db import migrations


def leave_room(apps: Any, schema_editor: Any) -> None:
    """PostgreSQL only: SQLite rewrites rows in place."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE ledger_account SET (fillfactor = 60)")


class Migration(migrations.Migration):
    """Storage only; no state changes."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(leave_room, migrations.RunPython.noop)]
