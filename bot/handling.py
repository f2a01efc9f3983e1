"""What becomes of one update: it is handled, tried again where that fails, and put aside after three tries.

An update that is put aside is parked: its sender is told, an administrator hears of it once, and it can be handled
later by command (`bot/parked.py`).
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any

from telegram.error import TelegramError

from bot.faults import fault, note
from bot.intake import Fed
from bot.logs import UPDATE, Seldom, event
from bot.metrics import Metrics
from bot.objects import update_of
from domain.people import Actor
from domain.telling import Priority, Told
from handlers.conversation import ForgetfulApplication
from handlers.telling import tell
from handlers.turn import CURRENT, Clock, HandledError, Loaded, Turn, load, nothing
from services import access
from services.commands import Nothing, today
from storage import inbox, units
from storage.inbox import TRIES
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

PAUSES: tuple[float, ...] = (0.0, 0.1, 0.5)  # seconds before each try


class Handling:
    """Handles updates, one at a call. `start` lets something run beside that nobody waits for."""

    def __init__(
        self,
        application: ForgetfulApplication,
        writer: Writer,
        clock: Clock,
        metrics: Metrics,
        start: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._application, self._writer, self._clock, self._metrics = application, writer, clock, metrics
        self._start = start
        self._unanswered = Seldom(log, logging.INFO)
        self._counted: set[int] = set()  # the numbers of what is in hand, and was counted in case it kills

    async def handle(self, fed: Fed, after: Fed | None = None) -> Loaded | None:
        """Handle one update, whatever happens. Returns what is known then for the one `after` it, if its job told."""
        UPDATE.set(fed.arrived.update_id)
        known = await self._tried(fed, after)
        self._counted.discard(fed.arrived.seq)
        return known

    async def _tried(self, fed: Fed, after: Fed | None) -> Loaded | None:
        if fed.incoming is None:
            await self._mark(fed)
            self._outcome("ignored", fed)
            return None
        loaded, why = fed.loaded, "the process ended while it was handled"
        if fed.suspect and fed.arrived.attempts < TRIES:
            await self._count_once(fed.arrived.seq)
        for tried in range(fed.arrived.attempts, TRIES):
            if pause := PAUSES[min(tried, len(PAUSES) - 1)]:
                await asyncio.sleep(pause)
            began = time.monotonic()
            try:
                known = await self._turn(fed, loaded or await self._load(fed), after)
            except WriterClosedError:
                raise
            except HandledError:
                self._outcome("elsewhere", fed)
                return None
            except Exception as error:
                loaded, after, why = None, None, fault(error)  # the next one, too, may be what fails
                number = fed.arrived.update_id
                self._outcome("failed", fed)
                note(log, error, "Update %d failed, try %d of %d", number, tried + 1, TRIES)
            else:
                self._metrics.turns.observe(time.monotonic() - began)
                self._outcome("handled", fed)
                return known
        await self._park(fed, why)
        return None

    async def count(self, seq: int) -> bool:
        """Count a try of what may kill. What can't be counted is handled all the same. Returns whether it could."""
        try:
            await self._writer.run(lambda tx: inbox.attempt(tx, seq))
        except WriterClosedError:
            raise
        except Exception as error:
            note(log, error, "A try could not be counted")
            return False
        return True

    async def _count_once(self, seq: int) -> None:
        """Count it before it is tried, once in the life of a process."""
        if seq not in self._counted and await self.count(seq):
            self._counted.add(seq)

    async def acquit(self, seq: int) -> None:
        """One that waits for rows that somebody holds has killed nothing: its try is not counted."""
        if seq not in self._counted:
            return
        try:
            await self._take_back(seq)
        except WriterClosedError:
            log.debug("The writer is closed; the try stays counted.")
        except Exception as error:
            note(log, error, "The count of a try could not be taken back")

    async def give_back(self) -> None:
        """What was broken off by an orderly end has killed nothing: its try is not counted."""
        for seq in tuple(self._counted):
            await self._take_back(seq)

    async def _take_back(self, seq: int) -> None:
        """Forget that it was counted once that is stored: else an end meanwhile would leave it counted."""
        await self._writer.run(lambda tx: inbox.give_back(tx, seq))
        self._counted.discard(seq)

    def _outcome(self, outcome: str, fed: Fed) -> None:
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
        self._outcome("parked", fed)

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


def _alerts(tx: Tx, actor: Actor | None, update_id: int, day: date) -> list[Told]:
    """A word to the administrators of where the sender lives, else to the configured ones."""
    home = actor.unit_id if actor and actor.unit_id else next((root.id for root in units.roots(tx)), None)
    people = access.configured(tx) or (access.administrators(tx, home, day) if home else [])
    facts = {"update_id": update_id}
    return [Told(p, "trouble.parked", facts, None, None, Priority.REMINDER, f"parked:{update_id}:{p}") for p in people]
