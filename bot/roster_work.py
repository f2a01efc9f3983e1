"""A process of its own for what administrators ask of the roster: a large workbook must hold up nobody's message.

It reads, compares and writes with a connection of its own. What it has to say it puts into the outbox, in the job in
which the thing is done; to the process that began it, it only tells how far it is. If that one ends, this one does.
"""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from bot.roster_files import rows_live_on
from domain.roster import Plan, Step
from domain.roster_tasks import Kind, State, Task
from domain.rules import Rules
from domain.telling import Told
from handlers.roster.views import FAULTS
from handlers.telling import tell
from locales import Text
from services import tables
from services.commands import RefusedError
from services.roster import exporting, working
from services.roster.marking import marked
from services.roster.template import template
from services.roster.undoing import BlockedError
from services.roster.wording import plainly, say
from services.roster.workbook import Reading, read_files
from storage.engines import open_engine
from storage.schema import Engine
from storage.tx import Tx
from storage.url import DatabaseUrl
from storage.writer import Writer

T = TypeVar("T")
HEADS = {"sheet": 20, "row": 8, "column": 24, "value": 28, "mend": 80}  # of the list of faults, and how wide
# One moment of the database, which nobody waits for; PostgreSQL must not think that it was left alone meanwhile.
LOOKS: dict[Engine, tuple[str, ...]] = {
    "sqlite": ("BEGIN",),
    "postgresql": (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        "SET LOCAL idle_in_transaction_session_timeout = 0",
    ),
}


@dataclass(frozen=True)
class Order:
    """What to do, with all that it needs: a process shares nothing with the one that began it."""

    task: Task
    data: bytes
    url: DatabaseUrl
    rules: Rules
    now: datetime


def work(order: Order, pipe: Connection) -> None:
    """Do it: the beginning of the process."""
    rows_live_on()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began it ends it
    asyncio.run(_Work(order, pipe).do())


class _Work:
    def __init__(self, order: Order, pipe: Connection) -> None:
        self._order, self._task, self._now, self._pipe = order, order.task, order.now, pipe

    async def do(self) -> None:
        self._writer = Writer(await open_engine(self._order.url), self._order.rules)
        try:
            await self._do()
        except RefusedError as error:
            key, facts = error.key, error.facts
            await self._tell(lambda tx: working.fail(tx, self._task, key, facts))
        except BlockedError as error:
            blocked = error
            await self._tell(lambda tx: working.blocked(tx, self._task, blocked))
        finally:
            await self._writer.close()

    async def _do(self) -> None:
        task, now = self._task, self._now
        if task.state is State.READING:
            await self._look()
        elif task.state is State.APPLYING:
            reading = self._read()
            await self._tell(lambda tx: working.carry(tx, task, reading, now, self._progress))
        elif task.kind is Kind.UNDO:
            await self._tell(lambda tx: working.take_back(tx, task, now))
        else:
            name, content = await self._made()
            await self._tell(lambda tx: working.hand_over(tx, task, name, content, now))

    async def _look(self) -> None:
        """The dry run."""
        task, reading = self._task, self._read()

        def job(tx: Tx) -> tuple[Plan, str]:
            found = working.examine(tx, task, reading, self._now, self._progress)
            return found, working.language_of(tx, task, self._now)

        found, language = await self._looked(job)
        paper = self._marked(reading, found, Text(language)) if found.faults else None
        await self._tell(lambda tx: working.show(tx, task, found, reading.titles, paper))

    async def _made(self) -> tuple[str, bytes]:
        if self._task.kind is Kind.TEMPLATE:
            return "roster-template.xlsx", template(self._order.rules.categories)
        book = await self._looked(lambda tx: working.exported(tx, self._task, self._now))
        day = self._now.astimezone(self._order.rules.locale.zone)
        return f"roster-{day:%Y-%m-%d}.xlsx", exporting.workbook(book, self._order.rules.categories)

    def _read(self) -> Reading:
        return read_files(self._files(), self._progress, self._order.rules.categories)

    def _files(self) -> dict[str, bytes]:
        return {self._task.name: self._order.data}

    def _marked(self, reading: Reading, found: Plan, text: Text) -> bytes | None:
        """The same workbook with its faults marked; of what can't be shown, all faults as a list, if they are many."""
        if (same := marked(self._files(), reading, found.faults, text)) is not None:
            return same
        if len(found.faults) <= FAULTS:
            return None
        columns = [tables.Column(plainly(text, f"roster.cli.{name}"), width) for name, width in HEADS.items()]
        said = (say(fault, text, reading.titles) for fault in found.faults)
        rows = ((one.sheet, one.row, one.column, one.value, one.message) for one in said)
        return tables.as_xlsx(columns, rows, plainly(text, "roster.faults_title"))

    async def _looked(self, job: Callable[[Tx], T]) -> T:
        """Look at one moment of the database, while others write."""
        engine = self._writer.engine

        def run(connection: Any) -> T:
            for statement in LOOKS[engine.name]:
                connection.execute(statement)
            try:
                return job(Tx(engine.name, connection, self._order.rules))
            finally:
                connection.execute("ROLLBACK")

        return await engine.call(run)

    async def _tell(self, job: Callable[[Tx], tuple[Told, ...]]) -> None:
        """Do something, and put what is to be told on its way with it."""
        await self._writer.run(lambda tx: tell(tx, job(tx), self._now), slow=True)

    def _progress(self, step: Step, done: int, total: int) -> None:
        """Tell how far it is. Raises BrokenPipeError where nobody is there any more."""
        self._pipe.send((step, done, total))
