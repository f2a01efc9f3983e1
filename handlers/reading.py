"""What a message is, and what can be read off it: the filters, and the files in it."""

import re
import unicodedata

from telegram import Message, Update, User
from telegram.ext import filters

from domain.messages import File, Location
from handlers.turn import CURRENT

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # marks of the direction of writing
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs that show nothing
UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})  # controls, marks without a letter, blanks


def is_seen(words: str) -> bool:
    """Whether anything of it can be seen: what has no width, or only turns the rest round, says nothing."""
    return any(unicodedata.category(sign) not in UNSEEN and sign not in BLANK for sign in words)


class _Seen(filters.MessageFilter):
    """A text of which something can be seen."""

    def filter(self, message: Message) -> bool:
        return is_seen(message.text or "")


class _OnEarth(filters.MessageFilter):
    """A position that is somewhere."""

    def filter(self, message: Message) -> bool:
        return location_of(message) is not None


class _Sent(filters.MessageFilter):
    """A photo, voice message or document that can be sent on."""

    def filter(self, message: Message) -> bool:
        return file_of(message) is not None


PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
WORDS = PRIVATE & filters.TEXT & ~filters.COMMAND & _Seen()
FILES = PRIVATE & (filters.PHOTO | filters.VOICE | filters.Document.ALL) & _Sent()
PHOTO = PRIVATE & filters.PHOTO & _Sent()
POSITION = PRIVATE & (filters.LOCATION | filters.VENUE) & _OnEarth()
CONTACT = PRIVATE & filters.CONTACT
ANY = PRIVATE & ~filters.COMMAND
UNKNOWN_COMMAND = PRIVATE & filters.COMMAND
EDITED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE


class _OfCase(filters.UpdateFilter):
    """A reply to a message of a case, or a later part of an album that went into one."""

    def filter(self, update: Update) -> bool:
        turn = CURRENT.get()
        if turn.replied_case is not None:  # who replies to the very question that waits gives its answer
            return not (turn.talk and turn.talk.data.get("case") == turn.replied_case)
        if turn.album_case is None or update.message is None or not files_of(update.message):
            return False
        return not (turn.talk and turn.talk.step.startswith("suggest."))


OF_CASE = _OfCase()


def name_of(user: User) -> str:
    """An account's name as it may stand among other words: one line, and nothing in it turns the rest round."""
    name = " ".join(TURNING.sub("", user.full_name or "").split())[:64]
    return name if is_seen(name) else "…"


def message_of(update: Update) -> Message:
    """The message of an update that the filters let through."""
    message = update.effective_message
    if message is None:
        raise ValueError("an update without a message came through the filters")
    return message


def words_of(message: Message) -> str:
    """The words: a text, or a caption. Mentions and other markup are words like any."""
    return message.text or message.caption or ""


def file_of(message: Message) -> File | None:
    """The photo (its largest size), voice message or document of a message; none that has no id to send it on by."""
    found = _file(message)
    return found if found and found.file_id else None


def _file(message: Message) -> File | None:
    common = {"message_id": message.message_id, "album": message.media_group_id}
    if message.photo:
        best = message.photo[-1]
        return File(
            kind="photo", file_id=best.file_id, unique_id=best.file_unique_id, size=best.file_size or 0, **common
        )
    if message.voice:
        voice = message.voice
        return File(kind="voice", file_id=voice.file_id, unique_id=voice.file_unique_id,
                    mime=voice.mime_type or "", size=voice.file_size or 0, **common)  # fmt: skip
    if message.document:
        paper = message.document
        return File(kind="document", file_id=paper.file_id, unique_id=paper.file_unique_id, mime=paper.mime_type or "",
                    size=paper.file_size or 0, name=(paper.file_name or "")[:120], **common)  # fmt: skip
    return None


def files_of(message: Message) -> tuple[File, ...]:
    """The files of a message: one, or none."""
    file = file_of(message)
    return (file,) if file else ()


def location_of(message: Message) -> Location | None:
    """The position of a message: a location, or a venue's. None also for one that is nowhere on earth."""
    found = message.location or (message.venue.location if message.venue else None)
    try:
        return Location(latitude=found.latitude, longitude=found.longitude) if found else None
    except ValueError:
        return None
