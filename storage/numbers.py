"""Numbers that a database gives to rows: one that was given once is never given again, also in another database."""

from sqlalchemy import Column, Connection, Integer, Table

from storage.schema import engine_of


def carry_on(old: Connection, new: Connection, tables: list[Table]) -> None:
    """Let numbering go on where it was, also where the last rows are gone already.

    Part of the transaction on both engines: `setval` would not be, so a sequence is restarted instead.
    """
    keys = {table.name: key for table in tables if (key := _key(table)) is not None}
    given = {table: max(_largest(old, table, key), _remembered(old, table, key)) for table, key in keys.items()}
    if engine_of(new) == "sqlite":
        _remember(new, given)
        return
    for table, key in keys.items():
        words = f'ALTER TABLE "{table}" ALTER COLUMN "{key}" RESTART WITH {given[table] + 1}'
        new.exec_driver_sql(words)


def _key(table: Table) -> str | None:
    """The column to which a database gives numbers."""
    keys: list[Column[object]] = list(table.primary_key.columns)
    return keys[0].name if len(keys) == 1 and isinstance(keys[0].type, Integer) else None


def _largest(connection: Connection, table: str, key: str) -> int:
    words = f'SELECT coalesce(max("{key}"), 0) FROM "{table}"'  # noqa: S608 - names of the schema
    return int(connection.exec_driver_sql(words).scalar_one())


def _remembered(connection: Connection, table: str, key: str) -> int:
    """The last number that was given, as the database remembers it; SQLite does so where the schema asks for it."""
    if engine_of(connection) == "sqlite":
        found = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).scalar()
        return int(found or 0)
    sequence = connection.exec_driver_sql("SELECT pg_get_serial_sequence(%s, %s)", (f'"{table}"', key)).scalar_one()
    words = f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {sequence}"  # noqa: S608
    return int(connection.exec_driver_sql(words).scalar_one())


def _remember(connection: Connection, given: dict[str, int]) -> None:
    words = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'"
    for table in connection.exec_driver_sql(words).scalars().all():
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, given[table]))
