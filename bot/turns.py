"""Every update has its turn: updates of one chat in order, one at a time; different chats side by side.

What happens in a turn is in `bot/handling.py`: one that fails is tried again in its place, so the order in its chat
holds, and put aside in the end, so the chat goes on.

An update that kills the process can't be caught, only counted. After a start only the first that waits in each chat
can have been in the hands of the process that ended. These are taken one at a time, all chats together, each counted
before it is taken: so the one that kills is found out, and no other is taken for it. One that was in hand when a
process ended is taken before anything else of the next process begins: what ends that one, too, can hardly be another.
One that neither kills nor ends for a while, since somebody holds its rows, is counted no more and lets the next begin.

Where several processes share the work, each takes parts of the chats (`bot/fleet.py`), and these turns are those of the
parts that are held here.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import orjson

from bot.envelope import kind_of, read
from bot.faults import note_end
from bot.handling import Handling
from bot.intake import Fed
from bot.logs import Seldom
from bot.metrics import Metrics
from bot.watch import now_and_then
from handlers.conversation import ForgetfulApplication
from handlers.turn import Clock, load
from storage import inbox
from storage.inbox import EVERY, Parts
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

AT_ONCE = 64
ENDS_WITHIN = 1.0  # seconds for what is in hand of chats that are given up
FOUND_OUT_WITHIN = 5.0  # seconds for what may have been in hand when a process ended; then others begin beside it
GIVING_BACK = 3.5  # seconds at the end: a job that waits for rows holds the writer up for three
LOOK_AGAIN = 2.0  # seconds between looks for what waits in the database and not here


class Turns:
    """Runs turns."""

    def __init__(
        self,
        application: ForgetfulApplication,
        writer: Writer,
        clock: Clock,
        metrics: Metrics | None = None,
        parts: Parts = EVERY,
    ) -> None:
        self._writer, self._clock = writer, clock
        self._handling = Handling(application, writer, clock, metrics or Metrics(), self._start)
        self._parts = parts  # of the chats, that are handled here
        self._lanes: dict[str, deque[Fed]] = {}
        self._held: set[int] = set()  # the numbers of what is in a lane, or in hand without one
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._alone = asyncio.Lock()  # one suspect at a time
        self._stuck = Seldom(log, logging.ERROR)
        self._others_go = asyncio.Event()  # cleared while what was in hand when a process ended is found out
        self._others_go.set()
        self._fetched = 0  # the number up to which others' updates were fetched

    @property
    def parts(self) -> Parts:
        """The parts of the chats that are handled here."""
        return self._parts

    def feed(self, fed: Fed) -> None:
        """Take a stored update. What was looked up with it holds only if nothing of its chat is before it."""
        if fed.arrived.seq in self._held or not self._is_ours(fed.arrived.address):
            return
        self._held.add(fed.arrived.seq)
        lane = self._lanes.get(fed.arrived.address)
        if lane is not None:
            _line_up(lane, replace(fed, loaded=None))
            return
        self._lanes[fed.arrived.address] = deque([fed])
        self._start(self._walk(fed.arrived.address))

    def is_busy(self, address: str) -> bool:
        """Whether something of this chat is being handled, so that what is looked up for it now is stale soon."""
        return address in self._lanes

    async def share(self, parts: Parts) -> None:
        """Handle these parts of the chats and no others; of those given up, what is in hand is waited for a while.

        What an earlier process stored and did not handle is taken up; the first of each chat is suspect.
        """
        new, self._parts = parts - self._parts, self._parts & parts
        await self._until(lambda: not self.given_up(), ENDS_WITHIN)
        if new:
            await self.recover(new)

    def given_up(self) -> Parts:
        """Parts that are handled here no more, but for what is in hand still: nobody else may have them yet."""
        return frozenset(map(inbox.part_of, self._lanes)) - self._parts

    def let_go(self) -> None:
        """Begin nothing more: whoever handles these chats from now on is another."""
        self._parts = frozenset()

    async def recover(self, parts: Parts = EVERY) -> None:
        """Take up what waits in these parts of the chats, as after a start; what kills is found out before the rest."""
        before = self._fetched
        await self._suspect(parts)
        waiting = await self._writer.run(lambda tx: inbox.waiting(tx, parts), slow=True)
        left = [_left(arrived, suspect=arrived.attempts > 0) for arrived in waiting]
        self._parts |= parts
        self._fetched = min(self._fetched, before)  # what came to these parts meanwhile was fetched by nobody
        first = {fed.arrived.seq for fed in left if _goes_first(fed)}  # all of them the first of their chats
        self._others_go.clear()
        try:
            for fed in left:
                self.feed(fed)
            await self._until(lambda: first.isdisjoint(self._held), FOUND_OUT_WITHIN)
        finally:
            self._others_go.set()

    async def _suspect(self, parts: Parts) -> None:
        """Count the first of each chat: the process that ended may have been the first to try it."""
        firsts: dict[str, inbox.Arrived] = {}
        for arrived in await self._writer.run(lambda tx: inbox.waiting(tx, parts), slow=True):
            firsts.setdefault(arrived.address, arrived)
        tries = [self._handling.count(first.seq) for first in firsts.values() if not first.attempts]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FOUND_OUT_WITHIN):
                await asyncio.gather(*tries)

    async def _until(self, is_so: Callable[[], bool], seconds: float) -> None:
        """Wait for something that turns bring about by themselves, but no longer than that."""
        end = time.monotonic() + seconds
        while not is_so() and time.monotonic() < end:  # noqa: ASYNC110 turns end by themselves
            await asyncio.sleep(0.01)

    async def fetch(self) -> None:
        """Take what other processes stored since this was called last."""
        now, after, parts = self._clock.now(), self._fetched, self._parts

        def job(tx: Tx) -> list[Fed]:
            found = [_left(arrived, suspect=False) for arrived in inbox.waiting(tx, parts, after)]
            return [replace(fed, loaded=load(tx, fed.incoming, now)) if fed.incoming else fed for fed in found]

        for fed in await self._writer.run(job):
            if self._parts <= parts:  # else parts were added that this did not ask for
                self._fetched = max(self._fetched, fed.arrived.seq)
            self.feed(fed)

    async def watch(self) -> None:
        """Now and then take what waits in the database and not here: what a command put back, until cancelled."""
        await now_and_then(self._look, LOOK_AGAIN, log, "The inbox could not be looked at; it is tried again")

    async def _look(self) -> None:
        """Ask for numbers only, which is cheap; what is handled meanwhile is not among them, or still in its lane."""
        parts = self._parts
        missing = set(await self._writer.run(lambda tx: inbox.waiting_numbers(tx, parts))) - self._held
        if missing:
            for arrived in await self._writer.run(lambda tx: inbox.waiting(tx, parts), slow=True):
                if arrived.seq in missing:
                    self.feed(_left(arrived, suspect=arrived.attempts > 0))

    async def idle(self) -> None:
        """Return when no turn is running or waiting."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def stop(self, seconds: float) -> None:
        """Let running turns end; what does not end in time is done again by the next process."""
        if self._tasks:
            await asyncio.wait(list(self._tasks), timeout=seconds)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        with contextlib.suppress(TimeoutError, WriterClosedError):
            async with asyncio.timeout(GIVING_BACK):
                await asyncio.gather(*left, return_exceptions=True)
                await self._handling.give_back()

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """What broke off is looked for again, as all that waits and is in no lane."""
        self._tasks.discard(task)
        note_end(log, task)

    async def _walk(self, address: str) -> None:
        """Handle what waits in one chat, in order; what the database refuses stays first, and nothing overtakes it."""
        lane = self._lanes[address]
        try:
            while lane and self._is_ours(address):
                if not _goes_first(lane[0]):
                    await self._others_go.wait()
                after = lane[1] if len(lane) > 1 else None
                try:
                    async with self._by_itself(lane[0].arrived.seq) if lane[0].suspect else self._places:
                        known = await self._handling.handle(lane[0], after)
                except WriterClosedError:
                    raise
                except Exception as error:
                    await self._hold(lane, error)
                    continue
                self._held.discard(lane.popleft().arrived.seq)
                if known is not None and lane[0] is after:  # else something was put back before it
                    lane[0] = replace(after, loaded=known)
        except WriterClosedError:
            log.debug("The writer is closed; what waits is handled by the next process.")
        finally:
            del self._lanes[address]
            self._held.difference_update(fed.arrived.seq for fed in lane)

    @contextlib.asynccontextmanager
    async def _by_itself(self, seq: int) -> AsyncIterator[None]:
        """While a suspect is handled no other one is begun, unless it lasts."""
        await self._alone.acquire()
        with contextlib.ExitStack() as alone:
            alone.callback(self._alone.release)
            alone.callback(asyncio.get_running_loop().call_later(FOUND_OUT_WITHIN, self._lasts, seq, alone).cancel)
            yield

    def _lasts(self, seq: int, alone: contextlib.ExitStack) -> None:
        """A suspect has neither killed nor ended: the next one begins beside it.

        Where somebody holds rows, its count is given back first (the writer keeps the order), and waited for by nobody.
        """
        if self._writer.held_up():
            self._start(self._handling.acquit(seq))
        alone.close()

    async def _hold(self, lane: deque[Fed], error: Exception) -> None:
        """Let the first of a chat wait; what was known for it may be old then."""
        number = lane[0].arrived.update_id
        self._stuck.note(error, "Update %d could neither be handled nor put aside; it is tried again", number)
        lane[0] = replace(lane[0], loaded=None)
        await asyncio.sleep(LOOK_AGAIN)

    def _is_ours(self, address: str) -> bool:
        return inbox.part_of(address) in self._parts


def _goes_first(fed: Fed) -> bool:
    """Whether it was in hand when a process ended, and was counted before that."""
    return fed.suspect and fed.arrived.attempts > 1


def _line_up(lane: deque[Fed], fed: Fed) -> None:
    """Put an update into its lane by its number: what was put back came before what waits, but not before the turn."""
    place = len(lane)
    while place > 1 and lane[place - 1].arrived.seq > fed.arrived.seq:
        place -= 1
    lane.insert(place, fed)


def _left(arrived: inbox.Arrived, suspect: bool) -> Fed:
    """What was found in the inbox, read anew."""
    try:
        update = orjson.loads(arrived.payload)
    except ValueError:
        return Fed(arrived, None, None, suspect)
    return Fed(arrived, read(update), None, suspect, kind_of(update))
