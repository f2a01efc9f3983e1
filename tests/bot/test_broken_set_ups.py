"""Set-ups that are broken in one way: `doctor` finds each by its name, and says what to do."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from _pytest.mark import ParameterSet
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor import messenger
from tests.bot import set_ups
from tests.bot.set_ups import SetUp
from tests.support.ports import free_port
from tests.support.process import Bot
from tests.support.sandbox import TOKEN, Bench

OF_THE_MACHINE = {"fonts", "calendar"}  # what is installed here, and how old it is


class Row(NamedTuple):
    """One way to break a set-up, and what the doctor makes of it."""

    broken: Callable[[SetUp], Awaitable[None]]
    name: str  # of the finding
    words: str  # a part of what it says
    mend: str  # a part of what is to be done
    too: frozenset[str] = frozenset()  # what can't be well either then


NO_API, NO_DATA = frozenset({"clock"}), frozenset({"database"})
ROWS = (
    Row(set_ups.no_file, "configuration", "no such file", "Copy config.example.toml"),
    Row(set_ups.no_toml, "configuration", "is not TOML", "Mend what is named here"),
    Row(set_ups.an_unknown_key, "configuration", "telegram.tokn: there is no such key", "config.example.toml explains"),
    Row(set_ups.a_value_too_large, "configuration", "limits.files", "Mend what is named here"),
    Row(set_ups.an_unknown_timezone, "configuration", "locale.timezone", "Mend what is named here"),
    Row(
        set_ups.an_address_without_its_end,
        "configuration",
        "must begin with https:// or http:// and end in /bot",
        "Mend",
    ),
    Row(
        set_ups.a_webhook_without_its_secret, "configuration", "public_url and secret_token", "Mend what is named here"
    ),
    Row(set_ups.no_token, "token", "telegram.token", "@BotFather gives"),
    Row(set_ups.a_token_cut_off, "token", "not a token", "@BotFather gives"),
    Row(set_ups.a_token_file_that_is_none, "token", "telegram.token_file: can't be read", "telegram.token_file"),
    Row(set_ups.a_token_that_was_revoked, "token", "getMe", "Take the current token from @BotFather"),
    Row(set_ups.a_bot_api_that_is_away, "token", "getMe", "telegram.base_url", NO_API),
    Row(set_ups.an_address_of_something_else, "token", "getMe", "telegram.base_url"),
    Row(set_ups.updates_that_nobody_takes, "polling", "1 updates wait at Telegram", "another program with the same"),
    Row(set_ups.a_bot_that_gets_no_updates, "ready", "no updates come in", "end of the bot's log"),
    Row(set_ups.a_clock_that_is_off, "clock", "differs by 3", "NTP"),
    Row(set_ups.a_webhook_that_fails, "webhook", "last error", "Look at the proxy before the bot"),
    Row(set_ups.a_webhook_of_somebody_else, "webhook", "Telegram calls http://127.0.0.1:9/theirs", "the same token"),
    Row(set_ups.a_webhook_nobody_set, "webhook", "Telegram calls nobody", "Start the bot"),
    Row(set_ups.no_database, "database", "no such file", "shuanglian migrate"),
    Row(set_ups.an_empty_database, "database", "schema is at nothing", "shuanglian migrate"),
    Row(set_ups.an_older_schema, "database", "schema is at 0000", "shuanglian migrate"),
    Row(set_ups.a_newer_schema, "database", "schema is at 9999", "Install the newer program"),
    Row(set_ups.a_broken_file, "database", "can't read or write this file", "put a backup in its place"),
    Row(set_ups.a_server_that_is_away, "database", "does not let us in", "or create the database"),
    Row(set_ups.a_changed_history, "seals", "changed at position 1", "restore"),
    Row(set_ups.changes_without_a_seal, "sealing", "without a seal", "start it"),
    Row(set_ups.updates_that_wait, "updates", "1 wait, the oldest for 5 h", "see that a worker runs"),
    Row(set_ups.an_update_put_aside, "parked", "1 updates", "parked retry"),
    Row(set_ups.messages_that_wait, "messages", "1 wait, the oldest for 5 h", "Start the bot"),
    Row(set_ups.a_message_refused_for_good, "dead letters", "1 messages", "parked retry --messages"),
    Row(set_ups.a_folder_that_takes_nothing, "disk", "can't be written", "write in this folder", NO_DATA),
    Row(set_ups.a_folder_that_is_not_there, "disk", "there is no folder", "Make this folder", NO_DATA),
    Row(set_ups.a_configuration_that_everybody_reads, "rights", "config.toml", "chmod 600"),
    Row(set_ups.a_token_file_that_everybody_reads, "rights", "token", "chmod 600"),
    Row(set_ups.data_that_everybody_reads, "rights", "city.db", "chmod 600"),
    Row(set_ups.a_port_of_somebody_else, "metrics", "not free", "choose another address and port"),
    Row(set_ups.an_address_of_another_machine, "metrics", "not free", "choose another address and port"),
    Row(set_ups.no_chinese_font, "fonts", "no Chinese font", "fonts-noto-cjk"),
)


@pytest.fixture
async def set_up(sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SetUp]:
    """A sound one."""
    async with contextlib.AsyncExitStack() as beside:
        made = SetUp(tmp_path, sandbox, monkeypatch, beside)
        made.sound()
        yield made


async def asked(path: Path, *words: str) -> tuple[int, str]:
    """The command's exit code and what it prints, while the sandbox answers in this thread."""
    result = await asyncio.to_thread(CliRunner().invoke, app, ["doctor", *words, "--config", str(path)])
    return result.exit_code, result.stdout


def param(row: Row) -> ParameterSet:
    """A row by the name of what is broken."""
    marks = [pytest.mark.fontconfig] if row.name == "fonts" else []
    return pytest.param(row, id=row.broken.__name__, marks=marks)


@pytest.mark.parametrize("row", [param(row) for row in ROWS])
async def test_it_is_found_with_its_mend(set_up: SetUp, row: Row) -> None:
    await row.broken(set_up)
    set_up.write()
    code, told = await asked(set_up.path, "--json")
    findings = {finding["name"]: finding for finding in json.loads(told)}
    finding = findings[row.name]
    assert (code, finding["well"]) == (1, False)
    assert row.words in finding["words"]
    assert row.mend in finding["mend"]
    ill = {name for name, other in findings.items() if not other["well"]}
    assert ill - OF_THE_MACHINE - row.too == {row.name} - OF_THE_MACHINE, "and nothing else is"
    code, text = await asked(set_up.path)
    assert code == 1
    assert f"FAIL {row.name}: " in text
    assert f"\n     {finding['mend']}\n" in text
    assert TOKEN not in told + text
    assert "hush" not in told + text


async def test_in_a_sound_one_nothing_is_found(set_up: SetUp) -> None:
    """Before the bot's first start, and beside it."""
    set_up.sections["metrics"] = {"listen": f"127.0.0.1:{free_port()}"}
    set_up.write()
    await set_up.bench.call("getMe")
    await (await set_up.bench.phone("陈桂兰")).say("开始用了吗")
    assert await faults(set_up) == set()
    async with Bot(set_up.path) as bot:
        assert await bot.up()
        assert await faults(set_up) == set()


async def test_by_webhook_neither(set_up: SetUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """And an error of long ago is none any more: the limit moves, since nobody waits for an hour here."""
    await set_ups.a_webhook_that_fails(set_up)
    set_up.write()
    assert await faults(set_up) == {"webhook"}
    monkeypatch.setattr(messenger, "STILL", timedelta())
    assert await faults(set_up) == set()


async def faults(set_up: SetUp) -> set[str]:
    _, told = await asked(set_up.path, "--json")
    findings = json.loads(told)
    assert all(not finding["mend"] for finding in findings if finding["well"])
    return {finding["name"] for finding in findings if not finding["well"]} - OF_THE_MACHINE


def test_there_are_enough_of_them() -> None:
    assert len({row.broken for row in ROWS}) == len(ROWS) >= 15
