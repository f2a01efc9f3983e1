"""The schedule only ticks. What is due at a moment is asked of the services, in a job like any other.

So a missed tick, a double tick or a restart do no harm: everything that a tick brings has a key, and happens once.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import SystemClock
from bot.faults import note
from bot.metrics import Metrics
from domain.telling import Due
from handlers.telling import tell
from handlers.turn import Clock
from services import calendars, privacy
from services.approvals import approvals_due
from services.contacts.chats import chats_due
from services.contacts.closing import closing_soon
from services.contacts.due import unconfirmed
from services.contacts.escalating import closing_lists
from services.contacts.handover import handovers_due
from services.contacts.news import links_due
from services.contacts.thanking import closing_thanks
from services.dissolving import dissolving_due
from services.formal import citing
from services.formal import due as formal
from services.meetings.due import meetings_due
from services.notices.running import notices_due
from services.receptions.due import receptions_due
from services.roster.desk import roster_tasks_old
from services.suggestions import due, duplicates, expiring, leaving, reminding, supporting
from storage import events, trail
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)


def _seal(tx: Tx, now: datetime) -> Due:
    """Seal the history and write the trail on behind it."""
    sealed, followed = events.seal(tx, now), trail.follow(tx)
    return Due(more=sealed == events.SEALED_AT_ONCE or followed == trail.FOLLOWED_AT_ONCE)


def _name(work: Callable[[Tx, datetime], Due]) -> str:
    """What a tick is called outside."""
    return work.__name__.lstrip("_")


WATCHED_EVERY = 5.0  # seconds of monotonic time


def _now() -> datetime:
    """The machine's time, which the scheduler goes by; what is due goes by the clock that was given."""
    return SystemClock().now()


# What is ticked, and every how many seconds.
TICKS: tuple[tuple[Callable[[Tx, datetime], Due], int], ...] = (
    (due.due, 30),
    (reminding.remind, 30),
    (due.ask_again, 600),
    (calendars.calendar_ends, 3600),
    (_seal, 5),
    (privacy.forget, 600),
    (duplicates.catch_up, 600),
    (unconfirmed, 600),
    (meetings_due, 30),
    (receptions_due, 30),
    (links_due, 600),
    (handovers_due, 600),
    (closing_soon, 30),
    (closing_lists, 30),
    (closing_thanks, 30),
    (chats_due, 600),
    (supporting.pass_on, 5),
    (notices_due, 2),
    (formal.formal_due, 30),
    (citing.formal_news, 5),
    (formal.formal_mandates, 3600),
    (approvals_due, 600),
    (dissolving_due, 10),
    (leaving.leave_due, 60),
    (leaving.sweep, 30),
    (expiring.expire, 3600),
    (roster_tasks_old, 3600),
)


class Every(IntervalTrigger):  # type: ignore[misc]
    """An interval that makes up for nothing.

    The scheduler lists all that was missed before it runs the last of it. A clock that leaps forward by years, as that
    of a machine without a battery does, would keep the event loop at such a list until the memory is full.
    """

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next time by the interval; where that is past already, an interval from now."""
        due: datetime = super().get_next_fire_time(previous_fire_time, now)
        return due if due > now else now + self.interval


class Schedule:
    """Ticks between `start` and `stop`."""

    def __init__(self, writer: Writer, clock: Clock, metrics: Metrics | None = None) -> None:
        self._writer, self._clock, self._metrics = writer, clock, metrics or Metrics()
        self._scheduler: AsyncIOScheduler | None = None
        self._watching: asyncio.Task[None] | None = None
        self._ticking: set[asyncio.Task[None]] = set()

    def start(self) -> "asyncio.Task[None]":
        """Begin to tick; the first of each comes at once, for what was missed while nobody ticked.

        Returns the task that looks after the ticks.
        """
        every = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler = scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=every)
        for work, seconds in TICKS:
            self._metrics.expect(_name(work), seconds)
            scheduler.add_job(
                self._ticked, Every(seconds=seconds, timezone=UTC), args=[work], id=work.__name__, next_run_time=_now()
            )
        scheduler.start()
        self._watching = asyncio.create_task(self._watch(scheduler), name="schedule")
        return self._watching

    async def stop(self, seconds: float) -> None:
        """Tick no more. What is ticking has so long to end; the next process does what it left."""
        if self._scheduler is None or self._watching is None:
            return
        self._watching.cancel()
        self._scheduler.pause()
        late = set(self._ticking)
        for patience in (seconds, None):
            if late:
                _, late = await asyncio.wait(late, timeout=patience)
            for task in late:
                task.cancel()
        self._scheduler.shutdown(wait=False)
        self._scheduler = None

    async def _watch(self, scheduler: AsyncIOScheduler) -> None:
        """The scheduler goes by the machine's clock: where that was set back, its jobs would wait for a long time."""
        longest = {work.__name__: timedelta(seconds=seconds) for work, seconds in TICKS}
        while True:
            await asyncio.sleep(min(WATCHED_EVERY, *(seconds for _, seconds in TICKS)))
            now = _now()
            for job in scheduler.get_jobs():
                if job.next_run_time is not None and job.next_run_time - now > longest[job.id]:
                    job.modify(next_run_time=now)

    async def _ticked(self, work: Callable[[Tx, datetime], Due]) -> None:
        task = asyncio.ensure_future(self._tick(work))
        self._ticking.add(task)
        with contextlib.suppress(asyncio.CancelledError):  # at the end, which the scheduler would call a fault
            await asyncio.wait({task})
        self._ticking.discard(task)

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
            while await self._writer.run(job, slow=True):  # what is due comes in portions, others' turns between them
                log.debug("%s goes on", work.__name__)
            self._metrics.ticked(_name(work))
        except WriterClosedError:
            log.debug("The writer is closed; the next process ticks.")
        except Exception as error:
            note(log, error, "A tick failed; the next one does what it left")
