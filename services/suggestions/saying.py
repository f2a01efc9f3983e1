"""What is said in a case is kept for good, and goes out together.

The parts of an album come one by one, with no mark on the last. Each joins the message of the first, and what is told
of it takes the place of what was not sent yet; so it arrives as one album, with one answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.messages import File
from domain.people import Actor, Role
from domain.suggestions import Suggestion
from domain.telling import ALBUM_PAUSE, Told
from services.commands import Command
from storage import relays, suggestions
from storage.tx import Tx


class Say(Command):
    """Words and files for the case that the conversation is about."""

    message_id: int
    words: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What was kept: the case message (its id) with all that it holds now."""

    message: int
    words: str
    files: tuple[File, ...]
    continues: bool = False  # a later part of an album, whose first part did all the rest
    album: str | None = None

    def together(self, told: Told) -> Told:
        """The same, gathered with what is told of the album's other parts."""
        return replace(told, gather=self.album, delay=ALBUM_PAUSE) if self.album else told


def keep(tx: Tx, actor: Actor, case: Suggestion, kind: str, role: Role, said: Say, now: datetime) -> Kept:
    """Keep words and files, and which message of the writer's own chat they came in: replies to it find the case."""
    album = said.files[0].album if said.files else None
    begun = suggestions.begun(tx, case.id, actor.person, album) if album and not said.words else None
    if begun is not None:
        suggestions.attach(tx, begun.id, said.files)
        kept = Kept(begun.id, begun.words, suggestions.files_of(tx, begun.id), continues=True, album=album)
    else:
        id_ = suggestions.say(tx, case.id, kind, actor.person, role, said.words, said.files, now)
        kept = Kept(id_, said.words, said.files, album=album)
    relay(tx, actor, said.message_id, case, kept.message)
    return kept


def relay(tx: Tx, actor: Actor, message_id: int, case: Suggestion, message: int | None) -> None:
    """Remember a message in the writer's own chat as part of the case."""
    if message_id:
        relays.bind(tx, actor.here, message_id, case.id, message)
