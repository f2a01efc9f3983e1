"""The line of a database that takes nothing: it says what to do, for every error that a disk or a server has."""

import contextlib
import sqlite3
from pathlib import Path

import psycopg
import pytest

from storage.trouble import ANY, TROUBLE, discreet, is_everybodys, is_storage_trouble, mend


@pytest.mark.parametrize("words", TROUBLE)
def test_every_trouble_of_a_disk_has_a_mend_of_its_own(words: str) -> None:
    assert mend(sqlite3.OperationalError(words)) != ANY


def test_what_nobody_thought_of_has_one_too() -> None:
    assert mend(ValueError("odd")) == ANY


def test_a_lock_is_named_as_sqlite_words_it(tmp_path: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as first,
        contextlib.closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None, timeout=0)) as second,
    ):
        first.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as failed:
            second.execute("BEGIN IMMEDIATE")
    assert "Another program" in mend(failed.value)


def test_a_server_that_is_away_is_named_as_psycopg_words_it() -> None:
    with pytest.raises(psycopg.OperationalError) as failed:
        psycopg.connect("postgresql://127.0.0.1:1/none", connect_timeout=2)
    assert "database server" in mend(failed.value)


@pytest.mark.parametrize(
    ("words", "todo"),
    [
        ('FATAL: role "bot" is not permitted to log in', "LOGIN"),
        ('FATAL: password authentication failed for user "bot"', "password"),
        ("fe_sendauth: no password supplied", "password"),
        ('FATAL: no pg_hba.conf entry for host "10.0.0.2", user "bot"', "pg_hba.conf"),
        ("FATAL: sorry, too many clients already", "max_connections"),
        ("FATAL: remaining connection slots are reserved for superusers", "max_connections"),
        ('FATAL: database "town" does not exist', "names"),
    ],
)
def test_who_is_not_let_in_reads_what_to_do(words: str, todo: str) -> None:
    assert todo in mend(psycopg.OperationalError(f"connection failed: connection to server at 127.0.0.1: {words}"))


def test_an_error_of_many_lines_is_told_in_one() -> None:
    assert discreet(psycopg.OperationalError("Multiple attempts failed:\n- host: a\n")) == (
        "Multiple attempts failed: - host: a"
    )


@pytest.mark.parametrize(
    ("error", "of_storage", "of_all"),
    [
        (psycopg.errors.ReadOnlySqlTransaction, True, True),
        (psycopg.errors.DiskFull, True, True),
        (psycopg.errors.LockNotAvailable, True, False),
        (psycopg.errors.AdminShutdown, True, True),
        (psycopg.errors.OutOfMemory, True, True),
        (psycopg.errors.IoError, True, True),
        (psycopg.errors.ConnectionFailure, True, True),
        (psycopg.OperationalError, True, True),
        (psycopg.InterfaceError, False, False),
        (psycopg.errors.QueryCanceled, False, False),
        (psycopg.errors.StatementTooComplex, False, False),
        (psycopg.errors.ProgramLimitExceeded, False, False),
        (psycopg.errors.UniqueViolation, False, False),
    ],
)
def test_whose_fault_an_error_of_postgresql_is(error: type[psycopg.Error], of_storage: bool, of_all: bool) -> None:
    assert (is_storage_trouble(error("words")), is_everybodys(error("words"))) == (of_storage, of_all)
