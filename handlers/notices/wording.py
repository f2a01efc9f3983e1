"""From what somebody wrote to words with marks, and from these to the messenger's markup.

Marks may lie across each other, so every piece between two of their ends gets tags of its own: what comes out is always
well nested, whatever was stored.
"""

from html import escape
from itertools import pairwise

from telegram import Message

from domain.notices import Mark, Wording, worded
from locales import Html

TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s"}


def wording_of(message: Message) -> Wording:
    """The words of a message, or its caption, with what is bold or a link in them."""
    found = message.entities or message.caption_entities or ()
    marks = [(str(one.type), one.offset, one.length, one.url or "") for one in found]
    return worded(message.text or message.caption or "", marks)


def marked(wording: Wording) -> Html:
    """The words as the messenger takes them."""
    ends = {0, len(wording.words)}
    for mark in wording.marks:
        ends |= {mark.first, mark.first + mark.length}
    pieces = pairwise(sorted(end for end in ends if 0 <= end <= len(wording.words)))
    return Html("".join(_piece(wording, first, last) for first, last in pieces))


def _piece(wording: Wording, first: int, last: int) -> str:
    text = escape(wording.words[first:last], quote=False)
    over = [mark for mark in wording.marks if mark.first <= first and last <= mark.first + mark.length]
    if any(mark.kind == "code" for mark in over):
        return f"<code>{text}</code>"  # the messenger lets nothing else be in it
    for kind, tag in TAGS.items():
        if any(mark.kind == kind for mark in over):
            text = f"<{tag}>{text}</{tag}>"
    return _linked(text, over)


def _linked(text: str, over: list[Mark]) -> str:
    url = next((mark.url for mark in over if mark.kind == "text_link"), "")
    return f'<a href="{escape(url)}">{text}</a>' if url else text
