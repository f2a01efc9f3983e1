"""What became of messages is stored: that they were sent, many at a time where many were, or that they were given up.

A chat stays in flight until its mark is stored, so that its next message waits for that. A mark that fails is tried
again for as long as it takes: what was sent and is not marked comes a second time after a restart. A mark that waits,
because somebody holds its row, is waited for by nobody else.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.faults import note, note_end
from bot.logs import Seldom
from bot.pace import back_off
from domain.people import Address
from handlers.telling import tell
from handlers.turn import Clock
from services import reaching
from services.suggestions import receipts
from storage import sends
from storage.jobs import Job
from storage.outbox import Outgoing
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

PAUSES = (0.5, 30.0)  # seconds until a mark that failed is tried again: the first time, and the longest
TOGETHER = 0.5  # seconds in which many are marked in one job; what takes longer has a job for each
SOON = 0.02  # the same at the end, where a second is left for all
BARE_AFTER = 3  # tries after which a row that can't be marked in full is marked as sent, and no more than that


@dataclass(eq=False)
class Sent:
    """A row that was sent, with the ids of the messages that show it, and how often its mark failed."""

    row: Outgoing
    ids: list[int]
    tries: int = 0


class Marks:
    """Stores the marks, and calls `land` with the chat of each that is stored. `missing`: rows sent, not marked yet."""

    def __init__(self, writer: Writer, clock: Clock, land: Callable[[Address], None]) -> None:
        self._writer, self._clock, self._land = writer, clock, land
        self._done: list[Sent] = []  # and not marked yet
        self._failing: set[Sent] = set()  # that wait until they are tried again
        self._alone: set[asyncio.Task[None]] = set()  # that store one of them each
        self._barely, self._untold = Seldom(log, logging.ERROR), Seldom(log, logging.ERROR)
        self._rung = asyncio.Event()
        self._ending = self._troubled = False
        self.missing = 0

    def add(self, row: Outgoing, ids: list[int]) -> None:
        """A row was sent."""
        self.missing += 1
        self._put(Sent(row, ids))

    async def run(self) -> None:
        """Mark what was sent, until `finish`."""
        try:
            while self.missing or not self._ending:
                await self._rung.wait()
                self._rung.clear()
                await self._mark()
        finally:
            for task in self._alone:
                task.cancel()

    def finish(self) -> None:
        """Nothing more is sent; `run` returns when all is marked."""
        self._ending = True
        self._rung.set()
        for sent in list(self._failing):
            self._try_again(sent)

    def _put(self, sent: Sent) -> None:
        self._done.append(sent)
        self._rung.set()

    async def _mark(self) -> None:
        """All in one job; but what failed or took too long before has a job each, so that it fails or waits alone."""
        done, self._done = self._done, []
        fresh, again = [sent for sent in done if not sent.tries], [sent for sent in done if sent.tries]
        for sent in again:
            task = asyncio.create_task(self._store([sent]))
            self._alone.add(task)
            task.add_done_callback(self._stored)
        if fresh:
            await self._store(fresh, TOGETHER)

    def _stored(self, task: "asyncio.Task[None]") -> None:
        self._alone.discard(task)
        note_end(log, task)
        self._rung.set()  # it may have been the last

    async def _store(self, some: list[Sent], within: float | None = None) -> None:
        """Mark some in one job. Not stored `within` so many seconds, each has one of its own: twice changes nothing."""
        try:
            async with asyncio.timeout(within):
                await self._writer.run(self._job(sends.sent, some), first=True)
        except TimeoutError:
            for sent in some:
                sent.tries += 1
                self._put(sent)
            return
        except WriterClosedError:
            log.debug("%d rows were sent and could not be marked any more.", len(some))
        except Exception as error:
            if not await self._bare(some):
                self._failed(some, error)
                return
        else:
            self._troubled = False
        self.missing -= len(some)
        for sent in some:
            self._land(sent.row.at)

    def _job(self, mark: Callable[[Tx, Outgoing, list[int], datetime], None], some: list[Sent]) -> Job[None]:
        now = self._clock.now()

        def job(tx: Tx) -> None:
            for sent in some:
                mark(tx, sent.row, sent.ids, now)

        return job

    async def _bare(self, some: list[Sent]) -> bool:
        """Mark one that failed again and again as sent at least, so that its chat goes on. Returns whether it is."""
        if some[0].tries < (1 if self._ending else BARE_AFTER):
            return False
        try:
            await self._writer.run(self._job(sends.only_sent, some), first=True)
        except Exception as error:  # then nothing can be stored at all
            log.debug("Row %d can't be marked in any way (%s).", some[0].row.id, type(error).__name__)
            return isinstance(error, WriterClosedError)
        self._barely.say("Row %d is marked as sent, and no more: a reply to it may not find its case.", some[0].row.id)
        return True

    def _failed(self, some: list[Sent], error: Exception) -> None:
        """Try it again, each by itself, later and ever later."""
        if not self._troubled:
            note(log, error, "%d rows were sent and could not be marked; it is tried again", len(some))
            self._troubled = True
        loop = asyncio.get_running_loop()
        for sent in some:
            sent.tries += 1
            self._failing.add(sent)
            loop.call_later(SOON if self._ending else back_off(sent.tries, *PAUSES), self._try_again, sent)

    def _try_again(self, sent: Sent) -> None:
        if sent in self._failing:
            self._failing.discard(sent)
            self._put(sent)

    async def give_up(self, row: Outgoing, why: str, *, state: str = "dead") -> None:
        """Send it no more; who said it in a case is told, unless it only came too late."""
        now = self._clock.now()

        def least(tx: Tx) -> None:
            sends.failed(tx, row.id, why, now, state=state)

        def job(tx: Tx) -> None:
            least(tx)
            if row.case_message_id is not None and state == "dead":
                tell(tx, receipts.undelivered(tx, [row.case_message_id], now), now)

        await self._told(row, job, least)

    async def unreachable(self, row: Outgoing) -> None:
        """Put everything aside for a chat that can't be reached; who must know of it is told."""
        now = self._clock.now()
        await self._told(
            row,
            lambda tx: tell(tx, reaching.unreachable(tx, row.at, now), now),
            lambda tx: sends.park(tx, row.at),
        )

    async def _told(self, row: Outgoing, job: Job[None], least: Job[None]) -> None:
        """Store what becomes of a row; if not everything can be, at least so much that its chat goes on."""
        try:
            await self._writer.run(job)
        except WriterClosedError:
            raise
        except Exception as error:
            self._untold.note(error, "Nobody could be told what became of row %d", row.id)
            await self._writer.run(least)
