"""The schema: the same on both engines, reached whole or not at all."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine, inspect

import storage.migrate
from domain.rules import Rules
from domain.suggestions import State
from storage import departments, merges, suggestions, supporters
from storage.engines import DatabaseRefusedError, open_engine
from storage.lock import only_one
from storage.migrate import migrate
from storage.schema import LATEST, statements
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support import postgres
from tests.support.city import BEGIN

Shape = dict[str, dict[str, Any]]
KINDS = {"INTEGER": "whole", "BIGINT": "whole", "TEXT": "text", "DOUBLE PRECISION": "real", "REAL": "real"}


def shape(url: DatabaseUrl) -> Shape:
    """Tables, columns and indexes as the database itself tells them, in words that both engines share."""
    engine = create_engine(url.for_sqlalchemy())
    look = inspect(engine)
    found: Shape = {}
    for table in look.get_table_names():
        if table == "alembic_version":
            continue
        keys = look.get_pk_constraint(table)["constrained_columns"]
        found[table] = {
            "columns": {
                column["name"]: (KINDS[str(column["type"])], column["nullable"] and column["name"] not in keys)
                for column in look.get_columns(table)
            },
            "key": keys,
            "references": sorted((tuple(k["constrained_columns"]), k["referred_table"])
                                 for k in look.get_foreign_keys(table)),
            "indexes": sorted((i["name"], tuple(i["column_names"])) for i in look.get_indexes(table)
                              if not i.get("duplicates_constraint")),
            "unique": sorted(tuple(u["column_names"]) for u in look.get_unique_constraints(table)),
        }  # fmt: skip
    engine.dispose()
    return found


@pytest.fixture
def url(database_url: str) -> DatabaseUrl:
    return DatabaseUrl.parse(database_url)


@pytest.mark.postgres
def test_both_engines_get_the_same_tables(tmp_path: Path, postgres_server: str) -> None:
    here = DatabaseUrl.parse(f"sqlite:///{tmp_path}/a.db")
    migrate(here, BEGIN)
    with postgres.database(postgres_server) as address:
        there = DatabaseUrl.parse(address)
        migrate(there, BEGIN)
        assert shape(here) == shape(there)
    assert len(shape(here)) >= 24
    assert shape(here)["inbox"]["unique"] == [("bot_id", "update_id")]


def test_a_fresh_database_becomes_the_latest(url: DatabaseUrl) -> None:
    assert migrate(url, BEGIN) == (None, LATEST, None)


def test_the_second_time_changes_nothing(url: DatabaseUrl) -> None:
    migrate(url, BEGIN)
    before = shape(url)
    assert migrate(url, BEGIN) == (LATEST, LATEST, None)
    assert shape(url) == before


def rows(url: DatabaseUrl, query: str) -> list[tuple[Any, ...]]:
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as lite:
            return list(lite.execute(query))
    with psycopg.connect(url.text) as connection:
        return list(connection.execute(query.encode()))


Next = Callable[..., None]
VERSION = """
from alembic import op
revision, down_revision = "9001", "{before}"
def upgrade() -> None:
    for statement in {statements!r}:
        op.execute(statement)
"""


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Next:
    """A program of the future: the same migrations, and one more."""
    copy = tmp_path / "future" / "alembic"
    shutil.copytree(str(files("storage") / "alembic"), copy)

    def write(*sql: str) -> None:
        (copy / "versions" / "9001_more.py").write_text(VERSION.format(before=LATEST, statements=sql))
        monkeypatch.setattr(storage.migrate, "files", lambda package: copy.parent)
        monkeypatch.setattr(storage.migrate, "LATEST", "9001")

    return write


BROKEN = (
    "CREATE TABLE half (id INTEGER)",
    "INSERT INTO units (code, name, kind) VALUES ('x', 'x', 'city')",
    "NONSENSE",
)


def test_a_failing_step_leaves_a_database_as_it_was(url: DatabaseUrl, next_version: Next) -> None:
    migrate(url, BEGIN)
    before = shape(url)
    next_version(*BROKEN)
    with pytest.raises(Exception, match=r"(?i)syntax error"):
        migrate(url, BEGIN)
    assert shape(url) == before
    assert rows(url, "SELECT version_num FROM alembic_version") == [(LATEST,)]
    assert rows(url, "SELECT count(*) FROM units") == [(0,)]


def test_a_failing_step_leaves_an_empty_database_empty(url: DatabaseUrl, next_version: Next) -> None:
    next_version(*BROKEN)
    with pytest.raises(Exception, match=r"(?i)syntax error"):
        migrate(url, BEGIN)
    assert shape(url) == {}


def test_an_upgrade_keeps_rows_and_a_copy_of_the_file(url: DatabaseUrl, next_version: Next) -> None:
    migrate(url, BEGIN)
    next_version("INSERT INTO dedupe_keys (key, at) VALUES ('new', 1)")
    before, after, backup = migrate(url, BEGIN + timedelta(hours=1))
    assert (before, after) == (LATEST, "9001")
    assert rows(url, "SELECT key FROM dedupe_keys") == [("new",)]
    assert (backup is not None) is (url.engine == "sqlite")
    if backup is not None:
        copied = DatabaseUrl.parse(f"sqlite:///{backup}")
        assert rows(copied, "SELECT version_num FROM alembic_version") == [(LATEST,)]
        assert rows(copied, "SELECT key FROM dedupe_keys") == []


def test_nothing_is_changed_under_a_running_bot(url: DatabaseUrl, next_version: Next) -> None:
    migrate(url, BEGIN)
    with only_one(url):
        assert migrate(url, BEGIN) == (LATEST, LATEST, None), "nothing is to be changed"
        next_version("CREATE TABLE more (id INTEGER)")
        with pytest.raises(DatabaseRefusedError, match="running"):
            migrate(url, BEGIN)
    assert "more" not in shape(url)
    assert migrate(url, BEGIN)[:2] == (LATEST, "9001")


def test_a_broken_file_stays_byte_for_byte_the_same(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    content = b"SQLite format 3\0" + bytes(range(256)) * 40
    path.write_bytes(content)
    with pytest.raises(Exception, match=r"(?i)malformed|not a database|disk image"):
        migrate(DatabaseUrl.parse(f"sqlite:///{path}"), BEGIN)
    assert path.read_bytes() == content


def test_comments_are_no_statements_and_words_differ_where_they_must() -> None:
    sql = "-- first; not a statement\nCREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER); -- end\n"
    assert statements(sql, "sqlite") == ["CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER)"]
    assert statements(sql, "postgresql") == [
        "CREATE TABLE a (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, n BIGINT)"
    ]


def test_an_sqlite_file_and_its_copies_are_for_its_owner_alone(tmp_path: Path, next_version: Next) -> None:
    url = DatabaseUrl.parse("sqlite:///town.db", tmp_path)
    migrate(url, BEGIN)
    next_version("CREATE TABLE more (id INTEGER)")
    _, _, copy = migrate(url, BEGIN)
    assert url.path is not None
    assert copy is not None
    with closing(sqlite3.connect(url.path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO more VALUES (1)")
        connection.commit()
        rights = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("town.db*")}
    assert {"town.db", "town.db-wal", copy.name} <= set(rights)
    assert set(rights.values()) == {0o600}


OLD_ROWS = (
    "INSERT INTO units (id, code, name, kind) VALUES (1, 'zd', '张店区', 'district')",
    "INSERT INTO persons (id, code, name, created_at) VALUES (1, 'P', '陈桂兰', 1)",
    "INSERT INTO departments (id, code, name, unit_id) VALUES (1, 'zd-zhifa', '综合行政执法局', 1)",
    "INSERT INTO suggestions (id, code, number_unit_id, year, serial, state, channel, author_id, anonymous, category,"
    " unit_id, holder_role, reason, registered_at, first_word_due)"
    " VALUES (1, 'C', 1, 2026, 1, 'handling', 'chat', 1, 0, 'road', 1, 'officer', 'officer', 1, '2026-12-04')",
    "INSERT INTO case_messages (id, suggestion_id, kind, author_id, role, words, at)"
    " VALUES (1, 1, 'original', 1, 'resident', '路面有坑', 1)",
)


MERGED_ROWS = (
    "INSERT INTO suggestions (id, code, number_unit_id, year, serial, state, channel, author_id, anonymous, category,"
    " unit_id, holder_role, reason, registered_at, first_word_due)"
    " VALUES (2, 'D', 1, 2026, 2, 'merged', 'chat', 1, 0, 'road', 1, 'officer', 'officer', 1, '2026-12-04')",
    "INSERT INTO merges (suggestion_id, into_id, state, at) VALUES (2, 1, 'assigned', 1)",
    "INSERT INTO supporters (suggestion_id, person_id, since, origin_id) VALUES (1, 1, 1, 2)",
)


async def test_a_database_of_the_first_version_goes_on(url: DatabaseUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old rows stay as they were, and what is new can be used with them."""
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, revision: upgrade(config, "0001"))
    migrate(url, BEGIN)
    monkeypatch.undo()
    execute(url, *OLD_ROWS)
    assert migrate(url, BEGIN)[:2] == ("0001", LATEST)
    writer = Writer(await open_engine(url), Rules())
    try:
        case = await writer.run(lambda tx: suggestions.find(tx, 1))
        assert case is not None
        assert (case.state, case.lead_id, case.due, case.number) == (State.HANDLING, None, None, "张店 2026-0001")
        assert await writer.run(lambda tx: departments.parts(tx, 1)) == []
        found = await writer.run(lambda tx: departments.choices(tx, case, BEGIN.date()))
        assert [department.name for department in found] == ["综合行政执法局"]
        assert [said.words for said in await writer.run(lambda tx: suggestions.said(tx, 1))] == ["路面有坑"]
    finally:
        await writer.close()


async def test_a_database_of_the_second_version_goes_on(url: DatabaseUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who follows a case still does, what was merged can be taken apart, and a department may have the other one."""
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, revision: upgrade(config, "0002"))
    migrate(url, BEGIN)
    monkeypatch.undo()
    execute(url, *OLD_ROWS, *MERGED_ROWS)
    assert migrate(url, BEGIN)[:2] == ("0002", LATEST)
    writer = Writer(await open_engine(url), Rules())
    try:
        merged = await writer.run(lambda tx: suggestions.find(tx, 2))
        assert merged is not None
        assert (merged.state, merged.lead_id, merged.step_due) == (State.MERGED, None, None)
        found = await writer.run(lambda tx: merges.find(tx, 2))
        assert (found.into, found.state) == (1, State.ASSIGNED)
        assert await writer.run(lambda tx: supporters.of_case(tx, 1)) == [1]
        case = await writer.run(lambda tx: suggestions.find(tx, 1))
        await writer.run(lambda tx: suggestions.change(tx, case, BEGIN, state=State.TRANSFERRED, lead_id=1))
        changed = await writer.run(lambda tx: suggestions.find(tx, 1))
        assert (changed.state, changed.lead) == (State.TRANSFERRED, "综合行政执法局")
    finally:
        await writer.close()


def execute(url: DatabaseUrl, *statements: str) -> None:
    """Run statements as an older program would have."""
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as lite:
            for statement in statements:
                lite.execute(statement)
            lite.commit()
        return
    with psycopg.connect(url.text) as connection:
        for statement in statements:
            connection.execute(statement.encode())
