"""Notices: what is written in one, of which kind it is, and how it stands with each of those who get it.

Words are plain, and what is bold or a link in them stands beside as marks, by places in the words. So nothing that
somebody wrote ever becomes markup by itself (`handlers/notices/wording.py` renders it).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from domain.messages import File
from domain.notices.audience import Audience
from domain.people import Role

WORDS, CAPTION = 3600, 800  # UTF-16 units: the messenger takes 4,096 and, under a file, 1,024, with what we add
FILES = 10
LABEL, URL = 30, 512  # characters
CHINESE = re.compile("[\u3400-\u9fff]")
TITLE = 40  # characters of a notice's beginning, where it stands in a list


@dataclass(frozen=True)
class Kind:
    """What a notice is about. Residents choose which kinds they get, but for those that are owed to them."""

    code: str
    senders: frozenset[Role]
    owed: bool = False  # nobody can mute it
    office: bool = False  # only for those in office


STAFF = frozenset({Role.ADMIN, Role.OFFICER})
KINDS: tuple[Kind, ...] = (
    Kind("life", STAFF),  # water, power, roads: what changes around one
    Kind("meet", STAFF),  # where and when representatives can be met
    Kind("ask", STAFF),  # what residents are asked about
    Kind("news", STAFF),  # of representatives and stations
    Kind("work", STAFF, owed=True, office=True),  # the work of those in office
    Kind("law", frozenset({Role.ADMIN}), owed=True),  # what the law wants announced
)
BY_CODE = {kind.code: kind for kind in KINDS}
MUTABLE = tuple(kind.code for kind in KINDS if not kind.owed)


class Reached(StrEnum):
    """How it stands with one of those who get a notice."""

    WAITING = "waiting"
    HANDED = "handed"  # on its way
    SENT = "sent"
    UNREACHABLE = "unreachable"  # blocked the bot, or the account is gone
    FAILED = "failed"  # the messenger refuses it
    SKIPPED = "skipped"  # left, or muted its kind, since the notice began
    WITHDRAWN = "withdrawn"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mark(_Part):
    """Some of the words look otherwise; places and lengths are in characters."""

    kind: Literal["bold", "italic", "underline", "strikethrough", "code", "text_link"]
    first: int
    length: int
    url: str = ""


MARKS = frozenset({"bold", "italic", "underline", "strikethrough", "code", "text_link"})


class Wording(_Part):
    """The words of a notice in one language."""

    words: str = ""
    marks: tuple[Mark, ...] = ()


class Link(_Part):
    """A button that opens a page. What stands on it is said in each language, or once for all."""

    label: str
    url: str
    labels: dict[str, str] = {}

    def said(self, language: str) -> str:
        """What stands on it for who reads a language."""
        return self.labels.get(language, self.label)


class Content(_Part):
    """All that is in a notice."""

    texts: dict[str, Wording] = {}
    files: tuple[File, ...] = ()
    link: Link | None = None
    noted: bool = False  # whether those who get it are asked to say that they have read it
    kind: str = "news"

    def text(self, language: str, default: str) -> Wording:
        """The words for who reads a language: where there are none in it, those in the city's, else any."""
        found = self.texts.get(language) or self.texts.get(default)
        return found or next(iter(self.texts.values()), Wording())

    @property
    def languages(self) -> tuple[str, ...]:
        """Those in which it differs: with words of their own, or with what stands on the button."""
        return tuple(dict.fromkeys((*self.texts, *(self.link.labels if self.link else ()))))

    @property
    def is_caption(self) -> bool:
        """Whether the words stand under the one file; else they are a message of their own."""
        return len(self.files) == 1 and all(units(text.words) <= CAPTION for text in self.texts.values())

    @property
    def title(self) -> str:
        """The beginning of the words, for lists."""
        words = next((text.words for text in self.texts.values() if text.words), "")
        line = " ".join(words.split())
        return line if len(line) <= TITLE else line[: TITLE - 1] + "…"

    @property
    def owed(self) -> bool:
        """Whether nobody can mute it."""
        return BY_CODE[self.kind].owed


@dataclass(frozen=True)
class Notice:
    """A notice as it is stored. Its unit, or its station, is whose it is; to whom it goes stands in `audience`."""

    id: int
    author_id: int
    role: Role
    unit_id: int
    station_id: int | None
    sender: str  # the name of the unit or station
    state: "State"
    version: int
    content: Content
    audience: Audience
    revision: int  # of the words: a correction makes it larger by one
    created_at: datetime
    send_at: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    upto: int = 0  # who gets it is chosen up to this person (id)
    chosen: bool = False  # all are
    paced_at: datetime | None = None  # since when it has been going without a stop,
    paced_done: int = 0  # and how many were done by then
    shown_at: datetime | None = None  # when its progress was shown last,
    shown_done: int = 0  # and how many were done by then
    reminded_at: datetime | None = None  # when those were to be reminded who did not say that they have read it,
    remind_upto: int | None = None  # and were up to this person (id); None where nobody is to be


class State(StrEnum):
    """Where a notice stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Progress:
    """How many of those who get a notice stand where."""

    counts: dict[Reached, int]
    noted: int = 0

    def of(self, *states: Reached) -> int:
        """How many stand in one of these."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def left(self) -> int:
        """How many wait, or are on their way."""
        return self.of(Reached.WAITING, Reached.HANDED)

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def steps(self) -> int:
        """What grows with everything that happens: a card that shows the same number shows the same state."""
        return self.done + self.of(Reached.WITHDRAWN)

    @property
    def done(self) -> int:
        """All with whom it is over."""
        return self.total - self.left


A_SECOND = 25  # messages a second, until it is known how fast it goes


def minutes(left: int, done: int, seconds: float) -> int:
    """The whole minutes that so many still take, by how many were done in so many seconds; at least one."""
    pace = done / seconds if done and seconds >= 10 else A_SECOND
    return max(1, -(-int(left / pace) // 60))


def units(words: str) -> int:
    """The length that the messenger counts: UTF-16 units."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def worded(text: str, found: Iterable[tuple[str, int, int, str]]) -> Wording:
    """What somebody wrote, with the marks that we keep: (kind, place and length in UTF-16 units, url).

    Blanks around it go; links that lead anywhere but to a page are words like any.
    """
    places = [0]
    for character in text:
        places.append(places[-1] + (2 if ord(character) > 0xFFFF else 1))
    at = {place: n for n, place in enumerate(places)}
    blank = len(text) - len(text.lstrip())
    words = text.strip()
    marks = []
    for kind, offset, length, url in found:
        first, last = at.get(offset), at.get(offset + length)
        if kind not in MARKS or first is None or last is None or (kind == "text_link" and not is_page(url)):
            continue
        first, last = max(0, first - blank), min(len(words), last - blank)
        if last > first:
            kept = url if kind == "text_link" else ""
            marks.append(Mark.model_validate({"kind": kind, "first": first, "length": last - first, "url": kept}))
    return Wording(words=words, marks=tuple(marks))


def is_page(url: str) -> bool:
    """Whether it is the address of a page, as the messenger takes it for a button."""
    if len(url) > URL or not url.isprintable() or any(sign in url for sign in " <>\"'`\\{}|^"):
        return False
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port  # noqa: F841 - it raises for one that is none
    except (ValueError, UnicodeError):
        return False
    names = host.split(".")
    return parts.scheme in ("http", "https") and len(names) > 1 and all(names) and parts.username is None


def read_link(words: str, language: str = "zh") -> Link | None:
    """A button: what stands on it, and an address; None where either is missing or can't be.

    Two lines are what stands on it in both languages: the one with Chinese characters is the Chinese one; where both
    have some, or neither, the first is that of `language`.
    """
    urls: set[str] = set()
    labels = []
    for line in filter(None, (" ".join(line.split()) for line in words.splitlines())):
        label, _, url = line.rpartition(" ")
        if is_page(url):
            urls.add(url)
        else:
            label = line
        labels += [label] if label else []
    if len(urls) != 1 or len(labels) not in (1, 2) or any(len(label) > LABEL for label in labels):
        return None
    return Link(label=labels[0], url=urls.pop(), labels=_by_language(labels, language))


def _by_language(labels: list[str], language: str) -> dict[str, str]:
    if len(labels) < 2:
        return {}
    chinese = [bool(CHINESE.search(label)) for label in labels]
    is_first = language == "zh" if chinese[0] is chinese[1] else chinese[0]
    first, second = labels
    return {"zh": first, "en": second} if is_first else {"en": first, "zh": second}


def fits(kind: Kind, audience: Audience, role: Role) -> bool:
    """Whether somebody in this role may send a notice of this kind to these people."""
    return role in kind.senders and (not kind.office or audience.group.is_office)
