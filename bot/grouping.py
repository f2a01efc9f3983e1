"""Sending to staff groups, where it differs: topics that must be opened first, and what only groups refuse."""

import logging
from collections.abc import Callable

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.logs import Seldom
from bot.request import call
from domain.people import Address
from handlers.telling import tell
from handlers.turn import Clock
from services.groups import keeping
from storage import groups, sends
from storage.outbox import Outgoing
from storage.tx import Tx
from storage.writer import Writer

log = logging.getLogger(__name__)

# What the messenger says, in small letters.
CLOSED = ("topic_closed",)
NO_TOPIC = ("message thread not found", "topic_deleted", "topic_closed")
NO_RIGHTS = ("not enough rights", "have no rights", "chat_write_forbidden", "chat_restricted", "chat_send_")


class Grouping:
    """What delivery asks for rows that go to a group."""

    def __init__(self, writer: Writer, bot: Bot, clock: Clock) -> None:
        self._writer, self._bot, self._clock = writer, bot, clock
        self._unopened, self._closed = Seldom(log, logging.INFO), Seldom(log, logging.INFO)
        self._opened_again: set[int] = set()  # rows whose topic was not there: that is mended once

    async def thread(self, row: Outgoing) -> int | None:
        """The topic (thread id) in which a row goes, opened now if its case has none. Raises TelegramError.

        None for what goes to people, and where a group has no topics. The topic is kept before anything is sent to it:
        a process that ends in between leaves one message unsent, and no second topic.
        """
        case, name = row.suggestion_id, row.message.topic
        if case is None or not name:
            return None
        place = await self._writer.run(lambda tx: groups.place(tx, row.at, case), first=True)
        if place is None or not place[0] or place[1] is not None:
            return place[1] if place else None
        try:
            made = await call(self._bot, "createForumTopic", chat_id=int(row.at.address), name=name[:128])
        except BadRequest as error:
            self._unopened.say("A topic could not be opened in group %s: %s", row.at.address, error)
            await self._writer.run(self._without_topics(row.at))
            return None
        thread = int(made["message_thread_id"])
        await self._writer.run(lambda tx: groups.put_thread(tx, row.at, case, thread), first=True)
        return thread

    async def mends(self, row: Outgoing, error: TelegramError) -> bool | None:
        """What a group's refusal leads to: True for once more, False for given up, None for as with anybody."""
        if isinstance(error, ChatMigrated):
            new = Address(row.at.channel, str(error.new_chat_id))
            moved = await self._writer.run(lambda tx: keeping.move(tx, row.at, new, self._clock.now()))
            return False if moved else None  # the row itself has moved: it waits in another lane
        words = str(error).lower()
        if any(sign in words for sign in NO_TOPIC):
            return await self._find_topic(row, words)
        if isinstance(error, BadRequest) and any(sign in words for sign in NO_RIGHTS):
            await self._writer.run(self._silenced(row))
            return False
        return None

    async def _find_topic(self, row: Outgoing, words: str) -> bool | None:
        """A topic that somebody closed is opened again; one that is gone is forgotten: another one takes its place."""
        case = row.suggestion_id
        if case is None or row.id in self._opened_again:
            return None
        self._opened_again.add(row.id)
        place = await self._writer.run(lambda tx: groups.place(tx, row.at, case))
        if place and place[1] is not None and any(sign in words for sign in CLOSED):
            try:
                await call(self._bot, "reopenForumTopic", chat_id=int(row.at.address), message_thread_id=place[1])
            except TelegramError as error:
                self._closed.say("A topic in group %s stays closed: %s", row.at.address, error)
            else:
                return True
        await self._writer.run(lambda tx: groups.put_thread(tx, row.at, case, None))
        return True

    def _without_topics(self, at: Address) -> Callable[[Tx], None]:
        now = self._clock.now()
        return lambda tx: tell(tx, keeping.without_topics(tx, at, now), now)

    def _silenced(self, row: Outgoing) -> Callable[[Tx], None]:
        now = self._clock.now()

        def job(tx: Tx) -> None:
            sends.failed(tx, row.id, "the bot may not write in this group", now, state="dropped")
            tell(tx, keeping.silenced(tx, row.at, now), now)

        return job
