"""Sending what the outbox holds, after its commit: at Telegram's pace, in order within a chat, nothing lost.

A send that may have happened is sent again, for Telegram knows no idempotency key: at least once, rarely twice. So
sends to one chat go one after another, and the marks of what was sent go first in the writer's queue.
"""

import asyncio
import logging
import random
from datetime import timedelta

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.config import DeliverySection
from bot.pace import Pace
from bot.telegram import send
from domain.people import Address
from handlers.telling import tell
from handlers.turn import Clock
from services import reaching
from storage import outbox
from storage.outbox import Outgoing
from storage.tx import Tx
from storage.writer import Writer, WriterClosedError

log = logging.getLogger(__name__)

LOOKED_AT = 200  # chats at a time
BACK_OFF = (0.5, 60.0)  # seconds: the first pause, and the longest
NOBODY = ("chat not found", "user is deactivated", "bot can't initiate")


class Delivery:
    """Takes rows from the outbox and sends them."""

    def __init__(self, writer: Writer, bot: Bot, clock: Clock, limits: DeliverySection) -> None:
        self._writer, self._bot, self._clock = writer, bot, clock
        self._pace = Pace(limits)
        self._at_once = limits.at_once
        self._flying: dict[Address, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._failures: dict[Address, int] = {}
        self._soonest = 0.0
        self.sent = 0
        writer.on("outbox", self._changed.set)

    async def run(self) -> None:
        """Send until cancelled; what is in flight then is finished first."""
        try:
            while True:
                self._changed.clear()
                rows = await self._writer.run(lambda tx: outbox.heads(tx, LOOKED_AT))
                if not await self._start(rows):
                    await self._wait()
        except WriterClosedError:
            log.debug("The writer is closed; delivery ends.")
        finally:
            if self._flying:
                await asyncio.wait(self._flying.values(), timeout=8)

    async def idle(self) -> None:
        """Return when everything that is due was sent."""
        while True:
            due = await self._writer.run(lambda tx: [r for r in outbox.heads(tx, LOOKED_AT) if self._is_due(r)])
            if not due and not self._flying:
                return
            self._changed.set()
            await (asyncio.wait(list(self._flying.values())) if self._flying else asyncio.sleep(0.002))

    def _is_due(self, row: Outgoing) -> bool:
        return row.due <= self._clock.now()

    async def _start(self, rows: list[Outgoing]) -> bool:
        """Start what may go now. Whether anything did."""
        started = False
        self._soonest = 60.0
        for row in rows:
            if row.at in self._flying:
                continue
            pause = max(self._pace.chat(row.at.address), (row.due - self._clock.now()).total_seconds())
            if pause > 0:
                self._soonest = min(self._soonest, pause)
                continue
            if len(self._flying) >= self._at_once:
                return started
            await asyncio.sleep(self._pace.overall())
            self._pace.took(row.at.address)
            self._flying[row.at] = asyncio.create_task(self._deliver(row))
            started = True
        return started

    async def _wait(self) -> None:
        """Until something changes, or the first row may go that could not yet."""
        try:
            async with asyncio.timeout(max(0.005, min(self._soonest, 1.0))):
                await self._changed.wait()
        except TimeoutError:
            return

    async def _deliver(self, row: Outgoing) -> None:
        """Send one row and note what came of it."""
        try:
            if row.expires is not None and row.expires < self._clock.now():
                await self._give_up(row, "it came too late to be of use", state="dropped")
                return
            ids = await send(self._bot, row)
            now = self._clock.now()
            await self._writer.run(lambda tx: outbox.sent(tx, row, ids, now), first=True)
            self._failures.pop(row.at, None)
            self.sent += 1
        except WriterClosedError:
            log.debug("Row %d was sent, and could not be marked any more.", row.id)
        except TelegramError as error:
            await self._failed(row, error)
        except Exception:
            log.exception("Row %d can't be sent", row.id)
            await self._give_up(row, "a fault of this program; see the log")
        finally:
            del self._flying[row.at]
            self._changed.set()

    async def _failed(self, row: Outgoing, error: TelegramError) -> None:
        words = str(error).lower()
        if isinstance(error, RetryAfter):
            after = error.retry_after
            self._pace.stop(row.at.address, after.total_seconds() if isinstance(after, timedelta) else float(after))
        elif isinstance(error, Forbidden) or any(sign in words for sign in NOBODY):
            await self._unreachable(row)
        elif isinstance(error, (BadRequest, ChatMigrated)):
            log.error("Telegram refuses row %d (%s); it is a dead letter.", row.id, error)
            await self._give_up(row, str(error))
        else:
            await self._try_again(row, error)

    async def _try_again(self, row: Outgoing, error: TelegramError) -> None:
        """Time-outs, 5xx and the like: later, and ever later, with some chance in it."""
        count = self._failures[row.at] = self._failures.get(row.at, 0) + 1
        first, longest = BACK_OFF
        pause = min(longest, first * 2 ** min(count - 1, 10)) * random.uniform(0.75, 1.25)
        level = logging.WARNING if count == 1 and isinstance(error, NetworkError) else logging.INFO
        log.log(level, "Row %d could not be sent (%s); tried again in %.1f s.", row.id, type(error).__name__, pause)
        self._pace.rest(row.at.address, pause)
        await self._writer.run(lambda tx: outbox.tried(tx, row.id, str(error)))

    async def _unreachable(self, row: Outgoing) -> None:
        now = self._clock.now()

        def job(tx: Tx) -> None:
            tell(tx, reaching.unreachable(tx, row.at, now), now)

        await self._writer.run(job)

    async def _give_up(self, row: Outgoing, why: str, *, state: str = "dead") -> None:
        now = self._clock.now()
        await self._writer.run(lambda tx: outbox.failed(tx, row.id, why, now, state=state))
