"""Positions move into a table of their own: an event is written once, its place is a narrow row beside it."""

from django.db import migrations, models

MOVE = (
    "INSERT INTO kernel_place (position, event_id) SELECT position, id FROM kernel_event WHERE position IS NOT NULL",
    "INSERT INTO kernel_waiting (event_id) SELECT id FROM kernel_event WHERE position IS NULL",
)
BACK = (
    "UPDATE kernel_event SET position = (SELECT position FROM kernel_place WHERE event_id = kernel_event.id)"
)


def tune(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        # The log only grows now; the queue of what waits is what needs sweeping.
        cursor.execute(
            "ALTER TABLE kernel_event RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)"
        )
        cursor.execute(
            "ALTER TABLE kernel_waiting SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000)"
        )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_postgresql")]
    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="位置")),
                ("event_id", models.BigIntegerField(unique=True, verbose_name="事件编号")),
            ],
            options={"verbose_name": "事件位置", "verbose_name_plural": "事件位置"},
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[("event_id", models.BigIntegerField(primary_key=True, serialize=False))],
            options={"verbose_name": "待中继事件", "verbose_name_plural": "待中继事件"},
        ),
        migrations.RunSQL(MOVE, [BACK]),
        migrations.RemoveIndex(model_name="event", name="kernel_event_waiting"),
        migrations.RemoveField(model_name="event", name="position"),
        migrations.RunPython(tune, migrations.RunPython.noop),
    ]
