"""Updates that wait for their bots: numbered, filtered, kept for a day until they are confirmed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from itertools import islice, takewhile

from sandbox.changes import Changes
from sandbox.records import Bot, Json, Waiting
from sandbox.shelf import Counters, Shelf
from sandbox.store import Store

KEPT_SECONDS = 24 * 3600
ONLY_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}


class Mailbox:
    """The queue of updates of every bot, in the order of their numbers."""

    def __init__(
        self, store: Store, counters: Counters, changes: Changes, seconds: Callable[[], float] = time.time
    ) -> None:
        self._shelf = Shelf(store, "update", Waiting)
        self._counters = counters
        self._changes = changes
        self._seconds = seconds
        self._queues: dict[int, dict[int, Waiting]] = {}
        for waiting in self._shelf:
            self._queues.setdefault(waiting.bot, {})[waiting.id] = waiting

    def push(self, bot: Bot, kind: str, content: Json) -> int | None:
        """Queue an update; None when the bot doesn't want this kind."""
        if not wants(bot, kind):
            return None
        number = self._counters.next(f"update:{bot.id}", random.randint(100_000_000, 800_000_000))
        return self._add(bot, {"update_id": number, kind: content})

    def inject(self, bot: Bot, update: Json) -> int:
        """Queue a raw update as it is, numbered if it has no number."""
        if "update_id" not in update:
            number = self._counters.next(f"update:{bot.id}", random.randint(100_000_000, 800_000_000))
            return self._add(bot, {"update_id": number, **update})
        self._counters.raise_to(f"update:{bot.id}", int(update["update_id"]))
        return self._add(bot, update)

    def renumber(self, bot: Bot, number: int) -> None:
        """Let the next update have this number, as Telegram does at random after a quiet week."""
        self._counters.restart(f"update:{bot.id}", number)

    def batch(self, bot: Bot, limit: int) -> list[Json]:
        """The oldest updates that wait, at most `limit`."""
        return [waiting.update for waiting in islice(self._queue(bot).values(), limit)]

    def confirm(self, bot: Bot, offset: int) -> None:
        """Forget updates below `offset`; a negative one leaves only that many from the end."""
        queue = self._queue(bot)
        done = list(queue)[:offset] if offset < 0 else list(takewhile(lambda number: number < offset, queue))
        for number in done:
            self._drop(queue, number)

    def pending(self, bot: Bot) -> int:
        return len(self._queue(bot))

    def clear(self, bot: Bot) -> None:
        queue = self._queue(bot)
        for number in list(queue):
            self._drop(queue, number)

    def _queue(self, bot: Bot) -> dict[int, Waiting]:
        queue = self._queues.setdefault(bot.id, {})
        too_old = self._seconds() - KEPT_SECONDS
        for waiting in list(takewhile(lambda waiting: waiting.since < too_old, queue.values())):
            self._drop(queue, waiting.id)
        return queue

    def _add(self, bot: Bot, update: Json) -> int:
        waiting = Waiting(bot=bot.id, update=update, since=self._seconds())
        queue = self._queues.setdefault(bot.id, {})
        is_last = not queue or next(reversed(queue)) < waiting.id
        queue[waiting.id] = waiting
        if not is_last:
            self._queues[bot.id] = dict(sorted(queue.items()))
        self._shelf.put(_key(waiting), waiting)
        self._changes.ring()
        return waiting.id

    def _drop(self, queue: dict[int, Waiting], number: int) -> None:
        self._shelf.drop(_key(queue.pop(number)))


def wants(bot: Bot, kind: str) -> bool:
    """Whether a bot is sent this kind of update."""
    if not bot.allowed_updates:
        return kind not in ONLY_ON_REQUEST
    return kind in bot.allowed_updates


def _key(waiting: Waiting) -> str:
    return f"{waiting.bot}:{waiting.id:012d}"
