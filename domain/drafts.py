"""A suggestion that is still being written: its parts come in any order and can all be changed."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from domain.messages import File, Location
from domain.showing import Shown
from domain.walkins import LINK


class Part(BaseModel):
    """The words of one message, so that editing that message changes them."""

    model_config = ConfigDict(frozen=True)

    message_id: int
    words: str


class Draft(BaseModel):
    """The draft of a suggestion, as it is stored after every step."""

    model_config = ConfigDict(frozen=True)

    parts: tuple[Part, ...] = ()
    files: tuple[File, ...] = ()
    category: str | None = None  # chosen by hand; None follows the words
    place: str = ""
    location: Location | None = None
    anonymous: bool = False
    phone: str = ""  # to be shown beside the name
    link: str = ""  # the deep link that it began with: s_CODE or r_CODE
    revision: int = 0
    shown: tuple[int, ...] = ()  # similar cases that its author has been shown
    held_up: bool = False  # whether it was not handed in at once because of them
    matter: int = 0  # raised in a contact: the draft began with its words
    reception: int = 0  # raised at a reception
    caller: str = ""  # for whom an officer registers it, if they gave a name
    caller_phone: str = ""  # and where they can be called

    @property
    def is_for_another(self) -> bool:
        """Whether an officer registers it for somebody who has no account."""
        return self.link == LINK

    def of(self, category: str) -> "Draft":
        """The same in a category, to be shown."""
        return self.model_copy(update={"category": category})

    @property
    def words(self) -> str:
        """All words, a paragraph a message."""
        return "\n".join(part.words for part in self.parts if part.words)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written or sent yet."""
        return not self.parts and not self.files

    @property
    def message_ids(self) -> set[int]:
        """The messages that it came in."""
        files = {file.message_id for file in self.files if file.message_id is not None}
        return files | {part.message_id for part in self.parts}

    def holds(self, message_id: int) -> bool:
        """Whether words of this message are part of it."""
        return any(part.message_id == message_id for part in self.parts)

    @property
    def says_something(self) -> bool:
        """Whether it can be handed in: words, a voice message or a photo."""
        return bool(self.words) or any(file.kind in ("voice", "photo") for file in self.files)

    @property
    def reveals(self) -> Shown:
        """What the representative will see of its author."""
        return Shown.NOTHING if self.anonymous else Shown.PHONE if self.phone else Shown.NAME

    @property
    def voices(self) -> int:
        """How many voice messages it holds."""
        return sum(file.kind == "voice" for file in self.files)

    def changed(self, **values: object) -> Self:
        """The draft with these values, and a new revision: buttons of older previews are stale then."""
        return self.model_copy(update={**values, "revision": self.revision + 1})

    def with_words(self, message_id: int, words: str) -> Self:
        """Add the words of a message, or put them in the place of what it said before it was edited."""
        part = Part(message_id=message_id, words=words)
        if self.holds(message_id):
            parts = tuple(part if known.message_id == message_id else known for known in self.parts)
        else:
            parts = (*self.parts, part)
        return self.changed(parts=tuple(p for p in parts if p.words))

    def with_file(self, file: File) -> Self:
        """Add a file; the same message twice changes nothing."""
        if any(known.message_id == file.message_id for known in self.files):
            return self
        return self.changed(files=(*self.files, file))
