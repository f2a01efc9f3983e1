"""`doctor`: each finding, well and not, with the mend."""

import asyncio
import contextlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import SystemClock
from bot.doctor import Finding, examine, machine, messenger
from domain.messages import Message
from domain.people import Address, Role
from domain.telling import Priority
from storage import events, inbox, outbox, sends
from storage.migrate import migrate
from storage.schema import LATEST
from storage.tx import Tx
from storage.url import DatabaseUrl
from tests.support.city import opened
from tests.support.sandbox import TOKEN, Bench
from tests.support.tampering import unguarded

NOW = datetime.now(UTC)
OF_THE_MACHINE = ("fonts", "calendar")  # what is installed here, and how old it is


def write(folder: Path, base_url: str, **telegram: str) -> Path:
    """A configuration file for a sandbox, and no database yet."""
    given = {"token": TOKEN, "base_url": base_url, "base_file_url": base_url.replace("/bot", "/file/bot"), **telegram}
    lines = "\n".join(f'{key} = "{value}"' for key, value in given.items())
    path = folder / "config.toml"
    path.touch(mode=0o600)
    path.write_text(f'[telegram]\n{lines}\n[database]\nurl = "sqlite:///doctor.db"\n[metrics]\nlisten = ""\n')
    return path


async def findings(path: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in await examine(path)}


@pytest.fixture
def settled(sandbox: Bench, tmp_path: Path) -> Path:
    """A configuration with which everything is well."""
    migrate(DatabaseUrl.parse("sqlite:///doctor.db", tmp_path), NOW)
    return write(tmp_path, sandbox.base_url)


async def test_all_is_well(settled: Path) -> None:
    found = await findings(settled)
    assert set(found) == {
        "configuration", "rights", "database", "seals", "sealing", "updates", "parked", "messages", "notices",
        "dead letters", "token", "webhook", "polling", "clock", "calendar", "disk", "metrics", "fonts",
    }  # fmt: skip
    assert [name for name, finding in found.items() if not finding.well and name not in OF_THE_MACHINE] == []
    assert f"schema {LATEST}" in found["database"].words
    assert all(not finding.mend for finding in found.values() if finding.well)


async def test_no_proxy_leads_to_this_machine_itself(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    found = await findings(settled)
    assert (found["token"].well, found["clock"].well) == (True, True)


async def test_a_broken_configuration_is_all_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[limits]\nfiles = 99\n[nonsense]\n")
    [finding] = await examine(path)
    assert (finding.name, finding.well) == ("configuration", False)
    assert "limits.files" in finding.words
    assert "nonsense" in finding.words
    assert finding.mend


async def test_a_database_that_is_not_there(sandbox: Bench, tmp_path: Path) -> None:
    found = await findings(write(tmp_path, sandbox.base_url))
    assert not found["database"].well
    assert "shuanglian migrate" in found["database"].mend
    assert found["token"].well, "the rest is looked at all the same"
    assert not (tmp_path / "doctor.db").exists()


async def test_a_changed_history_and_what_waits_for_its_seal(settled: Path, tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/doctor.db") as writer:

        def fill(tx: Tx) -> None:
            for n in range(3):
                events.add(tx, "person", n, "home", actor_id=n, role=Role.RESIDENT, now=NOW)
            events.seal(tx, NOW)
            for statement in (*unguarded(tx.engine), "UPDATE events SET kind = 'other' WHERE id = 2"):
                tx.connection.execute(statement)
            events.add(tx, "person", 9, "home", actor_id=9, role=Role.RESIDENT, now=NOW - timedelta(minutes=6))

        await writer.run(fill)
    found = await findings(settled)
    assert not found["seals"].well
    assert "position 2" in found["seals"].words
    assert not found["sealing"].well
    assert "start it" in found["sealing"].mend


@pytest.mark.parametrize(("ago", "well"), [(4, True), (11, False)])
async def test_notices_may_wait_for_long_as_long_as_they_go_out(
    settled: Path, tmp_path: Path, ago: int, well: bool
) -> None:
    at, now = Address("telegram", "5"), SystemClock().now()

    def fill(tx: Tx) -> None:
        for n in range(3):
            outbox.add(tx, at, Message(text=str(n)), now - timedelta(minutes=30), priority=Priority.NOTICE)
        sends.sent(tx, outbox.waiting(tx, 1, 1)[0], [1], now - timedelta(minutes=ago))

    async with opened(f"sqlite:///{tmp_path}/doctor.db") as writer:
        await writer.run(fill)
    found = await findings(settled)
    assert (found["notices"].well, found["messages"].well) == (well, True)
    assert found["notices"].words == f"2 wait, and nothing went out for {ago} min"


async def test_parked_updates_are_counted(settled: Path, tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/doctor.db") as writer:

        def fill(tx: Tx) -> None:
            arrived = inbox.store(tx, 7, 1, "5", "{}", NOW)
            assert arrived is not None
            inbox.park(tx, arrived.seq, "no", NOW)

        await writer.run(fill)
    found = await findings(settled)
    assert (found["parked"].well, found["parked"].words[:2]) == (False, "1 ")


async def test_a_token_that_is_unknown_or_missing(sandbox: Bench, tmp_path: Path) -> None:
    await sandbox.fault(method="getMe", status=401)
    unknown = (await findings(write(tmp_path, sandbox.base_url)))["token"]
    assert not unknown.well
    await sandbox.calm()
    missing = (await findings(write(tmp_path, sandbox.base_url, token="")))["token"]
    assert not missing.well
    assert "telegram.token" in missing.words


async def test_a_bot_api_that_is_away(tmp_path: Path) -> None:
    found = await findings(write(tmp_path, "http://127.0.0.1:9/bot"))
    assert [found[name].well for name in ("token", "clock")] == [False, False]
    assert TOKEN not in str(found), "a token is never told"


async def test_a_webhook_that_stands_in_the_way(settled: Path, sandbox: Bench) -> None:
    assert (await sandbox.call("setWebhook", url="http://127.0.0.1:9/hook"))["ok"]
    found = (await findings(settled))["webhook"]
    assert found.well
    assert "127.0.0.1:9/hook" in found.words
    assert "removes it" in found.mend


@pytest.mark.parametrize(
    ("where", "name", "value", "finding"),
    [(messenger, "CLOCK_MAY_DIFFER", -1.0, "clock"), (machine, "DISK_FREE", 10**18, "disk")],
)
async def test_a_clock_that_differs_and_a_disk_that_is_full(
    settled: Path, monkeypatch: pytest.MonkeyPatch, where: ModuleType, name: str, value: float, finding: str
) -> None:
    """What can't be brought about here: the limit moves instead."""
    monkeypatch.setattr(where, name, value)
    found = (await findings(settled))[finding]
    assert not found.well
    assert found.mend


def test_a_line_a_finding() -> None:
    well, ill = Finding("disk", True, "9 MB"), Finding("disk", False, "0 MB", "Make room.")
    assert str(well) == "ok   disk: 9 MB"
    assert str(ill) == "FAIL disk: 0 MB\n     Make room."
    assert ill.as_dict() == {"name": "disk", "well": False, "words": "0 MB", "mend": "Make room."}


async def test_a_calendar_that_has_ended(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = datetime.now(UTC).date()
    for until, well in ((today + timedelta(days=1), True), (today, False)):
        monkeypatch.setattr(machine, "PUBLISHED_UNTIL", until)
        found = (await findings(settled))["calendar"]
        assert (found.well, "chinesecalendar" in found.mend) == (well, not well)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
async def test_a_database_that_another_program_holds(
    settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr("bot.opening.PATIENCE", 0.2)
    monkeypatch.setattr("storage.engines.OPENS_WITHIN", 0.2)
    with contextlib.closing(sqlite3.connect(tmp_path / "doctor.db", isolation_level=None)) as other:
        other.execute(f"PRAGMA journal_mode = {mode}")
        other.execute("BEGIN IMMEDIATE")
        found = await asyncio.wait_for(findings(settled), 20)
        listed = await asyncio.to_thread(CliRunner().invoke, app, ["parked", "list", "--config", str(settled)])
    assert not found["database"].well
    assert "database is locked" in found["database"].words
    assert "Another program" in found["database"].mend
    assert found["token"].well, "the rest is looked at all the same"
    assert (listed.exit_code, "Another program holds the file" in listed.output) == (1, True)


@pytest.fixture
def only_read(settled: Path, database_url: str) -> Path:
    """A configuration whose server lets nobody write."""
    migrate(DatabaseUrl.parse(database_url), NOW)
    address = f"{database_url}?options=-c%20default_transaction_read_only%3Don"
    settled.write_text(settled.read_text().replace("sqlite:///doctor.db", address))
    return settled


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
async def test_a_server_that_only_lets_read(only_read: Path) -> None:
    found = await findings(only_read)
    assert not found["database"].well
    assert "only lets read" in found["database"].mend
