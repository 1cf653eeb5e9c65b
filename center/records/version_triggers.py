"""The triggers that raise versions of tables, on SQLite and PostgreSQL. Installed after every `migrate`, since SQLite loses
them silently when a migration rebuilds their table.

SQLite has one row a table, since only one transaction writes at a time. On PostgreSQL each transaction has a row of its own
for each table: two that raised one row would wait for each other, in either order, and deadlock. Versions rise by
random numbers, so that what a rolled back transaction saw is never met again.
"""

from typing import Any

from django.db import connection

from center.records.table_versions import tracked_tables

PREFIX = "table_version_"
EVENTS = ("INSERT", "UPDATE", "DELETE")
FUNCTION = "center_raise_table_version"
RAISE_ON_POSTGRES = """INSERT INTO center_tableversion AS version (name, xid, number)
  VALUES ({name}, pg_current_xact_id(), 1 + floor(random() * 2147483647)::bigint)
  ON CONFLICT (name, xid) DO UPDATE SET number = version.number + EXCLUDED.number"""
BODY = f"""
BEGIN
  {RAISE_ON_POSTGRES.format(name="TG_TABLE_NAME")};
  RETURN NULL;
END
"""
RAISE_ON_SQLITE = "UPDATE center_tableversion SET number = number + 1 + abs(random() % 2147483647) WHERE name = {name}"


def install(**_kwargs: Any) -> None:
    """Install the triggers that are missing and remove what no registered table needs; raise the versions of tables that
    had none. Receives Django's post_migrate. One or two queries where nothing is missing.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if "center_tableversion" not in tables:
            return  # migrated back to before the versions
        shown = sorted(tracked_tables() & tables)
        if connection.vendor == "postgresql":
            _install_on_postgres(cursor, shown)
        else:
            _install_on_sqlite(cursor, shown)


def tables_without_trigger() -> set[str]:
    """Registered tables that have not all their triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return set(tracked_tables()) - _triggered_on_postgres(cursor)
        installed = _installed_on_sqlite(cursor)
    return {
        table
        for table in tracked_tables()
        if any(installed.get(n) != sql for n, sql in _sqlite_triggers(table).items())
    }


# --- SQLite -----------------------------------------------------------------------------------------------------------


def _sqlite_triggers(table: str) -> dict[str, str]:
    raised = RAISE_ON_SQLITE.format(name=f"'{table}'")
    return {
        (
            name := f"{PREFIX}{event.lower()}_{table}"
        ): f'CREATE TRIGGER {name} AFTER {event} ON "{table}" BEGIN {raised}; END'
        for event in EVENTS
    }


def _installed_on_sqlite(cursor: Any) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name: sql for name, sql in cursor.fetchall() if name.startswith(PREFIX)}


def _install_on_sqlite(cursor: Any, tables: list[str]) -> None:
    wanted = {name: sql for table in tables for name, sql in _sqlite_triggers(table).items()}
    installed = _installed_on_sqlite(cursor)
    if installed == wanted:
        return
    for name in installed.keys() - {name for name, sql in wanted.items() if installed.get(name) == sql}:
        cursor.execute(f'DROP TRIGGER "{name}"')
    for table in tables:
        missing = [sql for name, sql in _sqlite_triggers(table).items() if installed.get(name) != sql]
        for sql in missing:
            cursor.execute(sql)
        if missing:
            cursor.execute("INSERT OR IGNORE INTO center_tableversion (name, number) VALUES (%s, 0)", [table])
            cursor.execute(RAISE_ON_SQLITE.format(name=f"'{table}'"))


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


def _triggered_on_postgres(cursor: Any) -> set[str]:
    cursor.execute(
        "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE relnamespace = current_schema()::regnamespace AND proname = %s AND prosrc = %s AND tgenabled = 'O'",
        [FUNCTION, BODY],
    )
    return {name for (name,) in cursor.fetchall()}


def _install_on_postgres(cursor: Any, tables: list[str]) -> None:
    triggered = _triggered_on_postgres(cursor)
    if triggered == set(tables):
        return
    cursor.execute(f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${BODY}$$")
    for table in triggered - set(tables):
        cursor.execute(f'DROP TRIGGER {PREFIX}raise ON "{table}"')
    for table in set(tables) - triggered:
        cursor.execute(
            f'CREATE OR REPLACE TRIGGER {PREFIX}raise AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"'
            f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
        )
        cursor.execute(RAISE_ON_POSTGRES.format(name="%s"), [table])
