"""Tables up to date before anything is served."""

import typer
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_if_needed() -> bool:
    """Apply what is missing; returns whether anything was."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return False
    typer.echo(f"正在更新数据表（{len(plan)} 步）…")
    call_command("migrate", verbosity=0, interactive=False)
    return True
