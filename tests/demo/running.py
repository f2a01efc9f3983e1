"""The real command `shuanglian demo`, started as a process of its own and spoken to over HTTP."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

COMMAND = Path(sys.executable).parent / "shuanglian"
PATIENCE = 180.0  # seconds; people take some ten to move in, on a machine that has nothing else to do
LAST_LINE = "Ctrl-C"


class Demo:
    """A demo on a free port."""

    def __init__(self, *options: str, port: int = 0, **environment: str) -> None:
        self.process = subprocess.Popen(
            [COMMAND, "demo", "--port", str(port), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )
        self.said = ""
        self._began, self._came_in = time.monotonic(), 0.0
        self._watch = threading.Timer(PATIENCE, self.process.kill)  # a demo that hangs fails its test
        self._watch.start()

    def hear(self, words: str) -> None:
        """Read what it prints, up to a line with these words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if words in line:
                self._watch.cancel()
                self._came_in = self._came_in or time.monotonic() - self._began
                return
        raise AssertionError(f"It ended without saying {words!r}:\n{self.said}\n{self.end()}")

    def open(self) -> httpx.Client:
        """A connection to its sandbox, once it is there."""
        self.hear(LAST_LINE)
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)

    @property
    def url(self) -> str:
        """The one address that it printed."""
        (address,) = re.findall(r"https?://\S+", self.said)
        return str(address)

    @property
    def ends_within(self) -> float:
        """Seconds: two by itself, and twice as long as it took to say the first words where the machine is slow."""
        return max(4.0, 2 * self._came_in)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, float, str]:
        """Tell it to end: exit code, seconds, and what it complained about."""
        began = time.monotonic()
        self.process.send_signal(how)
        complaint = self.end()
        return self.process.returncode, time.monotonic() - began, complaint

    def end(self) -> str:
        """Wait for its end, and read its complaints."""
        out, complaint = self.process.communicate(timeout=PATIENCE)
        self.said += out
        return complaint

    def kill(self) -> None:
        """End it whatever it does."""
        self._watch.cancel()
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


@contextmanager
def started(*options: str, port: int = 0, **environment: str) -> Iterator[Demo]:
    """A demo that is gone afterwards, however the test ends."""
    demo = Demo(*options, port=port, **environment)
    try:
        yield demo
    finally:
        demo.kill()


def rows(data: Path, query: str) -> list[Any]:
    """Look into the town's database, reading only."""
    with closing(sqlite3.connect(f"file:{data}/town.db?mode=ro", uri=True)) as connection:
        return connection.execute(query).fetchall()


def values(data: Path, query: str) -> set[Any]:
    """The values of a query's only column."""
    return {value for (value,) in rows(data, query)}


def now_in(http: httpx.Client) -> datetime:
    """The town's time."""
    return datetime.fromisoformat(http.get("/sandbox/clock").json()["now"])
