"""What PostgreSQL needs beyond the models: no pattern indexes nobody uses, and vacuum that keeps up with the log."""

from django.db import migrations

TABLES = ("kernel_answer", "kernel_auditentry", "kernel_event", "kernel_jobrun")


def tune(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        # Django adds an index for LIKE to every indexed text column: it only slows inserts down here.
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() "
            "AND tablename = ANY(%s) AND indexname LIKE %s",
            [list(TABLES), r"%\_like"],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")
        # The relay writes every event a second time.
        cursor.execute(
            "ALTER TABLE kernel_event SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000, "
            "autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000)"
        )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunPython(tune, migrations.RunPython.noop)]
