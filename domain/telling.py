"""What a use case gives back: what is to be told, to whom, and where the conversation stands."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from domain.people import Address

ALBUM_PAUSE = timedelta(seconds=1.5)  # an album comes as several updates, and nothing says which is the last


class Priority(IntEnum):
    """What goes out first when much waits."""

    REPLY = 0
    REMINDER = 1
    NOTICE = 2


@dataclass(frozen=True)
class Told:
    """Somebody must hear something.

    `to` is a person, or an address for those who are no person yet. `kind` names the view that finds the words,
    `facts` are its arguments. A `dedupe` key makes it happen once, however often it is asked for.
    """

    to: int | Address
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)
    case: int | None = None  # suggestion id: replies to this message find it
    message: int | None = None  # case message id
    priority: Priority = Priority.REPLY
    dedupe: str | None = None
    expires: datetime | None = None
    delay: timedelta = timedelta()  # wait for more of the same: the parts of an album
    recipient: int | None = None  # of a notice: for whom this is it (storage/notice_recipients.py)
    gather: str | None = None  # an album: this takes the place of what was told of it and not sent yet


@dataclass(frozen=True)
class Talk:
    """Where a conversation stands: the step that waits for an answer, and the little that it needs to know."""

    step: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Due:
    """What one look of the clock brings: what is to be told, and whether there is more than fits into one look."""

    told: tuple[Told, ...] = ()
    more: bool = False


END = None  # the conversation is over


class _Keep:
    """The conversation stays where it is."""


KEEP = _Keep()


@dataclass(frozen=True)
class Outcome:
    """The result of a use case."""

    told: tuple[Told, ...] = ()
    talk: Talk | _Keep | None = KEEP
    toast: str | None = None  # the text's key, shown where a button was pressed
    facts: dict[str, Any] = field(default_factory=dict)  # of the toast
    alert: bool = False  # a toast that must be read and closed

    @classmethod
    def tell(cls, *told: Told, talk: Talk | _Keep | None = KEEP, toast: str | None = None) -> "Outcome":
        """The usual case in one call."""
        return cls(told=told, talk=talk, toast=toast)
