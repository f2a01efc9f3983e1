"""What a weather is made on: the scene with its bot, and everything around them that can fail."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.crash.drill import Talks
from bench.crash.scene import Places, Scene, Way, prepared, sandbox
from bench.weather.gate import Gate
from bench.weather.relay import Relay
from bot.supervisor import Supervisor
from bot.web import serving
from tests.support import postgres
from tests.support.ports import free_port
from tests.support.process import Bot
from tests.support.programs import NEEDED

OWED = 60  # reminders that wait to be sent when it begins
ANSWER, POLL = 5.0, 3  # seconds of a short run that an answer may take, and a poll without news
PATIENCE = 1500.0  # seconds that people wait for a word: the longest weather lasts ten minutes
DISK = "32m"


class UnavailableError(Exception):
    """This weather can't be made on this machine; the message says why."""


@dataclass(frozen=True)
class Needs:
    """What a group of weathers needs besides a bot that polls and an SQLite file."""

    way: Way = "polling"
    postgres: bool = False
    disk: bool = False  # a small disk of its own for the database
    clock: bool = False  # a clock that can be set
    hurried: bool = False  # in a short run answers and polls are waited for not so long


@dataclass
class Stage:
    """Everything there is, while it plays."""

    scene: Scene
    bot: Bot
    talks: Talks
    gate: Gate
    relay: Relay | None
    server: postgres.Server | None
    disk: Path | None  # where the small disk is
    clock: Path  # what this file says is added to the time
    tally: Path
    command: tuple[str | Path, ...]  # that runs the bot
    full: bool
    fresh: int = 0  # residents who came for this weather, so far

    @property
    def pid(self) -> int:
        """The process."""
        assert self.bot.process is not None
        return self.bot.process.pid

    async def start(self) -> None:
        """Start the process, and return when it runs."""
        await self.bot.start(*self.command)
        await self.bot.up()


@contextlib.asynccontextmanager
async def staged(needs: Needs, residents: int, turns: int, *, full: bool) -> AsyncIterator[Stage]:
    """The stage, with a bot that runs. Raises UnavailableError."""
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shuanglian-weather-")))
        bench = await stack.enter_async_context(sandbox())
        gate, relay = Gate(bench.url), None
        await gate.open()
        stack.push_async_callback(gate.shut)
        disk = stack.enter_context(_small_disk(folder)) if needs.disk else None
        server = stack.enter_context(_server()) if needs.postgres else None
        places = Places(
            database=stack.enter_context(postgres.database(server.address)) if server else _file(disk or folder),
            bot_api=gate.url,
            webhook=free_port(),
        )
        if needs.way == "webhook":
            relay, places = await _relayed(stack, places)
        scene = await prepared(bench, folder, needs.way, OWED, places)
        talks = Talks(scene, residents, turns, PATIENCE)
        bot = Bot(scene.config)
        clock, tally = folder / "clock", folder / "tally"
        command = _command(needs, clock, tally, full=full)
        stage = Stage(scene, bot, talks, gate, relay, server, disk, clock, tally, command, full)
        stack.push_async_callback(bot.kill)
        await stage.start()
        yield stage


def _file(folder: Path) -> str:
    return f"sqlite:///{folder}/city.db"


async def _relayed(stack: contextlib.AsyncExitStack, places: Places) -> tuple[Relay, Places]:
    relay, port = Relay(f"http://127.0.0.1:{places.webhook}/telegram/webhook"), free_port()
    await stack.enter_async_context(serving(relay.app(), "127.0.0.1", port, Supervisor()))
    calls = f"http://127.0.0.1:{port}/telegram/webhook"
    return relay, Places(places.database, places.bot_api, calls, places.webhook)


def _command(needs: Needs, clock: Path, tally: Path, *, full: bool) -> tuple[str | Path, ...]:
    """The program that runs the bot: one that counts, perhaps with a clock that can be set."""
    waits = (ANSWER, POLL) if needs.hurried and not full else (0, 0)
    command = (sys.executable, "-m", "bench.weather.launcher", tally, *map(str, waits))
    if not needs.clock:
        return command
    found = NEEDED["faketime"].find()
    if found is None:
        raise UnavailableError("libfaketime is not installed here; on Debian: apt-get install faketime")
    clock.write_text("+0\n", encoding="utf-8")
    settings = {"LD_PRELOAD": found, "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_CACHE_DURATION": 1,
                "FAKETIME_DONT_FAKE_MONOTONIC": 1, "DONT_FAKE_MONOTONIC": 1,
                "FAKETIME_FORCE_MONOTONIC_FIX": 0}  # fmt: skip
    return ("env", *(f"{name}={value}" for name, value in settings.items()), *command)


@contextlib.contextmanager
def _small_disk(folder: Path) -> Iterator[Path | None]:
    """A disk of a few megabytes, where this account may mount one; else None."""
    place = folder / "disk"
    place.mkdir()
    if (
        os.geteuid() != 0
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", place], stderr=subprocess.DEVNULL, check=False
        ).returncode
    ):
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


@contextlib.contextmanager
def _server() -> Iterator[postgres.Server]:
    if NEEDED["postgres"].find() is None:
        raise UnavailableError("PostgreSQL is not installed here; on Debian: apt-get install postgresql")
    with postgres.running() as server:
        yield server
