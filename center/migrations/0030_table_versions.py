from django.db import migrations

# The triggers come after migrating (center.records.version_triggers), to whichever tables the packages register.


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TABLE center_tableversion"
            " (name varchar(63) NOT NULL, xid xid8 NOT NULL, number bigint NOT NULL, PRIMARY KEY (name, xid))"
        )
    else:
        schema_editor.execute(
            "CREATE TABLE center_tableversion (name varchar(63) NOT NULL PRIMARY KEY, number bigint NOT NULL) WITHOUT ROWID"
        )


def remove(apps, schema_editor):
    """The triggers too: without the table they would refuse every change."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS center_raise_table_version() CASCADE")
    else:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'table_version_%%'", [])
            for (name,) in cursor.fetchall():
                schema_editor.execute(f'DROP TRIGGER "{name}"')
    schema_editor.execute("DROP TABLE center_tableversion")


class Migration(migrations.Migration):
    dependencies = [("center", "0029_access_to_personal_data")]

    operations = [migrations.RunPython(create, remove)]
