"""Updates as the messenger sends them, through the real application and its turns, in a transaction that is undone.

What `hall` is to the services this is to the conversation: the town on SQLite, the application with all its handlers,
and every update stored, looked up and handled as the process does it. Only the network is left out, since what people
hear stands in the outbox. Whoever tries a thousand things from one beginning undoes each (`Stage.trial`).
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, TypeVar

from telegram import Update

from bot.envelope import lane_of, read, storable
from bot.request import LeanRequest
from domain.messages import Message
from domain.telling import Talk
from handlers.application import build
from handlers.conversation import ForgetfulApplication
from handlers.turn import CURRENT, Turn, load, nothing
from services.commands import Nothing
from storage import inbox, talks
from storage.tx import Tx
from tests.support.hall import RULES, Hall, Somebody
from tests.support.sandbox import TOKEN

T = TypeVar("T")
Json = dict[str, Any]
NOWHERE = "http://127.0.0.1:9"  # nothing is sent: delivery is not there
FIRST = 10_000  # the number of the first message that somebody sends


class Open:
    """Runs jobs as the writer does, each behind a savepoint, in a transaction that somebody else ends."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.changed = 0  # rows, by jobs that were kept

    async def run(self, job: Callable[[Tx], T], *, update_id: int | None = None, **_: bool) -> T:
        """Run one job. Raises what it raised; then nothing of it is stored."""
        before = self.connection.total_changes
        with savepoint(self.connection):
            result = job(Tx("sqlite", self.connection, RULES, update_id))
        self.changed += self.connection.total_changes - before
        return result


@contextlib.contextmanager
def savepoint(connection: Any, *, keep: bool = True) -> Iterator[None]:
    """What is done while entered is undone if something is raised, or if it is not to be kept."""
    connection.execute("SAVEPOINT here")
    try:
        yield
    except BaseException:
        keep = False
        raise
    finally:
        if not keep:
            connection.execute("ROLLBACK TO here")
        connection.execute("RELEASE here")


@dataclass(frozen=True)
class Heard:
    """What one update brought: the new rows of the outbox by address, and the toast of a press.

    `changed` counts the rows that it added or changed beside these and its own mark in the inbox.
    """

    messages: tuple[tuple[str, Message], ...]
    toast: str | None = None
    changed: int = 0

    def of(self, who: Somebody) -> list[Message]:
        """What somebody hears."""
        return [message for address, message in self.messages if address == who.at.address]

    def text(self, who: Somebody | None = None) -> str:
        """All of it as one text; with files' ids and buttons."""
        shown = [m for a, m in self.messages if who is None or a == who.at.address]
        return "\n".join([message.model_dump_json() for message in shown] + [self.toast or ""])


@dataclass
class Stage:
    """The application, and the open transaction in which its turns run."""

    connection: Any
    now: datetime
    application: ForgetfulApplication = field(default_factory=lambda: _application())
    number: int = FIRST

    @contextlib.contextmanager
    def trial(self) -> Iterator[Tx]:
        """What is done while entered is undone."""
        with savepoint(self.connection, keep=False):
            yield self.tx

    @property
    def tx(self) -> Tx:
        """The transaction, for what a test must arrange."""
        return Tx("sqlite", self.connection, RULES)

    async def say(self, who: Somebody, words: str, **more: Any) -> Heard:
        """A text, which may be a command."""
        command = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}] if words[:1] == "/" else []
        return await self.send(who, **{"text": words, "entities": command, **more})

    async def send(self, who: Somebody, *, edited: bool = False, **content: Any) -> Heard:
        """A message of any kind."""
        self.number += 1
        message = {"message_id": self.number, "date": 1, "chat": _chat(who), "from": _user(who), **content}
        return await self.update({"edited_message" if edited else "message": message})

    async def edit(self, who: Somebody, message: int, words: str) -> Heard:
        """Other words for a message that was sent before."""
        edited = {"message_id": message, "date": 1, "edit_date": 2, "chat": _chat(who), "from": _user(who)}
        return await self.update({"edited_message": {**edited, "text": words}})

    async def reply(self, who: Somebody, to: int, said: str = "", **content: Any) -> Heard:
        """A message that replies to an earlier one of the chat, in which something was said."""
        replied = {"message_id": to, "date": 1, "chat": _chat(who), "text": said}
        return await self.send(who, reply_to_message=replied, **content)

    async def press(self, who: Somebody, data: str, **more: Any) -> Heard:
        """A button, with whatever data it carries."""
        shown = {"message_id": 1, "date": 1, "chat": _chat(who)}
        query = {"id": "1", "from": _user(who), "chat_instance": "1", "data": data, "message": shown, **more}
        return await self.update({"callback_query": query})

    async def update(self, update: Json) -> Heard:
        """One update's turn, as `bot/turns.py` takes it. Raises what its handler raised."""
        self.number += 1
        update, payload = storable({"update_id": self.number, **update})
        incoming, tx = read(update), self.tx
        assert incoming is not None
        arrived = inbox.store(tx, 1, self.number, lane_of(update), payload, self.now)
        assert arrived is not None
        before, replaced = self.last(), self._replaced()
        clock, writer = SimpleNamespace(now=lambda: self.now), Open(self.connection)
        turn = Turn(writer, clock, arrived, load(tx, incoming, self.now))  # type: ignore[arg-type]
        CURRENT.set(turn)
        await self.application.process_update(Update.de_json(json.loads(payload), self.application.bot))
        if turn.error is not None:
            raise turn.error
        if not turn.finished:
            await turn.do(nothing, Nothing())
        messages = self.since(before)
        beside = 1 + len(messages) + self._replaced() - replaced
        return Heard(messages, turn.toast, writer.changed - beside)

    def stands(self, who: Somebody, talk: Talk | None) -> None:
        """Let somebody's conversation stand at a step."""
        talks.save(self.tx, who.at, talk, self.now)

    def last(self) -> int:
        """The number of the newest row of the outbox."""
        row = self.connection.execute("SELECT max(id) AS last FROM outbox").fetchone()
        return int(row["last"] or 0)

    def _replaced(self) -> int:
        row = self.connection.execute("SELECT count(*) AS n FROM outbox WHERE state = 'replaced'").fetchone()
        return int(row["n"])

    def since(self, last: int) -> tuple[tuple[str, Message], ...]:
        """What was put into the outbox after a row: (address, message)."""
        query = "SELECT address, body FROM outbox WHERE id > ? AND state <> 'replaced' ORDER BY id"
        rows = self.connection.execute(query, (last,)).fetchall()
        return tuple((row["address"], Message.model_validate_json(row["body"])) for row in rows)


@contextlib.contextmanager
def staged(hall: Hall) -> Iterator[Stage]:
    """A stage on the hall's database. Nothing of what is done while entered stays, and the hall does nothing else."""
    connection = hall.writer.engine.here
    assert connection is not None
    connection.execute("BEGIN")
    try:
        yield Stage(connection, hall.now)
    finally:
        connection.execute("ROLLBACK")


def _application() -> ForgetfulApplication:
    built = build(TOKEN, f"{NOWHERE}/bot", f"{NOWHERE}/file/bot", LeanRequest(1), LeanRequest(1))
    built._initialized = True  # nothing is asked of the Bot API here
    built.bot._bot_user = SimpleNamespace(username=RULES.bot_username, id=1)
    return built


def _user(who: Somebody) -> Json:
    return {"id": int(who.at.address), "is_bot": False, "first_name": who.name or "路人", "language_code": "zh"}


def _chat(who: Somebody) -> Json:
    return {"id": int(who.at.address), "type": "private", "first_name": who.name or "路人"}
