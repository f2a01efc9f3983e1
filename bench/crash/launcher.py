"""`python -m bench.crash.launcher POINT PASSAGE COMMAND...`: the real command line, with one trap in the process.

The process kills itself when a named point is passed for the n-th time. The product knows nothing of that: a few of
its public functions are wrapped here, before its own entry point runs.
"""

import os
import signal
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from bot import cli, delivery
from bot.intake import Intake
from storage import sends
from storage.writer import Writer

Call = Callable[..., Awaitable[Any]]


class Trap:
    """Counts how often its point is passed, and kills the process at the last time."""

    def __init__(self, passages: int) -> None:
        self._left = passages

    def passed(self) -> None:
        """The point is passed."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def fetched(trap: Trap) -> None:
    """Updates are here, and not stored yet."""
    keep: Call = Intake.keep

    async def wrapped(intake: Intake, updates: list[dict[str, Any]]) -> None:
        trap.passed()
        await keep(intake, updates)

    Intake.keep = wrapped  # type: ignore[method-assign,assignment]


def stored(trap: Trap) -> None:
    """Updates are stored. Telegram does not know it yet, and no turn has begun."""
    keep: Call = Intake.keep

    async def wrapped(intake: Intake, updates: list[dict[str, Any]]) -> None:
        await keep(intake, updates)
        trap.passed()

    Intake.keep = wrapped  # type: ignore[method-assign,assignment]


def in_job(trap: Trap) -> None:
    """A job has done all its work in the open transaction: a turn, a tick, a mark, whichever it is."""
    run: Call = Writer.run

    async def wrapped(writer: Writer, job: Callable[[Any], Any], **more: Any) -> Any:
        def trapped(tx: Any) -> Any:
            result = job(tx)
            trap.passed()
            return result

        return await run(writer, trapped, **more)

    Writer.run = wrapped  # type: ignore[method-assign,assignment]


def committed(trap: Trap) -> None:
    """A turn is committed, and nothing that it says was sent."""
    run: Call = Writer.run

    async def wrapped(writer: Writer, job: Callable[[Any], Any], **more: Any) -> Any:
        result = await run(writer, job, **more)
        if more.get("update_id") is not None:
            trap.passed()
        return result

    Writer.run = wrapped  # type: ignore[method-assign,assignment]


def sent(trap: Trap) -> None:
    """Telegram has taken a message, and we have not noted it."""
    send: Call = delivery.send  # type: ignore[attr-defined]

    async def wrapped(*given: Any) -> Any:
        ids = await send(*given)
        trap.passed()
        return ids

    delivery.send = wrapped  # type: ignore[attr-defined,assignment]


def marked(trap: Trap) -> None:
    """Messages are marked as sent, and that is committed."""
    run: Call = Writer.run
    note: Callable[..., None] = sends.sent
    marks = []

    def noting(*given: Any) -> None:
        note(*given)
        marks.append(given)

    async def wrapped(writer: Writer, job: Callable[[Any], Any], **more: Any) -> Any:
        result = await run(writer, job, **more)
        if more.get("first") and marks:
            marks.clear()
            trap.passed()
        return result

    sends.sent = noting  # type: ignore[assignment]
    Writer.run = wrapped  # type: ignore[method-assign,assignment]


POINTS: dict[str, Callable[[Trap], None]] = {
    "fetched": fetched,
    "stored": stored,
    "in the job": in_job,
    "committed": committed,
    "sent": sent,
    "marked": marked,
}


def main() -> None:
    """Set the trap, and run the command line."""
    point, passage, *command = sys.argv[1:]
    POINTS[point](Trap(int(passage)))
    sys.argv[1:] = command
    cli.main()


if __name__ == "__main__":
    main()
