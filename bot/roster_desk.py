"""Does what administrators ask of the roster in chat, one thing after another, each in a process of its own.

What was asked for stands in the database, so after a kill it is taken up again; what was half done was never stored.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.faults import note
from bot.roster_work import Order, work
from domain.roster_tasks import TRIES, Kind, Task
from domain.telling import Told
from handlers.telling import tell
from handlers.turn import Clock
from services.roster import working
from storage import outbox, roster_tasks
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

LOOK_AGAIN = 2.0  # seconds between looks for what another process was asked for
SHOWN_EVERY = 3.0  # seconds between two states of a card that shows how far it is
PAUSE = 5.0  # seconds before something is tried again
# Seconds for one thing. A city's whole roster takes a minute or two, so what takes half an hour hangs; it is not tried
# again, and nothing of it is stored. Whoever asked hears so.
LONGEST = 30 * 60.0
SPAWN = multiprocessing.get_context("spawn")  # a fork would share what this process has open

Step = tuple[str, int, int]


class RosterDesk:
    """Takes tasks and has them done, until cancelled."""

    def __init__(self, writer: Writer, bot: Bot, clock: Clock, url: DatabaseUrl) -> None:
        self._writer, self._bot, self._clock, self._url = writer, bot, clock, url
        self._asked = asyncio.Event()

    async def run(self) -> None:
        """Look for tasks whenever one is asked for, and now and then."""
        self._writer.on(roster_tasks.ROSTER, lambda _: self._asked.set())
        while True:
            self._asked.clear()
            try:
                while (task := await self._writer.run(roster_tasks.next_one)) is not None:
                    await self._do(task)
            except WriterClosedError:
                return
            except Exception as error:
                note(log, error, "A roster could not be seen to; it is tried again")
                await asyncio.sleep(PAUSE)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), LOOK_AGAIN)

    async def _do(self, task: Task) -> None:
        if task.attempts >= TRIES:
            await self._fail(task, "roster.failed")
            return
        await self._writer.run(lambda tx: roster_tasks.attempt(tx, task.id))
        try:
            data = await self._fetch(task)
        except BadRequest:
            await self._fail(task, "roster.not_there")
        except TelegramError as error:
            log.warning("The file of a roster could not be fetched (%s); it is tried again.", type(error).__name__)
            if task.attempts + 1 >= TRIES:
                await self._fail(task, "roster.not_fetched")
            else:
                await asyncio.sleep(PAUSE)
        else:
            await self._work(task, data)

    async def _fetch(self, task: Task) -> bytes:
        """The file, as the messenger has it. Raises TelegramError."""
        if task.kind is not Kind.IMPORT:
            return b""
        file = await self._bot.get_file(task.file_id)
        return bytes(await file.download_as_bytearray())

    async def _work(self, task: Task, data: bytes) -> None:
        """Have a process do it, and show how far it is. What ends the process is tried again, and then given up."""
        order = Order(task, data, self._url, self._writer.rules, self._clock.now())
        ours, theirs = SPAWN.Pipe(duplex=False)
        process = SPAWN.Process(target=work, args=(order, theirs), name=f"roster {task.id}", daemon=True)
        await asyncio.to_thread(process.start)
        theirs.close()
        too_long = asyncio.Event()
        end = asyncio.get_running_loop().call_later(LONGEST, _end, process, too_long)
        try:
            await self._watch(task, ours)
            await asyncio.to_thread(process.join)
        finally:
            end.cancel()
            if process.is_alive():
                process.kill()
            ours.close()
        if too_long.is_set():
            log.error("What was asked of the roster (task %d) took longer than %d s and was ended.", task.id, LONGEST)
            await self._fail(task, "roster.too_long")
        elif process.exitcode:
            log.error("What was asked of the roster (task %d) ended with %s.", task.id, process.exitcode)
        await self._writer.run(_look_at_outbox)

    async def _watch(self, task: Task, pipe: Connection) -> None:
        """Show how far it is, at a civil rate, until the process ends."""
        shown = time.monotonic()
        while (step := await asyncio.to_thread(_heard, pipe)) is not None:
            if time.monotonic() - shown > SHOWN_EVERY:
                shown = time.monotonic()
                await self._show(task, step)

    async def _show(self, task: Task, step: Step) -> None:
        await self._tell(lambda tx: working.step(tx, task, *step))

    async def _fail(self, task: Task, key: str) -> None:
        await self._tell(lambda tx: working.fail(tx, task, key, {}))

    async def _tell(self, job: Callable[[Tx], tuple[Told, ...]]) -> None:
        now = self._clock.now()
        await self._writer.run(lambda tx: tell(tx, job(tx), now))


def _end(process: SpawnProcess, too_long: asyncio.Event) -> None:
    """End a process that hangs: what it did not commit was never there."""
    too_long.set()
    process.kill()


def _heard(pipe: Connection) -> Step | None:
    """The newest of what was said; None where the process has ended."""
    try:
        step: Step = pipe.recv()
        while pipe.poll():
            step = pipe.recv()
    except (EOFError, OSError):
        return None
    return step


def _look_at_outbox(tx: Tx) -> None:
    """What the process had to say stands in the database."""
    tx.wakes.append((outbox.OUTBOX, None))
