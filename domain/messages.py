"""A message on its way out, in words of no particular messenger."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.charts import Chart


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Button(_Part):
    """A button under a message: it answers with a code, or opens a link."""

    label: str
    code: str | None = None
    url: str | None = None


class File(_Part):
    """A photo, a voice message or a document that the messenger keeps for us."""

    kind: Literal["photo", "voice", "document"]
    file_id: str
    unique_id: str = ""
    mime: str = ""
    size: int = 0
    name: str = ""
    album: str | None = None
    message_id: int | None = None  # where it came in


class Document(_Part):
    """A document that we wrote ourselves. On its way its contents lie apart from the message (`storage/outbox.py`)."""

    name: str
    mime: str
    content: str = ""
    binary: bool = False  # whether the contents are no text, and written in base64
    sheet: bool = False  # whether they are the rows of a table, of which a workbook is made when it is sent


class Location(_Part):
    """A position on the map."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Ask(_Part):
    """Big buttons in place of the keyboard, each of which writes its label."""

    rows: tuple[tuple[str, ...], ...]
    location: str | None = None  # the label of a button that shares the position
    contact: str | None = None  # the label of a button that shares the own telephone number


class Card(_Part):
    """A card to be cut out: for whom, and the link in its code."""

    name: str
    link: str


class Cards(_Part):
    """A sheet of cards to be printed, with what stands on each of them."""

    title: str
    how: tuple[str, ...]  # what to do with it, a language each
    until: tuple[str, ...]
    cards: tuple[Card, ...]


class Message(_Part):
    """One message: simple HTML (b, i, a, blockquote, code) or files with a caption, and its buttons.

    A `card` is known by its subject and edited in place; `fresh` sends it anew and lets the old one go. One that
    `closes` with nothing to show only takes the card's buttons away.
    """

    text: str = ""
    files: tuple[File, ...] = ()
    document: Document | None = None
    location: Location | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    ask: Ask | None = None
    drop_ask: bool = False  # take big buttons away again
    card: str | None = None
    topic: str = ""  # for a group that has topics: what that of the case is called, if it must be opened
    fresh: bool = True
    picture: str = ""  # a link whose code to be scanned is drawn when it is sent; the text is its caption
    chart: Chart | None = None  # drawn when it is sent; the text is its caption
    cards: Cards | None = None  # the same, as a document to be printed
    secret: bool = False  # nothing of it is kept once it was sent, or could not be
    instead: str = ""  # of a secret: what is said in its place if it could not be sent
    closes: bool = False  # the card ends with this message: nothing changes it any more
    edits: int = 0  # no new message: an earlier one (id) that is to look like this, its caption where it has a file
    blanks: Literal["", "photo", "document"] = ""  # the earlier one loses its file: an empty one takes its place
    takes_back: tuple[int, ...] = ()  # no message at all: earlier ones (ids) that go
    menu: tuple[tuple[str, str], ...] = ()  # no message at all: the commands of this chat, (name, description)

    @property
    def only_closes(self) -> bool:
        """Whether it shows nothing, and only ends a card."""
        return self.closes and not (self.text or self.files or self.document)

    def kept(self) -> "Message":
        """What may be kept of it while it is not on its way: of a secret that it is gone, and to be made anew."""
        return Message(text=self.instead) if self.secret else self
