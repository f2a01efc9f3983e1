"""Updates come in: stored first, confirmed to Telegram afterwards, and never the other way round.

They are kept as the JSON that came. Making objects of them belongs to the turn, so an update that nobody can read is
one parked update and not a dead poller.
"""

import asyncio
import json
import logging
import random
import warnings
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.error import Conflict, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.faults import note
from domain.people import Address
from domain.telling import Told
from handlers.application import UPDATES
from handlers.telling import tell
from handlers.turn import Clock, Incoming, Loaded, load
from storage import inbox, outbox
from storage.inbox import Arrived
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

POLL_SECONDS = 50  # as long as Telegram lets a poll wait
AT_ONCE = 100
LONGEST_PAUSE = 30.0  # seconds between tries while nothing works


@dataclass(frozen=True)
class Fed:
    """A stored update with what its turn needs to know."""

    arrived: Arrived
    incoming: Incoming | None  # None: no account stands behind it
    loaded: Loaded | None  # None: look it up again
    suspect: bool = False  # a process that ended may have had it in hand: then it is counted, and handled alone


class Intake:
    """Stores updates and hands them to their turns."""

    def __init__(self, writer: Writer, bot_id: int, clock: Clock, feed: "Any") -> None:
        self._writer, self._bot_id, self._clock, self._feed = writer, bot_id, clock, feed

    async def keep(self, updates: list[dict[str, Any]]) -> None:
        """Store updates, and when that is certain give them to their turns. One that comes twice is stored once."""
        now = self._clock.now()

        def job(tx: Tx) -> list[Fed]:
            found = []
            for update in updates:
                payload = json.dumps(update)  # plain ASCII: whatever came can be stored
                incoming = read(update)
                arrived = inbox.store(tx, self._bot_id, int(update["update_id"]), lane_of(update), payload, now)
                if arrived is not None and arrived.refused and incoming is not None:
                    tell(tx, [Told(incoming.at, "hint.flood", dedupe=outbox.flood_key(incoming.at, now))], now)
                elif arrived is not None:
                    found.append(Fed(arrived, incoming, load(tx, incoming, now) if incoming else None))
            return found

        for fed in await self._writer.run(job):
            self._feed(fed)


async def poll(bot: "ExtBot[Any]", intake: Intake) -> None:
    """Ask Telegram for updates until cancelled. The next request confirms what the last one brought and was stored."""
    offset, failures, webhook = None, 0, True
    while True:
        try:
            if webhook:
                await bot.delete_webhook()
                webhook = False
            updates = await _get(bot, offset)
        except TelegramError as error:
            failures += 1
            await asyncio.sleep(_pause(error, failures))
            continue
        if failures:
            log.warning("Telegram answers again.")
            failures = 0
        if not updates:
            continue
        try:
            await intake.keep(updates)
            offset = max(update["update_id"] for update in updates) + 1
        except WriterClosedError:
            return
        except Exception as error:
            failures += 1
            note(log, error, "Updates could not be stored; they are not confirmed, and asked for again")
            await asyncio.sleep(min(LONGEST_PAUSE, failures))


async def _get(bot: "ExtBot[Any]", offset: int | None) -> list[dict[str, Any]]:
    """One long poll, as raw JSON. The library warns that it has a method for this: that one makes objects of it."""
    asked = {"offset": offset, "limit": AT_ONCE, "timeout": POLL_SECONDS, "allowed_updates": list(UPDATES)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBUserWarning)
        answer: Any = await bot.do_api_request("getUpdates", asked, read_timeout=POLL_SECONDS + 10)
    return [update for update in answer if isinstance(update, dict) and isinstance(update.get("update_id"), int)]


def _pause(error: TelegramError, failures: int) -> float:
    """Seconds to wait, and a line for the operator the first time."""
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return after.total_seconds() if isinstance(after, timedelta) else 1.0 * after
    if failures == 1:
        if isinstance(error, Conflict):
            log.error("Another program polls with the same token (%s). Stop it; this one goes on trying.", error)
        elif isinstance(error, NetworkError):
            log.warning("Telegram does not answer (%s); this goes on trying.", error)
        else:
            log.error("getUpdates fails (%s); this goes on trying.", error)
    pause: float = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures - 1, 10))
    return pause * random.uniform(0.75, 1.25)


def lane_of(update: dict[str, Any]) -> str:
    """The chat whose order an update keeps."""
    body = _body(update)
    message = body.get("message") if isinstance(body.get("message"), dict) else body
    chat = message.get("chat") if isinstance(message, dict) else None
    sender = body.get("from")
    for where in (chat, sender):
        if isinstance(where, dict) and "id" in where:
            return str(where["id"])
    return "0"


def read(update: dict[str, Any]) -> Incoming | None:
    """Whom an update comes from, and what it refers to, as far as that can be seen without parsing it in full."""
    body = _body(update)
    sender = body.get("from")
    if not isinstance(sender, dict) or "id" not in sender:
        return None
    replied = body.get("reply_to_message")
    replied = replied if isinstance(replied, dict) else {}
    album = body.get("media_group_id")
    pressed = isinstance(update.get("callback_query"), dict)
    return Incoming(
        at=Address("telegram", str(sender["id"])),
        language=str(sender.get("language_code") or "zh"),
        replied_to=replied.get("message_id") if isinstance(replied.get("message_id"), int) else None,
        replied_text=str(replied.get("text") or replied.get("caption") or ""),
        album=str(album) if album else None,
        press=str(body.get("id")) if pressed else None,
    )


def _body(update: dict[str, Any]) -> dict[str, Any]:
    for kind in UPDATES:
        if isinstance(update.get(kind), dict):
            return dict(update[kind])
    return {}
