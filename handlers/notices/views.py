"""What those see of notices who get them, and of the kinds that they can choose."""

from typing import Literal

from domain.messages import Button, Message
from domain.notices import KINDS, Notice
from handlers.notices.wording import marked
from handlers.viewing import button, view
from locales import Html, Text


@view("notice.read")
def read(t: Text, notice: Notice, language: str, mutable: bool, edits: int) -> list[Message]:
    """The notice itself: an album and then its words, or the words under the one file. A preview is the same."""
    said = t.into(language) if language else t
    content = notice.content
    words = Html(said("notice.head", sender=notice.sender) + "\n\n" + marked(content.text(said.language, "zh")))
    buttons = _under(said, notice, mutable)
    if content.is_caption:
        return [Message(text=words, files=content.files, buttons=buttons, edits=edits)]
    album = [Message(files=content.files)] if content.files and not edits else []
    return [*album, Message(text=words, buttons=buttons, edits=edits)]


def _under(t: Text, notice: Notice, mutable: bool) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    if notice.content.link:
        rows.append((Button(label=notice.content.link.said(t.language), url=notice.content.link.url),))
    if notice.content.noted:
        rows.append((button(t("notice.note"), "notice.noted", notice.id),))
    if mutable:
        rows.append((button(t("notice.which"), "notices"),))
    return tuple(rows)


@view("notice.reminder")
def reminder(t: Text, notice: Notice) -> Message:
    """For who has not said that they read it."""
    rows = ((button(t("notice.note"), "notice.noted", notice.id),),)
    return Message(text=t("notice.reminder", sender=notice.sender, title=notice.content.title), buttons=rows)


@view("notice.hint_files")
def hint_files(t: Text) -> Message:
    """Words where files are waited for."""
    return Message(text=t("notice.hint_files"))


@view("notice.withdrawn")
def withdrawn(t: Text, edits: int, blanks: tuple[int, ...], blank: Literal["", "photo", "document"]) -> list[Message]:
    """In place of what can't be deleted any more: each message of an album, and the words."""
    text = t("notice.withdrawn")
    emptied = [Message(text=text, edits=id_, blanks=blank) for id_ in blanks]
    return emptied if edits in blanks else [*emptied, Message(text=text, edits=edits)]


@view("notice.take_back")
def take_back(t: Text, messages: tuple[int, ...]) -> Message:
    """Gone from the chat."""
    return Message(takes_back=messages)


@view("notices.kinds")
def kinds(t: Text, unwanted: frozenset[str], fresh: bool) -> Message:
    """The kinds, and a button for each that one can do without."""
    lines: list[str] = [t("notices.title")]
    rows: list[tuple[Button, ...]] = []
    for kind in KINDS:
        if kind.owed:
            continue
        on = kind.code not in unwanted
        lines.append(t("notices.on" if on else "notices.off", kind=t(f"notice.kind_{kind.code}")))
        label = t("notices.mute" if on else "notices.unmute", kind=t(f"notice.kind_{kind.code}"))
        rows.append((button(label, "notices.kind", value=f"{kind.code}_{int(not on)}"),))
    lines += ["", t("notices.owed")]
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card="notices", fresh=fresh)
