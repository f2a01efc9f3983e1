"""`migrate --from --to` as a command: what it prints, and how it refuses."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage.backup import BackupError, backup
from storage.engines import TIMEOUTS
from storage.lock import only_one
from storage.url import DatabaseUrl
from tests.support.city import opened, settle_town
from tests.support.sandbox import TOKEN


@pytest.fixture
async def here(tmp_path: Path) -> str:
    """The address of a small town's database."""
    url = f"sqlite:///{tmp_path}/here.db"
    async with opened(url) as writer:
        await settle_town(writer)
    return url


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def migrate(*words: str) -> Any:
    return CliRunner().invoke(app, ["migrate", *words])


@pytest.mark.postgres
async def test_a_line_a_table_and_what_to_do_next(here: str, database_url: str) -> None:
    result = migrate("--from", here, "--to", database_url)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "departments: 36 rows, the same on both sides" in result.stdout
    assert len([line for line in lines if "the same on both sides" in line]) >= 24
    assert lines[-4:-1] == [
        "The history is whole: 0 sealed changes.",
        "Waiting there as before: 0 updates and 0 messages.",
        f"{DatabaseUrl.parse(database_url)}: everything has moved. {DatabaseUrl.parse(here)} is as it was.",
    ]
    assert "[database] url" in lines[-1]
    again = migrate("--from", here, "--to", database_url)
    assert (again.exit_code, "is not empty" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "sqlite:///here.db"), "belong together"),
        (("--to", "sqlite:///there.db"), "belong together"),
        (("--from", "sqlite:///here.db", "--to", "there.db"), "--to: must be"),
        (("--from", "mysql://here", "--to", "sqlite:///there.db"), "--from: must be"),
        (("--from", "sqlite:///none.db", "--to", "sqlite:///there.db"), "there is no such file"),
        (("--from", "sqlite:///here.db", "--to", "sqlite:///./here.db"), "is on both sides"),
    ],
)
async def test_wrong_input_is_told_and_changes_nothing(
    here: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = beside(tmp_path)
    result = migrate(*words)
    assert (result.exit_code, why in result.stderr) == (2, True), result.output
    assert beside(tmp_path) == before


async def test_what_fails_is_told_and_no_password_with_it(here: str, tmp_path: Path) -> None:
    away = migrate("--from", here, "--to", "postgresql://me:hush@127.0.0.1:9/city")
    assert (away.exit_code, "Nothing was moved." in away.stderr, "hush" in away.output) == (1, True, False)
    with only_one(DatabaseUrl.parse(here)):
        busy = migrate("--from", here, "--to", f"sqlite:///{tmp_path}/there.db")
    assert (busy.exit_code, "Stop it first." in busy.stderr) == (1, True)
    assert not (tmp_path / "there.db").exists()


async def test_a_database_that_another_program_holds_is_told(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.migrate.OPENS_WITHIN", 0.2)
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", 200)
    (tmp_path / "config.toml").write_text(f'[telegram]\ntoken = "{TOKEN}"\n[database]\nurl = "{database_url}"\n')
    with holding(database_url):
        held = migrate("--config", str(tmp_path / "config.toml"))
    assert (held.exit_code, "Another program holds" in held.stderr) == (1, True), held.output


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
async def test_a_backup_waits_for_nobody_for_ever(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TIMEOUTS, "lock_timeout", 200)
    async with opened(database_url):
        with holding(database_url), pytest.raises(BackupError, match="Another program holds"):
            backup(DatabaseUrl.parse(database_url), tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


@contextlib.contextmanager
def holding(url: str) -> Iterator[None]:
    """Another program holds the whole file, or the table that everybody reads first."""
    path = DatabaseUrl.parse(url).path
    if path is not None:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
        return
    with psycopg.connect(url) as server:
        server.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)")
        server.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        yield
        server.rollback()
