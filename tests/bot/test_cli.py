"""The command line: 0 done, 1 failed, 2 wrong input, and a word on standard error that says what to do."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage.schema import LATEST
from tests.bot.test_doctor import OF_THE_MACHINE, write
from tests.support.city import opened, settle_town
from tests.support.process import Bot
from tests.support.sandbox import TOKEN, Bench

AWAY = "http://127.0.0.1:9/bot"


def run(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


async def beside(*words: object) -> Any:
    """The command in a thread of its own, while the sandbox answers in this one."""
    return await asyncio.to_thread(run, *words)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write(tmp_path, AWAY)


STANDS = """
import asyncio, time
from bot import cli
cli.ENDS_WITHIN = 0.2
async def main():
    cli._told_to_end(asyncio.Event())
    time.sleep(30)
asyncio.run(main())
"""


def test_told_to_end_it_ends_also_where_a_disk_or_a_server_holds_the_whole_process() -> None:
    ended = subprocess.run([sys.executable, "-c", STANDS], capture_output=True, text=True, timeout=20, check=False)
    assert (ended.returncode, "Not everything ended in time" in ended.stderr) == (1, True)


COMMANDS = ("run", "migrate", "doctor", "invite", "demo", "sandbox", "roster")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_what_is_no_command_or_no_option_is_wrong_input(config: Path) -> None:
    assert run("nonsense").exit_code == 2
    assert run("run", "--nonsense").exit_code == 2
    for role in ("king", "resident", "system"):
        assert run("invite", "--role", role, "--unit", "zibo").exit_code == 2
    assert run("invite", "--role", "admin").exit_code == 2


@pytest.mark.parametrize("words", [("run",), ("migrate",), ("invite", "--role", "admin", "--unit", "zibo")])
def test_a_configuration_that_is_not_there_or_broken(tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "config.toml"
    missing = run(*words, "--config", path)
    assert (missing.exit_code, "there is no such file" in missing.stderr) == (2, True)
    path.write_text("[limits]\nfiles = 99\n")
    broken = run(*words, "--config", path)
    assert (broken.exit_code, "limits.files" in broken.stderr) == (2, True)
    assert "Traceback" not in broken.output


@pytest.mark.parametrize("role", ["worker", "intake"])
def test_sqlite_is_for_one_process(config: Path, role: str) -> None:
    result = run("run", "--role", role, "--config", config)
    assert (result.exit_code, "needs PostgreSQL" in result.stderr) == (2, True)


def test_a_role_that_is_none(config: Path) -> None:
    assert run("run", "--role", "king", "--config", config).exit_code == 2


def test_migrate_twice(config: Path) -> None:
    first, second = run("migrate", "--config", config), run("migrate", "--config", config)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert f"schema {LATEST} now" in first.stdout
    assert f"schema {LATEST} already" in second.stdout
    assert (config.parent / "doctor.db").is_file()


@pytest.mark.parametrize("command", ["migrate", "run"])
@pytest.mark.parametrize(
    ("url", "why", "mend"),
    [
        ("sqlite:///nowhere/at/all/doctor.db", "there is no folder", "Make this folder"),
        ("sqlite:////proc/doctor.db", "no file can be made in its folder", "Let the bot's account write"),
    ],
)
async def test_a_folder_that_is_missing_or_takes_no_file(
    config: Path, command: str, url: str, why: str, mend: str
) -> None:
    await asyncio.to_thread(config.write_text, config.read_text().replace("sqlite:///doctor.db", url))  # noqa: ASYNC240
    code, said = await Bot(config).command(command)
    assert (code, why in said, mend in said) == (1, True, True), said
    assert "Errno" not in said


async def test_the_log_says_as_what_it_runs_and_that_it_ended_in_order(sandbox: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, sandbox.base_url)
    await town(tmp_path)
    bot = await Bot(path).start()
    assert await bot.up()
    assert await bot.stop() == 0
    said = bot.log.read_text()
    assert ("(role all)" in said, "has ended, as it was told to" in said.splitlines()[-1]) == (True, True), said


def test_migrate_leaves_a_broken_file_alone(config: Path) -> None:
    path = config.parent / "doctor.db"
    path.write_bytes(b"not a database " * 100)
    result = run("migrate", "--config", config)
    assert (result.exit_code, "not changed" in result.stderr) == (1, True)
    assert path.read_bytes() == b"not a database " * 100


def test_doctor_fails_where_something_is_wrong(config: Path) -> None:
    result = run("doctor", "--config", config)
    assert result.exit_code == 1
    assert "FAIL database" in result.stdout
    as_data = json.loads(run("doctor", "--json", "--config", config).stdout)
    assert {"name", "well", "words", "mend"} == set(as_data[0])


async def test_doctor_is_content_where_all_is_well(sandbox: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, sandbox.base_url)
    assert (await beside("migrate", "--config", path)).exit_code == 0
    result = await beside("doctor", "--config", path)
    failed = [line.split()[1].strip(":") for line in result.stdout.splitlines() if line.startswith("FAIL")]
    assert set(failed) <= set(OF_THE_MACHINE)
    assert result.exit_code == (1 if failed else 0)


async def town(folder: Path) -> None:
    async with opened(f"sqlite:///{folder}/doctor.db") as writer:
        await settle_town(writer)


async def test_invite_makes_a_link_that_works(sandbox: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, sandbox.base_url)
    await town(tmp_path)
    qr = tmp_path / "qr.png"
    words = ("invite", "--role", "representative", "--unit", "zibo", "--person", "r001", "--config", path)
    plain = await beside(*words, "--qr", qr)
    assert plain.exit_code == 0, plain.stderr
    assert plain.stdout.startswith("https://t.me/")
    assert qr.read_bytes().startswith(b"\x89PNG")
    assert qr.stat().st_mode & 0o777 == 0o600, "who may read it could take the office"
    data = json.loads((await beside(*words, "--json")).stdout)
    assert set(data) == {"link", "token", "expires"}
    assert data["link"].endswith(f"?start=i_{data['token']}")
    assert len(data["token"]) + 2 <= 64


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--role", "admin", "--unit", "nowhere"), "no unit or station with the code nowhere; the roster must have it"),
        (("--role", "representative", "--unit", "zibo"), "--person"),
        (("--role", "representative", "--unit", "zibo", "--person", "x999"), "the roster has no person x999"),
        (("--role", "officer", "--unit", "zibo"), "belongs to a station"),
    ],
)
async def test_an_invitation_that_can_not_be_made(
    sandbox: Bench, tmp_path: Path, words: tuple[str, ...], why: str
) -> None:
    path = write(tmp_path, sandbox.base_url)
    await town(tmp_path)
    result = await beside("invite", *words, "--config", path)
    assert (result.exit_code, why in result.stderr) == (2, True), result.stderr


def test_invite_without_a_bot_api_or_a_database_fails(config: Path) -> None:
    result = run("invite", "--role", "admin", "--unit", "zibo", "--config", config)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "nothing was made. Look at the network" in result.stderr


async def test_an_invitation_whose_picture_can_t_be_written(sandbox: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, sandbox.base_url)
    await town(tmp_path)
    words = ("invite", "--role", "admin", "--unit", "zibo", "--config", path, "--qr")
    nowhere = await beside(*words, tmp_path / "nowhere" / "qr.png")
    assert (nowhere.exit_code, "no such folder" in nowhere.stderr, nowhere.stdout) == (2, True, ""), "nothing was made"
    refused = await beside(*words, tmp_path)
    assert (refused.exit_code, "the link works: https://t.me/" in refused.stderr) == (1, True), refused.stderr


@pytest.mark.parametrize("words", [("run",), ("invite", "--role", "admin", "--unit", "zibo")])
async def test_a_token_that_was_revoked_is_not_told(sandbox: Bench, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = write(tmp_path, sandbox.base_url)
    await town(tmp_path)
    await sandbox.fault(method="getMe", status=401)
    code, said = await Bot(path).command(*words)
    assert code == 1
    assert "The token was rejected by the server" in said
    assert "Take the current token from @BotFather" in said
    assert TOKEN not in said
    assert "<token>" not in said


async def test_invite_without_a_database_says_how_to_make_one(sandbox: Bench, tmp_path: Path) -> None:
    path = write(tmp_path, sandbox.base_url)
    result = await beside("invite", "--role", "admin", "--unit", "zibo", "--config", path)
    assert (result.exit_code, "shuanglian migrate" in result.stderr) == (1, True)


@pytest.mark.fontconfig
async def test_cards_for_a_station(sandbox: Bench, tmp_path: Path) -> None:
    path, out = write(tmp_path, sandbox.base_url), tmp_path / "cards.pdf"
    await town(tmp_path)
    words = ("invite", "--station", "zd-fujia", "--cards", out, "--config", path)
    plain = await beside(*words)
    assert plain.exit_code == 0, plain.stderr
    assert out.read_bytes().startswith(b"%PDF")
    assert out.stat().st_mode & 0o777 == 0o600
    assert json.loads((await beside(*words, "--json")).stdout)["cards"] == 4


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--station", "zd-fujia"), "--cards OUT.pdf"),
        (("--cards", "x.pdf"), "--station CODE"),
        (("--station", "nowhere", "--cards", "x.pdf"), "no station with the code nowhere; the roster must have it"),
        (("--station", "zd-fujia", "--cards", "/nowhere/at/all/x.pdf"), "no such folder"),
        (("--unit", "zibo"), "--role and --unit"),
    ],
)
@pytest.mark.fontconfig
async def test_cards_that_can_not_be_made(sandbox: Bench, tmp_path: Path, words: tuple[str, ...], why: str) -> None:
    path = write(tmp_path, sandbox.base_url)
    await town(tmp_path)
    result = await beside("invite", *words, "--config", path)
    assert (result.exit_code, why in result.stderr) == (2, True), result.stderr
