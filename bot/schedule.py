"""The schedule only ticks. What is due at a moment is asked of the services, in a job like any other.

So a missed tick, a double tick or a restart do no harm: everything that a tick brings has a key, and happens once.
Ticks are apart by monotonic time: a clock that is set back must not stop them.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.faults import note
from domain.telling import Due
from handlers.telling import tell
from handlers.turn import Clock
from services import privacy
from services.suggestions import due
from storage import events
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)


def _seal(tx: Tx, now: datetime) -> Due:
    return Due(more=events.seal(tx, now) == events.SEALED_AT_ONCE)


# What is ticked, and every how many seconds.
TICKS: tuple[tuple[Callable[[Tx, datetime], Due], int], ...] = (
    (due.due, 30),
    (due.ask_again, 600),
    (_seal, 5),
    (privacy.forget, 600),
)


class Schedule:
    """Ticks while it is entered."""

    def __init__(self, writer: Writer, clock: Clock) -> None:
        self._writer, self._clock = writer, clock
        self._ticking: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to tick; the first of each comes at once, for what was missed while nobody ticked."""
        self._ticking = [asyncio.create_task(self._for_ever(work, every), name=work.__name__) for work, every in TICKS]

    def stop(self) -> None:
        """Tick no more."""
        for task in self._ticking:
            task.cancel()

    async def _for_ever(self, work: Callable[[Tx, datetime], Due], seconds: int) -> None:
        while True:
            await self._tick(work)
            await asyncio.sleep(seconds)

    async def tick(self) -> None:
        """Everything that is due now: the demo's clock jumps and asks for it."""
        for work, _ in TICKS:
            await self._tick(work)

    async def _tick(self, work: Callable[[Tx, datetime], Due]) -> None:
        now = self._clock.now()

        def job(tx: Tx) -> bool:
            found = work(tx, now)
            tell(tx, found.told, now)
            return found.more

        try:
            while await self._writer.run(job):  # what is due comes in portions, others' turns between them
                log.debug("%s goes on", work.__name__)
        except WriterClosedError:
            log.debug("The writer is closed; the next process ticks.")
        except Exception as error:
            note(log, error, "A tick failed; the next one does what it left")
