"""On SQLite every event queues for the relay by itself: PostgreSQL writes both with one statement, SQLite cannot."""

from django.db import migrations

TRIGGER = (
    "CREATE TRIGGER kernel_event_waits AFTER INSERT ON kernel_event "
    "BEGIN INSERT INTO kernel_waiting (event_id) VALUES (NEW.id); END"
)


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(TRIGGER)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER kernel_event_waits")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_places_of_events")]
    operations = [migrations.RunPython(install, remove)]
