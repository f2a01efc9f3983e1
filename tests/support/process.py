"""The real process: started with its command line, killed, and started again."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Self

from tests.support.sandbox import TOKEN, Bench

COMMAND = Path(sys.executable).parent / "shuanglian"


def write_config(folder: Path, bench: Bench, extra: str = "") -> Path:
    """A configuration file for a sandbox, with the pace that Telegram bears."""
    path = folder / "config.toml"
    path.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{bench.base_url}"\nbase_file_url = "{bench.base_file_url}"\n'
        f'[database]\nurl = "sqlite:///{folder}/city.db"\n[metrics]\nlisten = ""\n{extra}',
        encoding="utf-8",
    )
    return path


class Bot:
    """`shuanglian run` as a process of its own."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.log = config.with_suffix(".log")
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> Self:
        """Start it; what it writes goes to a file."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                COMMAND, "run", "--config", self.config, stdout=log, stderr=log, env={**os.environ, "NO_COLOR": "1"}
            )
        return self

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
        return await asyncio.wait_for(self.process.wait(), 20)

    async def command(self, *words: str | Path) -> tuple[int, str]:
        """Another command on the same configuration: its exit code and what it wrote."""
        process = await asyncio.create_subprocess_exec(
            COMMAND, *words, "--config", self.config, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        written, _ = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, written.decode()
