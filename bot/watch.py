"""Looking round by a clock of its own: what a bell missed, or rang for nobody, is found all the same."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.faults import note
from storage.writer import WriterClosedError


async def now_and_then(look: Callable[[], Awaitable[None]], pause: float, log: logging.Logger, words: str) -> None:
    """Look every `pause` seconds until cancelled, or the writer is closed. A fault is noted with `words`, no more."""
    while True:
        await asyncio.sleep(pause)
        try:
            await look()
        except WriterClosedError:
            return
        except Exception as error:
            note(log, error, words)
