"""The tasks that a process lives by. One that ends by itself ends the process: half a bot looks well and is none.

Whoever started the process starts it again then, and nothing is lost: all that it had in hand is in the database.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.faults import fault, note

log = logging.getLogger(__name__)


class PartEndedError(Exception):
    """A task ended that should go on for as long as the process does."""


class Supervisor:
    """Starts such tasks. The first that ends by itself sets `over` and calls `heard`; `error` says which it was."""

    def __init__(self, heard: Callable[[], None] = lambda: None) -> None:
        self.over = asyncio.Event()
        self.error = PartEndedError("nothing ended")
        self._heard = heard
        self._leaving = False

    async def live(self, life: Coroutine[Any, Any, None], told: asyncio.Event) -> None:
        """Run a process's whole life until it is told to end. Raises what ended it before: its error, or `error`."""
        living = asyncio.create_task(life)
        ends = [asyncio.create_task(event.wait()) for event in (told, self.over)]
        await asyncio.wait({living, *ends}, return_when=asyncio.FIRST_COMPLETED)
        for task in (living, *ends):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await living
        if not told.is_set():
            raise self.error

    def start(self, work: Coroutine[Any, Any, None], name: str) -> "asyncio.Task[None]":
        """Let something run from now on, until it is cancelled after `leave`."""
        task = asyncio.create_task(work, name=name)
        self.watch(task)
        return task

    def watch(self, task: "asyncio.Task[None]") -> None:
        """The same for a task that somebody else has started."""
        task.add_done_callback(self._ended)

    def leave(self) -> None:
        """The process is being taken apart: from now on all may end."""
        self._leaving = True

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Nobody cancels a part before `leave`: one that ends so by then was broken off from inside."""
        error, name = None if task.cancelled() else task.exception(), task.get_name()
        if error is not None:
            note(log, error, "The task “%s” ended by a fault", name)
        if not self._leaving and not self.over.is_set():
            why = fault(error) if error is not None else "broken off" if task.cancelled() else "by itself"
            self.error = PartEndedError(f"The task “{name}” ended ({why}), so the process ends. Start it again.")
            self.over.set()
            self._heard()
