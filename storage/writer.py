"""The one queue of jobs and its one runner.

Whoever wants to change something gives the writer a job and awaits its result. Jobs that are ready together run
one after another: one BEGIN, a savepoint around each, one COMMIT. So a durable commit is shared by many turns, and
nobody else's work is ever inside a transaction.

SQLite's jobs run in the event loop's own thread, since two threads that both want the interpreter cost each other more
than the statements do (docs/decisions/0010); only the COMMIT, which waits for the disk, and jobs that say they are
slow go to the database's thread. All of PostgreSQL's run there: every statement waits for the network.

A job that raises is rolled back alone, to its savepoint, and its caller gets the error. If the transaction itself
is gone, every job of the batch goes back into the queue in its old order, and the writer tries again until it works
or is closed: a caller never learns that something is stored when it is not. Where the disk or the server is to blame,
all wait for it. Where it is one job (or who holds its rows), the others go on at once and that job steps aside, into a
line of its own: after a rest the first of that line comes back behind the others and runs alone, then the next one.
Which job that is, and when it gets the error, says `storage/jobs.py`.
"""

import asyncio
import contextlib
import logging
import random
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import psycopg

from domain.rules import Rules
from storage.engines import BEGIN, Connected, DatabaseRefusedError
from storage.jobs import Finished, Job, T, TransactionLostError, Waiting, blamed, carried
from storage.line import ring
from storage.trouble import discreet, is_collision, is_storage_trouble, mend
from storage.tx import Tx

log = logging.getLogger(__name__)

BATCH = "batch"  # who is told of every commit, with the seconds that its transaction took
BATCH_JOBS = 64
BATCH_SECONDS = 0.008  # of monotonic time; longer batches make those wait who come next
LOCKED = 0.02  # seconds between looks whether another process still holds its lock
RETRY_SECONDS = (0.05, 0.2, 0.5, 1.0, 2.0, 5.0)
RESTS = 4  # times as long as a try took, at least: all who stepped aside have a fifth of the time at most


class WriterClosedError(Exception):
    """The writer was closed before this job could be stored."""


class Writer:
    """Runs jobs on one connection. Close it on every way out.

    `patience`: seconds for which a lock of another process is waited for before anybody is told. `announced`: names of
    what other processes on PostgreSQL hear of as well, with the ids of the rows. `steadfast`: it tries until it works;
    otherwise whoever waits gets a DatabaseRefusedError when the database takes nothing, with the reason and the mend.
    """

    def __init__(
        self,
        engine: Connected,
        rules: Rules,
        patience: float = 5.0,
        announced: frozenset[str] = frozenset(),
        *,
        steadfast: bool = True,
    ) -> None:
        self.engine = engine
        self.rules = rules
        self.patience = patience
        self._announced, self._steadfast = announced, steadfast
        self._queue: deque[Waiting[Any]] = deque()
        self._aside: deque[Waiting[Any]] = deque()  # who stepped aside
        self._suspects: set[Waiting[Any]] = set()  # who did so and waits still, aside or in the queue again
        self._rests: asyncio.TimerHandle | None = None  # as long as none of them may be tried
        self._ready = asyncio.Event()
        self._listeners: dict[str, list[Callable[[object], None]]] = {}
        self._closed = asyncio.Event()
        self._failures = 0
        self._told: set[str] = set()  # what is to be done, until it works
        self._stumbled: Waiting[Any] | None = None  # in which job the last of these was met, if in one
        self.runner = asyncio.create_task(self._run(), name="writer")  # without which nothing is stored any more

    async def run(self, job: Job[T], *, update_id: int | None = None, first: bool = False, slow: bool = False) -> T:
        """Run one job and return its result once it is committed.

        `first` puts it before all that waits: the marks of what was sent, so that a kill doubles few messages.
        `slow` says that it may take more than a few milliseconds, so that the event loop must not wait for it.
        Raises what the job raised (then nothing of it is stored), or WriterClosedError.
        """
        if self._closed.is_set():
            raise WriterClosedError
        waiting: Waiting[T] = Waiting(job, update_id, slow, asyncio.get_running_loop().create_future())
        (self._queue.appendleft if first else self._queue.append)(waiting)
        self._ready.set()
        result: T = await waiting.future
        return result

    def on(self, name: str, listener: Callable[[object], None]) -> None:
        """Call `listener` in the loop after a commit, with each thing that its jobs put into `wakes` for `name`."""
        self._listeners.setdefault(name, []).append(listener)

    def held_up(self) -> float:
        """Seconds for which a job has waited that stepped aside, the longest of them; 0 where none does."""
        begun = [waiting.since for waiting in self._suspects if not waiting.future.done()]
        return time.monotonic() - min(begun) if begun else 0.0

    async def close(self) -> None:
        """Store what waits if the database takes it, refuse the rest, and close the connection."""
        self._closed.set()
        self._ready.set()
        try:
            await self.runner
        finally:
            self._refuse(WriterClosedError())
            await self.engine.close()

    def _refuse(self, error: Exception) -> None:
        """Tell everybody who waits."""
        self._queue.extend(self._aside)
        self._aside.clear()
        while self._queue:
            waiting = self._queue.popleft()
            if not waiting.future.done():
                waiting.future.set_exception(error)

    async def _run(self) -> None:
        while not self._closed.is_set() or (self._queue and not self._failures):
            if not self._queue:
                self._ready.clear()
                await self._ready.wait()
                continue
            await self._batch()

    async def _batch(self) -> None:
        taken: list[Waiting[Any]] = []
        began = time.monotonic()
        try:
            connection = self.engine.here
            if connection is None:
                finished = await self.engine.call(lambda connection: self._there(connection, taken))
            else:
                finished = await self._here(connection, taken)
        except Exception as error:  # the transaction is gone, whatever the driver calls it
            await self._lost(taken, error, time.monotonic() - began)
            return
        if self._failures and self._is_past(taken):
            log.warning("The database works again; everything that waited is being stored.")
            self._failures = 0
        self._told.clear()
        if taken and taken[0].aside and self._aside:
            self._rest(0)
        for waiting, result, failure in finished.outcomes:
            if waiting.future.done():
                continue
            if failure is None:
                waiting.future.set_result(result)
            else:
                waiting.future.set_exception(failure)
        for name, thing in (*finished.wakes, (BATCH, time.monotonic() - began)):
            for listener in self._listeners.get(name, ()):
                _tell(listener, name, thing)

    def _is_past(self, taken: list[Waiting[Any]]) -> bool:
        """Whether a trouble is over. That others were stored, which only read perhaps, proves nothing."""
        stumbled = self._stumbled
        return stumbled is None or stumbled in taken or stumbled.future.done()

    async def _lost(self, taken: list[Waiting[Any]], error: Exception, took: float) -> None:
        """Put everything back: a job that is to blame behind the others and later, which go on at once."""
        suspect = blamed(taken, error, time.monotonic()) if self._steadfast else None
        self._queue.extendleft(w for w in reversed(taken) if w is not suspect)
        if suspect is None:
            self._stumbled = taken[-1] if taken else None
            await self._pause(error)
            return
        if not suspect.future.done():
            self._aside.append(suspect)
            self._suspects = {waiting for waiting in (*self._suspects, suspect) if not waiting.future.done()}
        self._rest(max(RETRY_SECONDS[min(suspect.lost, len(RETRY_SECONDS)) - 1], took * RESTS))
        await self._recover()

    def _rest(self, seconds: float) -> None:
        """Let nobody of those who stepped aside come back before that."""
        if self._rests is None:
            self._rests = asyncio.get_running_loop().call_later(seconds, self._come_back)

    def _come_back(self) -> None:
        """The first of those who stepped aside is next after all that waits."""
        self._rests = None
        if self._aside:
            self._queue.append(self._aside.popleft())
            self._ready.set()

    async def _pause(self, error: BaseException) -> None:
        if is_collision(error):  # two processes wanted the same rows, in another order: one goes first
            await asyncio.sleep(random.uniform(0, RETRY_SECONDS[0]))
            return
        cause = error.__cause__ or error
        why, todo = f"The database does not take anything ({discreet(cause)}).", mend(cause)
        if not self._steadfast:
            self._refuse(DatabaseRefusedError(f"{why} {todo}"))
        elif not self._failures:
            log.error("%s Nothing is lost: it is tried again until it works. %s", why, todo)
            self._told.add(todo)
        seconds = RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS) - 1)]
        self._failures += 1
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closed.wait(), seconds)
        if not self._closed.is_set():
            await self._recover()

    async def _recover(self) -> None:
        try:
            await self.engine.recover()
        except psycopg.Error as error:
            if (todo := mend(error)) not in self._told:
                self._told.add(todo)
                log.warning("PostgreSQL does not let us in again (%s); it is tried on. %s", discreet(error), todo)

    async def _here(self, connection: Any, taken: list[Waiting[Any]]) -> Finished:
        """A batch on SQLite: slow jobs and the COMMIT in the database's thread, all else in this one."""
        slow = self._queue[0].slow
        await self._begin(connection)
        try:
            if slow:
                finished = await self.engine.call(lambda connection: self._jobs(connection, taken, slow=True))
            else:
                finished = self._jobs(connection, taken, slow=False)
            await self.engine.call(_commit)
        except Exception:
            await self.engine.call(self._roll_back)
            raise
        return finished

    async def _begin(self, connection: Any) -> None:
        """Begin, as soon as no other process is writing. Raises sqlite3.OperationalError after a while."""
        if self.engine.in_transaction(connection):  # an earlier ROLLBACK found no way to the disk
            await self.engine.call(self._roll_back)
        end = time.monotonic() + self.patience
        while True:
            try:
                connection.execute(BEGIN[self.engine.name])
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end or self._closed.is_set():
                    raise
                await asyncio.sleep(LOCKED)
            else:
                return

    def _there(self, connection: Any, taken: list[Waiting[Any]]) -> Finished:
        """A batch on PostgreSQL, in the database's thread."""
        self._roll_back(connection)
        connection.execute(BEGIN[self.engine.name])
        try:
            finished = self._jobs(connection, taken, slow=True)
            self._announce(connection, finished.wakes)
            _commit(connection)
        except BaseException:
            self._roll_back(connection)
            raise
        return finished

    def _announce(self, connection: Any, wakes: list[tuple[str, object]]) -> None:
        """Ring for other processes, with the commit: an id a row, or "" where only the database tells."""
        for bell in self._announced:
            ids = [str(getattr(thing, "id", thing) or "") for name, thing in wakes if name == bell]
            if ids:
                ring(connection, bell, [] if "" in ids else ids)

    def _roll_back(self, connection: Any) -> None:
        if self.engine.in_transaction(connection):
            connection.execute("ROLLBACK")

    def _jobs(self, connection: Any, taken: list[Waiting[Any]], *, slow: bool) -> Finished:
        """Run all that is ready, up to the caps; slow ones only where they may be, suspects alone."""
        finished = Finished()
        end = time.monotonic() + BATCH_SECONDS
        while self._queue and len(taken) < BATCH_JOBS and time.monotonic() < end and (slow or not self._queue[0].slow):
            if taken and (taken[-1].aside or self._queue[0].aside):
                break
            waiting = self._queue.popleft()
            taken.append(waiting)
            if not waiting.future.cancelled():
                finished.outcomes.append((waiting, *self._one(connection, waiting, finished.wakes)))
        return finished

    def _one(
        self, connection: Any, waiting: Waiting[Any], wakes: list[tuple[str, object]]
    ) -> tuple[Any, BaseException | None]:
        tx = Tx(self.engine.name, connection, self.rules, waiting.update_id)
        connection.execute("SAVEPOINT job")
        try:
            result = waiting.job(tx)
            connection.execute("RELEASE SAVEPOINT job")
        except BaseException as error:
            if not self.engine.in_transaction(connection):
                raise TransactionLostError from error
            connection.execute("ROLLBACK TO SAVEPOINT job")
            connection.execute("RELEASE SAVEPOINT job")
            if is_storage_trouble(error):
                raise TransactionLostError from error
            return None, carried(error)
        wakes.extend(tx.wakes)
        return result, None


def _tell(listener: Callable[[object], None], name: str, thing: object) -> None:
    try:
        listener(thing)
    except Exception as error:  # all is stored already, and the next jobs wait
        log.error("Who listens to %s failed (%s).", name, type(error).__name__)  # noqa: TRY400 no words in logs


def _commit(connection: Any) -> None:
    connection.execute("COMMIT")
