"""The real process: started with its command line, killed, and started again."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Self

from tests.support.sandbox import TOKEN, Bench

COMMAND = Path(sys.executable).parent / "shuanglian"
ROOT = Path(__file__).parents[2]
RUNNING = b" is running on "  # the log says so when everything has begun


def write_config(folder: Path, bench: Bench, extra: str = "") -> Path:
    """A configuration file for a sandbox, with the pace that Telegram bears."""
    path = folder / "config.toml"
    path.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{bench.base_url}"\nbase_file_url = "{bench.base_file_url}"\n'
        f'[database]\nurl = "sqlite:///{folder}/city.db"\n[metrics]\nlisten = ""\n'
        f"[limits]\nmessages_a_minute = 100000\n{extra}",
        encoding="utf-8",
    )
    return path


class Bot:
    """`shuanglian run` as a process of its own; on PostgreSQL perhaps one of several, with a role and a number."""

    def __init__(self, config: Path, role: str = "all", number: int = 0) -> None:
        self.config = config
        self.role = role
        self.log = config.with_suffix(f".{role}{number}.log" if number else ".log")
        self.process: asyncio.subprocess.Process | None = None
        self._begun_at = 0  # where in the log its words begin

    async def start(self, *by: str | Path) -> Self:
        """Start it, perhaps by another program than the command; what it writes goes to a file."""
        command = [*(by or [COMMAND]), "run", "--role", self.role, "--config", self.config]
        environment = {**os.environ, "NO_COLOR": "1"}
        with self.log.open("ab") as log:
            self._begun_at = log.tell()
            self.process = await asyncio.create_subprocess_exec(
                *command, stdout=log, stderr=log, env=environment, cwd=ROOT
            )
        return self

    async def up(self) -> bool:
        """Wait until it runs. False if it ended before."""
        while not self.ended:
            with self.log.open("rb") as log:
                log.seek(self._begun_at)
                if RUNNING in log.read():
                    return True
            await asyncio.sleep(0.02)
        return False

    @property
    def ended(self) -> bool:
        """Whether no process is there."""
        return self.process is None or self.process.returncode is not None

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def kill(self) -> None:
        """SIGKILL: no goodbye."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, and the exit code."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        if self.process is None:
            return 0
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 60)

    async def command(self, *words: str | Path) -> tuple[int, str]:
        """Another command on the same configuration: its exit code and what it wrote."""
        process = await asyncio.create_subprocess_exec(
            COMMAND, *words, "--config", self.config, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        written, _ = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, written.decode()
