"""Updates come in: stored first, confirmed to Telegram afterwards, and never the other way round.

They are kept as the JSON that came. Making objects of them belongs to the turn, so an update that nobody can read is
one parked update and not a dead poller.
"""

import asyncio
import logging
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.envelope import is_talk, is_update, kind_of, lane_of, read, storable
from bot.flood import Flood
from bot.logs import QUIET, Seldom, event
from bot.metrics import Metrics
from bot.pace import asked_by, back_off
from bot.request import ANSWER_WITHIN
from bot.setbacks import REVOKED
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
SPARE = ANSWER_WITHIN  # seconds more than a poll waits until it counts as lost
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds between tries while nothing works


@dataclass(frozen=True)
class Fed:
    """A stored update with what its turn needs to know."""

    arrived: Arrived
    incoming: Incoming | None  # None: no account stands behind it
    loaded: Loaded | None  # None: look it up again
    suspect: bool = False  # a process that ended may have had it in hand: then it is counted, and handled alone
    kind: str = "other"


class Intake:
    """Stores updates and hands them to their turns, if these are in the same process.

    `is_busy` says whether something of a chat is being handled: what is looked up before that ends would be stale.
    """

    def __init__(
        self,
        writer: Writer,
        bot_id: int,
        clock: Clock,
        feed: "Callable[[Fed], None] | None",
        metrics: Metrics | None = None,
        is_busy: Callable[[str], bool] = lambda address: False,
    ) -> None:
        self._writer, self._bot_id, self._clock, self._feed = writer, bot_id, clock, feed
        self._is_busy = is_busy
        self._metrics = metrics or Metrics()
        self._updates = self._metrics.updates
        self._unlooked = Seldom(log, logging.ERROR)
        self._flood = Flood(writer.rules.limits.messages_a_minute)

    def given(self) -> None:
        """A poll or a call brought updates, which are not stored yet."""
        self._metrics.given()

    def heard(self) -> None:
        """A poll or a call went well, and what it brought is stored; or Telegram was told where to call."""
        self._metrics.heard()

    def called(self, *, all_came: bool) -> None:
        """Telegram calls here, without trouble; `all_came`: and has nothing left to bring."""
        self._metrics.called(all_came=all_came)

    def silence(self) -> float:
        """Seconds since Telegram was heard."""
        return self._metrics.silence()

    async def keep(self, updates: list[dict[str, Any]]) -> None:
        """Store updates, and when that is certain give them to their turns. One that comes twice is stored once."""
        given = [storable(update) for update in updates if not is_talk(update, self._bot_id)]
        try:
            kept = await self._store(given, looking_up=self._feed is not None)
        except WriterClosedError:
            raise
        except Exception as error:  # what was looked up with one of them; its turn meets it again, and alone
            self._unlooked.note(error, "Updates are stored without a look at who sent them")
            kept = await self._store(given, looking_up=False)
        for fed in kept:
            event(log, "refused" if fed.arrived.refused else "kept", update=fed.arrived.update_id, kind=fed.kind)
            if fed.arrived.refused:
                self._updates.labels(fed.kind, "refused").inc()
            elif self._feed is not None:
                self._feed(fed)

    async def _store(self, updates: list[tuple[dict[str, Any], str]], *, looking_up: bool) -> list[Fed]:
        now = self._clock.now()

        def job(tx: Tx) -> list[Fed]:
            found = []
            for update, payload in updates:
                incoming = read(update)
                too_many = self._flood.refuses(update, now)
                hears = incoming if incoming is not None and incoming.group is None else None  # no group is scolded
                spoken = too_many and incoming is not None and _is_of_case(load(tx, incoming, now))
                if spoken:
                    self._flood.spare(update)
                arrived = inbox.store(
                    tx, self._bot_id, int(update["update_id"]), lane_of(update), payload, now,
                    refused=too_many and not spoken,
                )  # fmt: skip
                if arrived is None:
                    continue
                if spoken and hears is not None and not arrived.refused:
                    tell(tx, [Told(hears.at, "limit.slow", dedupe=outbox.slow_key(hears.at, now))], now)
                elif too_many and hears is not None:
                    if self._flood.is_news(update):
                        tell(tx, [Told(hears.at, "limit.messages", {"n": tx.rules.limits.messages_a_minute})], now)
                elif arrived.refused and hears is not None:
                    tell(tx, [Told(hears.at, "hint.flood", dedupe=outbox.flood_key(hears.at, now))], now)
                looks = looking_up and not arrived.refused and not self._is_busy(arrived.address)
                known = load(tx, incoming, now) if incoming and looks else None
                found.append(Fed(arrived, incoming, known, kind=kind_of(update)))
            return found

        return await self._writer.run(job)


def _is_of_case(loaded: Loaded) -> bool:
    """Whether it goes into a case: by what it replies to, by its album, or by what was asked for."""
    asked = loaded.talk is not None and loaded.talk.step.startswith("case.")
    return asked or loaded.replied_case is not None or loaded.album_case is not None


async def poll(bot: "ExtBot[Any]", intake: Intake) -> None:
    """Ask Telegram for updates until cancelled. The next request confirms what the last one brought and was stored.

    Where a poll brought nothing there is nothing left to confirm, and the next one names no offset: after a quiet week
    Telegram's numbers begin anywhere, and those below the offset would be taken for confirmed.
    """
    offset, failures, webhook, outcry = None, 0, True, Outcry()
    unread, unstored = Seldom(log, logging.ERROR), Seldom(log, logging.ERROR)
    while True:
        try:
            if webhook:
                await bot.delete_webhook()
                webhook = False
            updates = await _get(bot, offset)
        except TelegramError as error:
            failures += 1
            webhook = webhook or is_of_webhook(error)
            outcry.failed(error)
            await asyncio.sleep(_pause(error, failures))
            continue
        except Exception as error:  # the library could make nothing of the answer
            failures += 1
            unread.note(error, "What getUpdates brought can't be read; it is asked for again")
            await asyncio.sleep(back_off(failures, FIRST_PAUSE, LONGEST_PAUSE))
            continue
        outcry.worked()
        try:
            if updates:
                intake.given()
                await intake.keep(updates)
        except WriterClosedError:
            return
        except Exception as error:
            failures += 1
            unstored.note(error, "Updates could not be stored; they are not confirmed, and asked for again")
            await asyncio.sleep(back_off(failures, FIRST_PAUSE, LONGEST_PAUSE))
            continue
        failures, offset = 0, max(update["update_id"] for update in updates) + 1 if updates else None
        intake.heard()


async def _get(bot: "ExtBot[Any]", offset: int | None) -> list[dict[str, Any]]:
    """One long poll, as raw JSON. Raises TelegramError.

    The library warns that it has a method for this: that one makes objects of it.
    """
    asked = {"offset": offset, "limit": AT_ONCE, "timeout": POLL_SECONDS, "allowed_updates": list(UPDATES)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBUserWarning)
        answer: Any = await bot.do_api_request("getUpdates", asked, read_timeout=POLL_SECONDS + SPARE)
    updates = [update for update in answer if is_update(update)] if isinstance(answer, list) else None
    if updates is None or (answer and not updates):  # then nothing can be confirmed: it would come again at once
        raise NetworkError("what it sent holds no updates")
    return updates


def is_of_webhook(error: TelegramError) -> bool:
    """Whether a poll was refused because a webhook is set: it can be deleted, else it would be in the way for ever."""
    return isinstance(error, Conflict) and "webhook" in str(error).lower()


def _pause(error: TelegramError, failures: int) -> float:
    """Seconds to wait."""
    return asked_by(error) if isinstance(error, RetryAfter) else back_off(failures, FIRST_PAUSE, LONGEST_PAUSE)


HOOKED = (
    "Another program with the same token set a webhook (%s). Stop it, or take a new token from @BotFather. The webhook"
    " is deleted, and polling goes on; what people wrote waits at Telegram, unless that program took it."
)
GOES_ON = "This goes on trying, and nothing that people write is lost."
# What the operator reads of an error, and how loudly it is told: the first that fits.
CRIES: tuple[tuple[type[TelegramError], int, str], ...] = (
    (RetryAfter, logging.WARNING, "Telegram asks for fewer polls (%s). They come later; there is nothing to do."),
    (Conflict, logging.ERROR, "Another program polls with the same token (%s). Stop it. " + GOES_ON),
    (InvalidToken, logging.ERROR, REVOKED),
    (BadRequest, logging.ERROR, "Telegram refuses polls (%s). Look at telegram.base_url. " + GOES_ON),
    (NetworkError, logging.WARNING,
     "Telegram does not answer (%s). Look at the network, the proxy, or telegram.base_url. " + GOES_ON),
    (TelegramError, logging.ERROR, "getUpdates fails (%s). Look at the token: shuanglian doctor. " + GOES_ON),
)  # fmt: skip


class Outcry:
    """Tells the operator that something fails, and that it works again: once, also where it comes and goes."""

    def __init__(
        self, now: Callable[[], float] = time.monotonic, quiet: float = QUIET, again: str = "Telegram answers again."
    ) -> None:
        self._now, self._quiet, self._again = now, quiet, again
        self._last: dict[str, float] = {}  # when it was told
        self._told: set[str] = set()  # since it worked

    def failed(self, error: TelegramError) -> None:
        """A poll failed."""
        level, words = next((level, words) for kind, level, words in CRIES if isinstance(error, kind))
        self.tell(level, HOOKED if is_of_webhook(error) else words, error)

    def tell(self, level: int, words: str, *values: object) -> None:
        """A line, unless the same was told since it worked, or a moment ago."""
        now = self._now()
        if words not in self._told and now - self._last.get(words, -self._quiet) >= self._quiet:
            log.log(level, words, *values)
            self._told.add(words)
            self._last[words] = now

    def worked(self) -> None:
        """A line, if the trouble had one."""
        if self._told:
            log.warning(self._again)
        self._told.clear()
