"""Presses of inline buttons that wait for their answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.changes import Changes
from sandbox.errors import bad_request
from sandbox.records import Json

ANSWERED_WITHIN = 60.0
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Press:
    """One press: who, where, since when, and what the bot said to it."""

    id: str
    bot: int
    chat: int
    user: int
    since: float
    answer: Json | None = None


class Callbacks:
    """All presses of the last minute. They don't outlive a restart, as with Telegram's own time-out."""

    def __init__(self, changes: Changes, seconds: Callable[[], float] = time.monotonic) -> None:
        self._changes = changes
        self._seconds = seconds
        self._presses: dict[str, Press] = {}

    def open(self, bot: int, chat: int, user: int) -> Press:
        self._forget_old()
        press = Press(str(secrets.randbits(62)), bot, chat, user, self._seconds())
        self._presses[press.id] = press
        return press

    def answer(self, bot: int, query_id: str, answer: Json) -> Press:
        """Answer a press once. Raises Telegram's 400 when it is late, unknown or answered before."""
        self._forget_old()
        press = self._presses.pop(query_id, None)
        if press is None or press.bot != bot:
            raise bad_request(TOO_OLD)
        press.answer = answer
        self._changes.ring()
        return press

    def _forget_old(self) -> None:
        oldest = self._seconds() - ANSWERED_WITHIN
        for press in [press for press in self._presses.values() if press.since < oldest]:
            del self._presses[press.id]
