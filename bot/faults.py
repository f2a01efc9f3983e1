"""What is written down of a fault of our own: its kind and its place, never its message.

The message of an error often quotes what it stumbled over, and that may be what somebody wrote. Kind and place are
enough to find the line that has to be mended.
"""

import asyncio
import logging
import re
import sqlite3
import traceback
from pathlib import Path
from typing import Any

LOG = logging.getLogger(__name__)
ROOT = Path(__file__).parents[1]
TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{20,}")
OURS = ("bot", "handlers", "services", "storage", "domain", "locales")


def fault(error: BaseException) -> str:
    """One line: `ValueError at services/people.py:31`. SQLite's errors keep their words, which name tables only."""
    words = f": {error}" if isinstance(error, sqlite3.Error) else ""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _path(frame).split("/")[0] in OURS]
    last = (ours or list(frames))[-1:]
    return type(error).__name__ + "".join(f" at {_path(frame)}:{frame.lineno}" for frame in last) + words


def note(log: logging.Logger, error: BaseException, words: str, *values: object) -> None:
    """Log what failed, and how it came to that."""
    log.error(f"{words}:\n%s", *values, course(error))


def note_end(log: logging.Logger, task: "asyncio.Task[None]") -> None:
    """Log what ended a task for which nobody waits."""
    if not task.cancelled() and (error := task.exception()) is not None:
        note(log, error, "A task ended by a fault")


def note_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what the event loop met by itself, in place of its own handler, which quotes errors and what tasks hold."""
    what = str(context["message"]).split("<")[0].split("(")[0].strip()  # what follows is how something looks inside
    if (error := context.get("exception")) is None:
        LOG.error("The event loop says: %s", what)
    else:
        note(LOG, error, "The event loop says: %s", what)


def course(error: BaseException) -> str:
    """How it came to that, for the log: the lines of the traceback, and those of the errors before it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    return (f"{course(before)}\nand then\n" if before is not None else "") + f"{lines}{fault(error)}"


def discreet(words: str) -> str:
    """The words without a bot's token: addresses of the Bot API hold it, and errors quote addresses."""
    return TOKEN.sub("<token>", words)


def _path(frame: traceback.FrameSummary) -> str:
    path = Path(frame.filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
