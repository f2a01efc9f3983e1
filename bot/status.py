"""How far a process has come, and whether all that it needs answers: for those who ask from outside."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.faults import note
from bot.metrics import SILENT_FOR, UNSTORED_FOR, Metrics
from handlers.turn import Clock
from storage.probe import takes_writes
from storage.writer import Writer, WriterClosedError

# For what a process waits, in the order of its start.
STANDS_BY = "it stands by until its place on the database is free"
NO_BOT_API = "it waits for the Bot API"
NO_DATABASE = "it waits for the database"
BEGINS = "it takes up what it left"
ENDS = "it ends"
ANSWERS_WITHIN = 5.0  # seconds

log = logging.getLogger(__name__)


class Status:
    """The state of one process, from its very start."""

    def __init__(self, clock: Clock, figures: Metrics) -> None:
        self.clock, self.figures = clock, figures
        self.waits = BEGINS  # for what; empty while it works
        self.writer: Writer | None = None  # as soon as there is one
        self._bot: Bot | None = None

    def works(self, bot: Bot) -> None:
        """Everything runs now."""
        self._bot, self.waits = bot, ""

    def ends(self) -> None:
        """It is being taken apart."""
        self.waits = ENDS

    async def look(self) -> bool:
        """Ask the database for its figures. False if it does not answer: they stay as they were then."""
        if self.writer is None:
            return False
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                await self.writer.run(self.figures.look(self.clock.now()), slow=True)
        except (TimeoutError, WriterClosedError):
            return False
        except Exception as error:
            note(log, error, "The database's figures could not be read")
            return False
        return True

    async def fault(self) -> str:
        """Why the process is not ready, or "": database and Bot API answer, updates come in and are stored."""
        if self.waits or self.writer is None or self._bot is None:
            return self.waits
        try:
            async with asyncio.timeout(ANSWERS_WITHIN):
                what = "the database"
                await self.writer.run(takes_writes, slow=True)
                what = "the Bot API"
                await self._bot.get_me()
        except (TelegramError, TimeoutError, WriterClosedError) as error:
            return f"{what} does not answer ({type(error).__name__})"
        except Exception as error:
            note(log, error, "Whether %s answers could not be found out", what)
            return f"{what} fails ({type(error).__name__})"
        if (seconds := self.figures.unstored()) > UNSTORED_FOR:
            return f"updates come and could not be stored for {seconds:.0f} s; the log says why"
        silence = self.figures.silence()
        return f"no updates come in; Telegram has been silent for {silence:.0f} s" if silence > SILENT_FOR else ""
