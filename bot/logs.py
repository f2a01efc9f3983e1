"""What the operator reads: one line an event, `key=value` or JSON, and never a name, a word, a phone or a token.

The number of the update is on every line that an update led to, from its arrival to the last message that answers it.
Libraries are heard from warnings on: below that they write down what they send.
"""

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from bot.config import LogSection
from bot.faults import OURS, course, discreet

UPDATE: ContextVar[int | None] = ContextVar("update", default=None)  # what is being worked on here
QUIET = 60.0  # seconds after which a trouble that comes and goes is told again
MORE = "more like this went without a line"
UNSEEN = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # controls, ends of lines, turns of direction
BARE = re.compile(r"[\w.:@/+-]+")


def event(log: logging.Logger, what: str, **facts: object) -> None:
    """Something that went as it should: only who asks for `debug` reads of it. Facts are numbers and codes."""
    if log.isEnabledFor(logging.DEBUG):
        log.debug(what, extra={"facts": facts})


def fields(record: logging.LogRecord) -> dict[str, Any]:
    """What a line tells, in its order."""
    update, facts = UPDATE.get(), getattr(record, "facts", {})
    found = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "part": record.name,
        "event": discreet(record.getMessage()),
        **({} if update is None else {"update": update}),
        **facts,
    }
    if record.exc_info and record.exc_info[1] is not None:
        found["error"] = discreet(course(record.exc_info[1]))
    return found


class Seldom:
    """What may come by the hundred while something fails: one line in QUIET, which tells how many went without one.

    The others are for who asks for `debug`.
    """

    def __init__(self, log: logging.Logger, level: int, now: Callable[[], float] = time.monotonic) -> None:
        self._log, self._level, self._now = log, level, now
        self._last, self._unsaid = -QUIET, 0

    def say(self, words: str, *values: object) -> None:
        """It happened once more."""
        if (unsaid := self._turn()) is None:
            self._log.debug(words, *values)
        else:
            self._log.log(self._level, words + (f" Before it, {unsaid} {MORE}." if unsaid else ""), *values)

    def note(self, error: BaseException, words: str, *values: object) -> None:
        """It failed once more: a line shows how it came to that, as those of `bot.faults.note` do."""
        if (unsaid := self._turn()) is None:
            self._log.debug(f"{words} (%s)", *values, type(error).__name__)
        else:
            more = f"; before it, {unsaid} {MORE}" if unsaid else ""
            self._log.log(self._level, f"{words}{more}:\n%s", *values, course(error))

    def _turn(self) -> int | None:
        """How many went without a line, if this one has one."""
        now = self._now()
        if now - self._last < QUIET:
            self._unsaid += 1
            return None
        unsaid, self._last, self._unsaid = self._unsaid, now, 0
        return unsaid


class TextFormatter(logging.Formatter):
    """`time=... level=info part=bot.handling event=handled update=17`."""

    def format(self, record: logging.LogRecord) -> str:
        return " ".join(f"{name}={_quoted(str(value))}" for name, value in fields(record).items())


class JsonFormatter(logging.Formatter):
    """The same as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        return _json(fields(record))


FORMATTERS: dict[str, type[logging.Formatter]] = {"text": TextFormatter, "json": JsonFormatter}


def begin(section: LogSection) -> None:
    """Write to standard error from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATTERS[section.format]())
    level = section.level.upper()
    logging.basicConfig(level=max(logging.WARNING, logging.getLevelName(level)), handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns of every tick that waits for the database
    for part in OURS:
        logging.getLogger(part).setLevel(level)


def _quoted(text: str) -> str:
    return text if BARE.fullmatch(text) else _json(text)


def _json(value: object) -> str:
    """On one line and in the order in which it stands, whatever shows it: JSON leaves some marks as they are."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
