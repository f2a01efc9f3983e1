"""Sending what the outbox holds, after its commit: at Telegram's pace, in order within a chat, nothing lost.

A send that may have happened is sent again, for Telegram knows no idempotency key: at least once, rarely twice. So
sends to one chat go one after another, and the marks of what was sent go first in the writer's queue.
"""

import asyncio
import logging
from contextlib import closing

from telegram import Bot
from telegram.error import TelegramError

from bot.backlog import Backlog, is_any_due
from bot.config import DeliverySection
from bot.faults import note, note_end
from bot.grouping import Grouping
from bot.logs import UPDATE, Seldom
from bot.marks import Marks
from bot.metrics import Metrics
from bot.pace import PASSAGE, Pace, Passage
from bot.setbacks import Setbacks
from bot.telegram import send
from domain.people import Address
from domain.telling import Priority
from handlers.turn import Clock
from storage import cards, outbox
from storage.outbox import Outgoing, UnreadableError
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds after the outbox could not be read
GRACE = 5.0  # seconds at the end for what is in flight
MARKING = 1.0  # seconds then for the marks of it, where the database does not take them


class Delivery:
    """Takes rows from the outbox and sends them."""

    def __init__(
        self, writer: Writer, bot: Bot, clock: Clock, limits: DeliverySection, metrics: Metrics | None = None
    ) -> None:
        self._writer, self._bot, self._clock = writer, bot, clock
        self._pace = Pace(limits)
        self._at_once, self._for_replies = limits.at_once, limits.at_once // 4
        self._groups = Grouping(writer, bot, clock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._ours = asyncio.Event()  # cleared while another process may be sending
        self._ours.set()
        self._backlog = Backlog(writer, self._changed, self._consider, self._pace.resting)
        self._timers: dict[Address, asyncio.TimerHandle] = {}  # one a chat that must wait
        self._marks = Marks(writer, clock, self._landed)
        self._lanes = self._backlog.lanes
        self._failed, self._unfit = Seldom(log, logging.ERROR), Seldom(log, logging.ERROR)
        self._setbacks = Setbacks(writer, self._pace, self._groups, self._marks, self._lanes.add, metrics or Metrics())

    async def run(self) -> None:
        """Send until cancelled; what is in flight then is finished and marked first."""
        self._writer.on(outbox.OUTBOX, self._backlog.hear)
        marking = asyncio.create_task(self._marks.run(), name="marks")
        others = [asyncio.create_task(work) for work in (self._send(), self._backlog.watch())]
        try:
            ended, _ = await asyncio.wait({marking, *others}, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            for task in others:
                task.cancel()
            await self._end(marking)

    async def _send(self) -> None:
        """Send what waits, as it comes."""
        while True:
            self._changed.clear()
            await self._ours.wait()
            try:
                if self._backlog.is_short:
                    await self._backlog.load()
            except WriterClosedError:
                return
            except Exception as error:
                note(log, error, "The outbox could not be read; it is tried again")
                await asyncio.sleep(PAUSE)
                continue
            await self._start()
            await self._changed.wait()

    async def _end(self, marking: "asyncio.Task[None]") -> None:
        """Let what is in flight end, and mark it. A mark that is given up is a message that comes twice."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=GRACE)
        for task in list(self._tasks):
            task.cancel()
        self._marks.finish()
        await asyncio.wait({marking}, timeout=MARKING)
        marking.cancel()

    async def fetch(self, ids: set[int]) -> None:
        """Take rows that another process wrote; without ids, all that waits is read anew."""
        rows = await self._writer.run(lambda tx: outbox.among(tx, ids))
        for row in rows:
            self._backlog.hear(row)
        if not ids:
            self._backlog.hear(None)

    def let_go(self) -> None:
        """Begin to send nothing more: another process may do so from now on."""
        self._ours.clear()
        self._backlog.stale = True

    def take_up(self) -> None:
        """Send again, what waits then."""
        self._ours.set()
        self._changed.set()

    async def idle(self) -> None:
        """Return when everything that is due was sent."""
        while True:
            if not self._lanes.flying and not await self._writer.run(lambda tx: is_any_due(tx, self._clock.now())):
                return
            self._backlog.suspect()
            self._changed.set()
            await asyncio.sleep(0.005)

    def _consider(self, at: Address) -> None:
        """Call a chat whose next row may go; else look again when it may."""
        if (timer := self._timers.pop(at, None)) is not None:
            timer.cancel()
        row = self._lanes.head(at)
        if row is None or self._backlog.leave_out(at):
            return
        pause = max(self._pace.chat(at.address), row.wait(self._clock.now()))
        if pause > 0:
            self._timers[at] = asyncio.get_running_loop().call_later(pause, self._consider, at)
        else:
            self._lanes.call(at)
            self._changed.set()

    async def _start(self) -> None:
        """Start what may go now. Which row goes is seen when its place comes: a reply that came last goes first."""
        while not self._backlog.stale and (row := self._lanes.first()) is not None and self._has_room(row):
            if (pause := self._pace.overall()) > 0:
                await asyncio.sleep(pause)
            elif self._ours.is_set():
                self._launch(row)
            else:
                return

    def _has_room(self, row: Outgoing) -> bool:
        """Whether one more may be in flight. Some places are kept for replies: notices may all hang in the network.

        What is not marked yet takes a place as well: each would come twice if the process ended now.
        """
        kept = 0 if row.priority == Priority.REPLY else self._for_replies
        return len(self._tasks) + self._marks.missing < self._at_once - kept

    def _launch(self, row: Outgoing) -> None:
        self._backlog.take()
        task = asyncio.create_task(self._fly(row, self._pace.took(row.at.address)))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def _fly(self, row: Outgoing, passage: Passage) -> None:
        """Send one row, whatever happens. Its chat is in flight until what became of it is stored."""
        PASSAGE.set(passage)
        UPDATE.set(row.update_id)
        ids: list[int] | None = None
        try:
            with closing(passage):
                ids = await self._deliver(row)
        except WriterClosedError:
            log.debug("The writer is closed; row %d is sent by the next process.", row.id)
        except Exception as error:
            self._failed.note(error, "The database failed while row %d was on its way; it is tried again", row.id)
            self._setbacks.later(row)
        if ids is None:
            self._backlog.land(row.at)
        else:
            self._marks.add(row, ids)

    def _landed(self, at: Address) -> None:
        self._backlog.land(at)
        self._changed.set()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        note_end(log, task)
        self._tasks.discard(task)
        self._changed.set()

    async def _deliver(self, row: Outgoing) -> list[int] | None:
        """Send one row: the ids of the messages that show it, or None where it was not sent, and that was seen to."""
        if row.expires is not None and row.expires < self._clock.now():
            self._setbacks.counted("dropped", row)
            await self._marks.give_up(row, "it came too late to be of use", state="dropped")
            return None
        try:
            shown, paper, thread = await self._shown(row), await self._paper(row), await self._groups.thread(row)
            return await self._sent(row, shown, paper, thread)
        except TelegramError as error:
            await self._setbacks.refused(row, error)
        except UnreadableError:
            await self._setbacks.unreadable(row)
        return None

    async def _sent(self, row: Outgoing, shown: int | None, paper: str, thread: int | None) -> list[int] | None:
        """Only what goes wrong here, where nothing is asked of the database, is this program's own fault for good."""
        try:
            ids = await send(self._bot, row, shown, paper, thread)
        except (TelegramError, UnreadableError):
            raise
        except Exception as error:
            self._setbacks.counted("fault", row)
            self._unfit.note(error, "Row %d can't be sent", row.id)
            await self._marks.give_up(row, "a fault of this program; see the log")
            return None
        self._setbacks.worked(row)
        return ids

    async def _shown(self, row: Outgoing) -> int | None:
        """The message in which a card stands. All that was sent of it before is marked by now."""
        subject = row.card
        if subject is None:
            return None
        return await self._writer.run(lambda tx: cards.shown(tx, row.at, subject), first=True)

    async def _paper(self, row: Outgoing) -> str:
        """What the message's document says, if it has one."""
        if row.message.document is None:
            return ""
        return await self._writer.run(lambda tx: outbox.paper(tx, row.id), first=True) or ""
