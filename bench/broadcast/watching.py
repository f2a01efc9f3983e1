"""What is seen of a notice from outside: when the messenger took or refused a message, and the process's memory."""

import asyncio
import contextlib
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.broadcast.stage import Stage
from bench.slope import Sample, memory
from sandbox.api.call import PACED

SENDS, EDITS = "sendmessage", "editmessagetext"
LOOK = 1.0  # seconds; the sandbox keeps its last 10,000 requests
WARM = 0.35  # of the time, in which caches fill


@dataclass
class Seen:
    """What the sandbox counted, by its own clock (seconds of the epoch), and what memory the process had."""

    taken: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    done: dict[str, Counter[int]] = field(default_factory=lambda: {name: Counter() for name in (SENDS, EDITS)})
    memory: list[Sample] = field(default_factory=list)
    last: int = 0

    @property
    def reached(self) -> Counter[int]:
        """Messages by chat."""
        return self.done[SENDS]

    @property
    def edited(self) -> Counter[int]:
        """Changes of messages, by chat."""
        return self.done[EDITS]

    def note(self, requests: list[dict[str, Any]]) -> None:
        """Take in requests, of which those count that the limits count."""
        for request in requests:
            self.last, method = request["n"], request["method"].lower()
            if method not in PACED:
                continue
            at = datetime.fromisoformat(request["at"]).timestamp()
            if request["status"] == 429:
                self.refused.append(at)
            else:
                self.taken.append(at)
            if request["ok"] and method in self.done:
                self.done[method][int(request["params"]["chat_id"])] += 1

    def between(self, begin: float, end: float) -> tuple[int, int]:
        """How many were taken and refused in this time."""
        return sum(begin <= at < end for at in self.taken), sum(begin <= at < end for at in self.refused)

    def worst_second(self) -> int:
        """The most that any one second saw, wherever it begins."""
        taken = sorted(self.taken)
        return max((bisect_right(taken, at + 1.0 - 1e-6) - n for n, at in enumerate(taken)), default=0)

    def steady(self) -> list[Sample]:
        """The memory of the later part, when all that is kept of a notice is kept."""
        return self.memory[int(len(self.memory) * WARM) :]


@contextlib.asynccontextmanager
async def watched(stage: Stage) -> AsyncIterator[Seen]:
    """What is seen while entered, looked at once a second."""
    seen = Seen()
    await _look(stage, seen)
    watching = asyncio.create_task(_watch(stage, seen))
    try:
        yield seen
    finally:
        watching.cancel()
    await _look(stage, seen)


async def _watch(stage: Stage, seen: Seen) -> None:
    while True:
        await asyncio.sleep(LOOK)
        await _look(stage, seen)


async def _look(stage: Stage, seen: Seen) -> None:
    seen.note(await stage.bench.get("requests", since=seen.last))
    seen.memory.append((time.monotonic(), memory(stage.pid)))
