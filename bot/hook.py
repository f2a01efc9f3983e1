"""The webhook as Telegram has it: set, and looked after. Who else has the token can delete it, or lead it elsewhere."""

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit

from telegram import WebhookInfo
from telegram.error import RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.config import WebhookSection
from bot.faults import discreet
from bot.intake import Intake, Outcry
from bot.logs import Seldom
from bot.pace import asked_by, back_off
from handlers.application import UPDATES

log = logging.getLogger(__name__)

EVERY = 50.0  # seconds between looks, with some chance in it: two programs that set it do not go in step
TOLD_AGAIN = 600.0  # seconds; with two programs that set it, it is led away at every look
FORBIDDEN = "403"  # of what Telegram says of our answer: the secret that it knows is another one
LED_AWAY = (
    "Another program with the same token had the webhook lead to %s. Stop that one, or take a new token from"
    " @BotFather. It leads here again; what people wrote waits at Telegram, unless that program took it."
)
UNSIGNED = (
    "Telegram calls with another secret than [telegram.webhook] secret_token: somebody else set the webhook. Stop any"
    " other program with the same token. It is set again, and nothing that people write is lost."
)
FAILS = (
    "Telegram's calls do not arrive (%s); %d updates wait there. Look at the proxy: its certificate, and whether it"
    " leads to [telegram.webhook] listen and port. Telegram goes on trying, and nothing that people write is lost."
)
UNASKED = "Telegram could not be asked where its calls go (%s). Look at the network and the token. It is asked again."


class Hook:
    """Where Telegram calls the bot."""

    def __init__(self, bot: "ExtBot[Any]", section: WebhookSection, intake: Intake) -> None:
        self._bot, self._section, self._intake = bot, section, intake
        self._known: object = None  # when its last error was, at a time when all was well
        self._outcry = Outcry(quiet=TOLD_AGAIN, again="Telegram's calls come here again.")
        self._unread = Seldom(log, logging.ERROR)

    async def set(self) -> None:
        """Have Telegram call here. Raises TelegramError."""
        address, secret = self._section.public_url, self._section.secret_token
        await self._bot.set_webhook(address, secret_token=secret, allowed_updates=list(UPDATES))

    async def keep(self) -> None:
        """Look where its calls go, until cancelled."""
        while True:
            await asyncio.sleep(back_off(1, EVERY, 2 * EVERY))
            try:
                await self.look()
            except TelegramError as error:
                self._outcry.tell(logging.WARNING, UNASKED, discreet(str(error)))
                if isinstance(error, RetryAfter):
                    await asyncio.sleep(asked_by(error))
            except Exception as error:  # the library could make nothing of the answer
                self._unread.note(error, "What getWebhookInfo brought can't be read; it is asked for again")

    async def look(self) -> None:
        """Ask once. What leads elsewhere is set again, and counts as well again at the next look. Raises TelegramError.

        That an error is new is told by its time, compared with none of our own: Telegram keeps it after it is over.
        """
        told = await self._bot.get_webhook_info()
        if told.url != self._section.public_url:
            await self._set_again(LED_AWAY, urlsplit(told.url).hostname or "nobody")  # the rest may be its secret
        elif not told.pending_update_count or told.last_error_date in (None, self._known):
            self._known = told.last_error_date
            self._outcry.worked()
            self._intake.called(all_came=not told.pending_update_count)
        elif FORBIDDEN in (told.last_error_message or ""):
            await self._set_again(UNSIGNED)
        else:
            self._tell_of(told)

    async def _set_again(self, words: str, *values: object) -> None:
        await self.set()
        self._outcry.tell(logging.ERROR, words, *values)

    def _tell_of(self, told: WebhookInfo) -> None:
        """Say that its calls fail, unless some came meanwhile, or came and could not be stored, which was told."""
        if self._intake.silence() > EVERY / 2:
            why = discreet(told.last_error_message or "no reason is given")
            self._outcry.tell(logging.WARNING, FAILS, why, told.pending_update_count)
