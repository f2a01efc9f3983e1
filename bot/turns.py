"""Every update has its turn: updates of one chat in order, one at a time; different chats side by side.

A turn that fails is tried again in its place, so the order in its chat holds. After three tries the update is parked:
its sender is told, an administrator hears of it once, and the chat goes on.

An update that kills the process can't be caught, only counted. After a start only the first that waits in each chat
can have been in the hands of the process that ended. These are taken one at a time, all chats together, each counted
before it is taken: so the one that kills is found out, and no other is taken for it. One that was in hand when a
process ended is taken before anything else of the next process begins: what ends that one, too, can hardly be another.

Where several processes share the work, each takes parts of the chats (`bot/fleet.py`), and these turns are those of the
parts that are held here.
"""

import asyncio
import logging
import time
from collections import deque
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
from telegram.error import TelegramError

from bot.envelope import kind_of, read
from bot.faults import fault, note, note_end
from bot.intake import Fed
from bot.logs import UPDATE, Seldom, event
from bot.metrics import Metrics
from bot.objects import update_of
from bot.watch import now_and_then
from domain.people import Actor
from domain.telling import Priority, Told
from handlers.conversation import ForgetfulApplication
from handlers.telling import tell
from handlers.turn import CURRENT, Clock, HandledError, Loaded, Turn, load, nothing
from services import access
from services.commands import Nothing, today
from storage import inbox, units
from storage.inbox import EVERY, TRIES, Parts
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

AT_ONCE = 64
PAUSES: tuple[float, ...] = (0.0, 0.1, 0.5)  # seconds before each try
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
        self._application, self._writer, self._clock = application, writer, clock
        self._metrics = metrics or Metrics()
        self._parts = parts  # of the chats, that are handled here
        self._lanes: dict[str, deque[Fed]] = {}
        self._held: set[int] = set()  # the numbers of what is in a lane, or in hand without one
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._alone = asyncio.Lock()  # one suspect at a time
        self._unanswered = Seldom(log, logging.INFO)
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
        """Handle these parts of the chats and no others; of those given up, return when nothing is in hand any more.

        What an earlier process stored and did not handle is taken up; the first of each chat is suspect.
        """
        new, self._parts = parts - self._parts, self._parts & parts
        while any(not self._is_ours(address) for address in self._lanes):  # noqa: ASYNC110 turns end by themselves
            await asyncio.sleep(0.01)
        if new:
            await self.recover(new)

    def let_go(self) -> None:
        """Begin nothing more: whoever handles these chats from now on is another."""
        self._parts = frozenset()

    async def recover(self, parts: Parts = EVERY) -> None:
        """Take up what waits in these parts of the chats, as after a start; what kills is found out before the rest."""

        def job(tx: Tx) -> list[Fed]:
            chats: set[str] = set()
            for arrived in inbox.waiting(tx, parts):
                if arrived.address not in chats and not arrived.attempts:
                    inbox.attempt(tx, arrived.seq)  # the process that ended may have been the first to try it
                chats.add(arrived.address)
            return [_left(arrived, suspect=arrived.attempts > 0) for arrived in inbox.waiting(tx, parts)]

        before = self._fetched
        left = await self._writer.run(job, slow=True)
        for fed in left:
            if fed.arrived.attempts > 1:  # these are the first of their chats
                await self._handle(fed)
        self._parts |= parts
        self._fetched = min(self._fetched, before)  # what came to these parts meanwhile was fetched by nobody
        for fed in left:
            if fed.arrived.attempts <= 1:
                self.feed(fed)

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
        for task in list(self._tasks):
            task.cancel()

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
                after = lane[1] if len(lane) > 1 else None
                try:
                    async with self._alone if lane[0].suspect else self._places:
                        known = await self._handle(lane[0], after)
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

    async def _hold(self, lane: deque[Fed], error: Exception) -> None:
        """Let the first of a chat wait; what was known for it may be old then."""
        note(
            log, error, "Update %d could neither be handled nor put aside; it is tried again", lane[0].arrived.update_id
        )
        lane[0] = replace(lane[0], loaded=None)
        await asyncio.sleep(LOOK_AGAIN)

    def _is_ours(self, address: str) -> bool:
        return inbox.part_of(address) in self._parts

    async def _handle(self, fed: Fed, after: Fed | None = None) -> Loaded | None:
        """Handle one update, whatever happens. Returns what is known then for the one `after` it, if its job told."""
        UPDATE.set(fed.arrived.update_id)
        if fed.incoming is None:
            await self._mark(fed)
            self._count("ignored", fed)
            return None
        loaded, why = fed.loaded, "the process ended while it was handled"
        if fed.suspect and fed.arrived.attempts < TRIES:
            await self._writer.run(lambda tx: inbox.attempt(tx, fed.arrived.seq))
        for tried in range(fed.arrived.attempts, TRIES):
            if pause := PAUSES[min(tried, len(PAUSES) - 1)]:
                await asyncio.sleep(pause)
            began = time.monotonic()
            try:
                known = await self._turn(fed, loaded or await self._load(fed), after)
            except WriterClosedError:
                raise
            except HandledError:
                self._count("elsewhere", fed)
                return None
            except Exception as error:
                loaded, after, why = None, None, fault(error)  # the next one, too, may be what fails
                number = fed.arrived.update_id
                self._count("failed", fed)
                note(log, error, "Update %d failed, try %d of %d", number, tried + 1, TRIES)
            else:
                self._metrics.turns.observe(time.monotonic() - began)
                self._count("handled", fed)
                return known
        await self._park(fed, why)
        return None

    def _count(self, outcome: str, fed: Fed) -> None:
        self._metrics.updates.labels(fed.kind, outcome).inc()
        event(log, outcome, kind=fed.kind)

    async def _turn(self, fed: Fed, loaded: Loaded, after: Fed | None) -> Loaded | None:
        turn = Turn(self._writer, self._clock, fed.arrived, loaded, after.incoming if after else None)
        CURRENT.set(turn)
        update = update_of(fed.arrived.payload, self._application.bot)
        await self._application.process_update(update)
        if turn.error is not None:
            raise turn.error
        if not turn.finished:
            await turn.do(nothing, Nothing())
        if update.callback_query is not None:
            self._start(self._answer(update.callback_query.id, turn.toast, turn.alert))
        return turn.next

    async def _answer(self, query_id: str, toast: str | None, alert: bool) -> None:
        """Answer a press, right after its commit and past the outbox; too late after a restart is no error."""
        try:
            await self._application.bot.answer_callback_query(query_id, text=toast, show_alert=alert)
        except TelegramError as error:
            self._unanswered.say("A press could not be answered: %s", error)

    async def _load(self, fed: Fed) -> Loaded:
        now, incoming = self._clock.now(), fed.incoming
        if incoming is None:
            raise LookupError("nobody stands behind this update")
        return await self._writer.run(lambda tx: load(tx, incoming, now))

    async def _mark(self, fed: Fed) -> None:
        now = self._clock.now()
        await self._writer.run(lambda tx: inbox.done(tx, fed.arrived.seq, now))

    async def _park(self, fed: Fed, why: str) -> None:
        """Put an update aside; tell its sender, and the administrators once."""
        now, incoming = self._clock.now(), fed.incoming
        log.error("Update %d is parked: %s", fed.arrived.update_id, why)
        self._count("parked", fed)

        def job(tx: Tx) -> None:
            inbox.park(tx, fed.arrived.seq, why, now)
            actor = access.actor(tx, incoming.at, incoming.language, now) if incoming else None
            known = actor is not None and not (incoming and incoming.group and actor.is_stranger)
            told = [Told(actor.at, "trouble", dedupe=f"trouble:{fed.arrived.update_id}")] if actor and known else []
            tell(tx, [*told, *_alerts(tx, actor, fed.arrived.update_id, today(tx.rules, now))], now, actor)

        try:
            await self._writer.run(job)
        except WriterClosedError:
            raise
        except Exception as error:  # then at least its chat goes on
            note(log, error, "Nobody could be told of update %d", fed.arrived.update_id)
            await self._writer.run(lambda tx: inbox.park(tx, fed.arrived.seq, why, now))
        if incoming is not None and incoming.press is not None:
            self._start(self._answer(incoming.press, None, False))


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


def _alerts(tx: Tx, actor: Actor | None, update_id: int, day: date) -> list[Told]:
    """A word to the administrators of where the sender lives, else to the configured ones."""
    home = actor.unit_id if actor and actor.unit_id else next((root.id for root in units.roots(tx)), None)
    people = access.configured(tx) or (access.administrators(tx, home, day) if home else [])
    facts = {"update_id": update_id}
    return [Told(p, "trouble.parked", facts, None, None, Priority.REMINDER, f"parked:{update_id}:{p}") for p in people]
