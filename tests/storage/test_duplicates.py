"""The search keeps up with what is open, on both engines; and an old database is taken in."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pytest

from domain.duplicates import COMMON, Known, Spot, bare, keys
from domain.rules import Rules
from services.suggestions.duplicates import PORTION, catch_up
from storage import duplicates
from storage.engines import open_engine
from storage.migrate import migrate
from storage.schema import migrations, statements
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer
from tests.support.city import BEGIN

AUTHOR, READER = 1, 2
HERE = Spot(36.81, 118.05)
TABLES = ("duplicates_cases", "duplicates_grams", "duplicates_frequencies")
PLACES = (
    "INSERT INTO units (id, code, name, kind) VALUES (1, 'zibo', '淄博市', 'city')",
    "INSERT INTO persons (id, code, name, created_at) VALUES (1, 'A', '陈桂兰', 1)",
    "INSERT INTO persons (id, code, name, created_at) VALUES (2, 'B', '刘建国', 1)",
)
CASE = """INSERT INTO suggestions (id, code, number_unit_id, year, serial, state, channel, author_id, anonymous,
    category, unit_id, holder_role, reason, registered_at, first_word_due)
VALUES ({id}, 'C{id}', 1, 2026, {id}, '{state}', 'chat', 1, 0, 'streetlight', 1, 'admin', 'admin', 1, '2026-12-01')"""
SAID = """INSERT INTO case_messages (suggestion_id, kind, author_id, role, words, at)
VALUES ({id}, 'original', 1, 'resident', '{words}', 1)"""


@pytest.fixture
async def filled(writer: Writer) -> Writer:
    """A database with ten open cases of one author, of which the search knows nothing yet."""

    def fill(tx: Tx) -> None:
        for statement in (*PLACES, *(CASE.format(id=n, state="assigned") for n in range(1, 11))):
            tx.connection.execute(statement)

    await writer.run(fill)
    return writer


def known(id_: int, words: str, spot: Spot | None = None) -> Known:
    return Known(bare(words), "streetlight", 1, spot, id_)


def rows(tx: Tx) -> dict[str, int]:
    """How much the search keeps."""
    return {t: tx.connection.execute(f"SELECT count(*) AS n FROM {t}").fetchone()["n"] for t in TABLES}  # noqa: S608


def ids(found: list[Known]) -> list[int]:
    return sorted(case.id for case in found)


async def test_a_case_is_found_by_its_pieces_and_by_its_place(filled: Writer) -> None:
    def work(tx: Tx) -> None:
        duplicates.add(tx, known(1, "共青团西路路灯不亮", HERE))
        duplicates.add(tx, known(2, "东二路井盖没了"))
        assert ids(duplicates.alike(tx, keys("路灯"), READER)) == [1]
        assert duplicates.alike(tx, keys("路灯"), AUTHOR) == [], "nobody is offered the own case"
        assert duplicates.alike(tx, [], READER) == []
        [found] = duplicates.around(tx, "streetlight", HERE, 250, READER)
        assert found == known(1, "共青团西路路灯不亮", HERE)
        assert duplicates.around(tx, "drainage", HERE, 250, READER) == []
        assert duplicates.around(tx, "streetlight", Spot(36.9, 118.05), 250, READER) == []
        assert duplicates.around(tx, "streetlight", HERE, 250, AUTHOR) == []

    await filled.run(work)


async def test_adding_twice_and_dropping_twice_leave_nothing_over(filled: Writer) -> None:
    def work(tx: Tx) -> None:
        for words in ("路灯不亮", "路灯不亮", "下水道反水"):
            duplicates.add(tx, known(1, words))
        assert duplicates.frequencies(tx, keys("路灯不亮下水道反水")) == dict.fromkeys(keys("下水道反水"), 1)
        duplicates.add(tx, known(2, "下水道"))
        assert duplicates.frequencies(tx, ["下水"]) == {"下水": 2}
        for _ in range(2):
            duplicates.drop(tx, 1)
        assert duplicates.frequencies(tx, ["下水", "反水"]) == {"下水": 1}
        duplicates.drop(tx, 2)
        assert set(rows(tx).values()) == {0}

    await filled.run(work)


async def test_where_a_common_piece_stands_is_not_kept_but_it_is_counted(filled: Writer) -> None:
    def work(tx: Tx) -> None:
        duplicates.add(tx, known(1, "路灯"))
        for cases, kept in ((2 * COMMON - 1, 2), (2 * COMMON, 1)):
            tx.connection.execute(f"UPDATE duplicates_frequencies SET cases = {cases}")  # noqa: S608 - a number
            duplicates.add(tx, known(2, "路灯"))
            assert duplicates.frequencies(tx, ["路灯"]) == {"路灯": cases + 1}
            assert rows(tx)["duplicates_grams"] == kept
            duplicates.drop(tx, 2)
            assert duplicates.frequencies(tx, ["路灯"]) == {"路灯": cases}

    await filled.run(work)


async def test_any_words_can_be_kept(filled: Writer) -> None:
    odd = ["", "灯", "'; DROP TABLE x; --", '"\\u0000 % :id {}', "👨‍👩‍👧 \u202e倒", "路" * 4000, "ﷺ" * 300, "İß"]

    def work(tx: Tx) -> None:
        for words in odd:
            duplicates.add(tx, known(3, words, Spot(90, 180)))
            duplicates.alike(tx, keys(bare(words)), READER)
        duplicates.drop(tx, 3)
        assert set(rows(tx).values()) == {0}

    await filled.run(work)


def execute(url: DatabaseUrl, work: Callable[[Any], None]) -> None:
    """Something that a program of the past did."""
    if url.path is not None:
        with closing(sqlite3.connect(url.path)) as lite:
            work(lite)
            lite.commit()
        return
    with psycopg.connect(url.text) as connection:
        work(connection)


def old_city(url: DatabaseUrl) -> None:
    """A database of the first schema, with 25 open cases, a closed and a withdrawn one."""

    def fill(connection: Any) -> None:
        first = [*statements(migrations()["0001"], url.engine), "CREATE TABLE alembic_version (version_num TEXT)",
                 "INSERT INTO alembic_version VALUES ('0001')", *PLACES]  # fmt: skip
        for statement in first:
            connection.execute(statement)
        for n in range(1, 28):
            state = {26: "closed", 27: "withdrawn"}.get(n, "handling")
            connection.execute(CASE.format(id=n, state=state))
            connection.execute(SAID.format(id=n, words=f"第{n}号路灯不亮"))

    execute(url, fill)


async def test_what_was_open_before_there_was_a_search_is_taken_in_by_portions(database_url: str) -> None:
    url = DatabaseUrl.parse(database_url)
    old_city(url)
    before, _, _ = migrate(url, BEGIN)
    assert before == "0001"
    writer = Writer(await open_engine(url), Rules())
    try:
        assert (await writer.run(lambda tx: catch_up(tx, BEGIN))).more
        taken = await writer.run(rows)
        assert taken["duplicates_cases"] == PORTION
        for _ in range(3):
            last = await writer.run(lambda tx: catch_up(tx, BEGIN))
        assert not last.more
        assert await writer.run(lambda tx: ids(duplicates.alike(tx, ["路灯"], READER))) == list(range(1, 26))
        assert await writer.run(lambda tx: duplicates.backlog(tx, 100)) == []
    finally:
        await writer.close()
