"""HTML as Telegram reads it: a few tags, exact complaints, and no forgiveness for what is left open.

Offsets in complaints are byte offsets into the UTF-8 text, as Telegram's are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sandbox.errors import ApiError, bad_request
from sandbox.markup.links import link
from sandbox.markup.utf16 import length
from sandbox.records import Json

STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
TAGS = {*STYLES, "a", "tg-emoji"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:#(\d{1,8})|#x([0-9a-f]{1,8})|(lt|gt|amp|quot));?", re.IGNORECASE)
SPACE = " \t\r\n\f\v\0"


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    start: int


@dataclass
class _Reader:
    """One pass over a text."""

    source: str
    position: int = 0
    out: list[str] = field(default_factory=list)
    offset: int = 0
    written: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def run(self) -> tuple[str, list[Json]]:
        while self.position < len(self.source):
            if self.source[self.position] != "<":
                self._write(self._character())
            elif self.source.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise self._wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return "".join(self.out), self.entities

    def _character(self) -> str:
        match = CHARACTER.match(self.source, self.position)
        character = _decoded(match) if match else ""
        if match and character:
            self.position = match.end()
            return character
        self.position += 1
        return self.source[self.position - 1]

    def _write(self, character: str) -> None:
        self.out.append(character)
        self.offset += length(character)
        self.written += 1

    def _start_tag(self) -> None:
        begin = self.position
        self.position += 1
        tag = self._until(SPACE + ">").lower()
        if self.position >= len(self.source):
            raise self._wrong("Unclosed start tag", begin)
        if tag not in TAGS:
            raise self._wrong(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        while self._skip_space() and self.source[self.position] != ">":
            argument = _argument(tag, *self._attribute(tag, begin)) or argument
        if self.position >= len(self.source):
            raise self._wrong(f'Unclosed start tag "{tag}"', begin)
        self.position += 1
        if tag == "span" and argument != "spoiler":
            raise self._wrong('Tag "span" must have class "tg-spoiler"', begin)
        if tag == "tg-emoji" and not is_emoji_id(argument):
            raise self._wrong("Invalid custom emoji identifier specified")
        self.open.append(_Open(tag, argument, self.offset, self.written))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str | None]:
        name = self._until(SPACE + "=>/\"'").lower()
        if not name:
            raise self._wrong(f'Empty attribute name in the tag "{tag}"', begin)
        if not self._skip_space() or self.source[self.position] != "=":
            return name, None
        self.position += 1
        if not self._skip_space():
            raise self._wrong(f'Unclosed start tag "{tag}"', begin)
        quote = self.source[self.position]
        return name, self._quoted(quote, begin) if quote in "\"'" else self._bare()

    def _quoted(self, quote: str, begin: int) -> str:
        self.position += 1
        value = ""
        while self.position < len(self.source) and self.source[self.position] != quote:
            value += self._character()
        if self.position >= len(self.source):
            raise self._wrong("Unclosed start tag", begin)
        self.position += 1
        return value

    def _bare(self) -> str:
        begin = self.position
        match = re.compile(r"[A-Za-z0-9.-]*").match(self.source, begin)
        self.position = match.end() if match else begin
        if self.position < len(self.source) and self.source[self.position] not in SPACE + ">":
            raise self._wrong("Unexpected end of name token", begin)
        return self.source[begin : self.position].lower()

    def _end_tag(self) -> None:
        begin = self.position
        if not self.open:
            raise self._wrong("Unexpected end tag", begin)
        self.position += 2
        found = self._until(SPACE + ">").lower()
        if not self._skip_space() or self.source[self.position] != ">":
            raise self._wrong("Unclosed end tag", begin)
        tag = self.open[-1].tag
        if found and found != tag:
            raise self._wrong("Unmatched end tag", begin, f', expected "</{tag}>", found "</{found}>"')
        self.position += 1
        self._close(self.open.pop())

    def _close(self, tag: _Open) -> None:
        if self.offset == tag.offset:
            return
        inner = "".join(self.out[tag.start :])
        span = {"offset": tag.offset, "length": self.offset - tag.offset}
        entity = _entity(tag, inner)
        if entity is None or self._joins_language(tag, span):
            return
        self.entities.append({"type": entity.pop("type"), **span, **entity})

    def _joins_language(self, tag: _Open, span: Json) -> bool:
        """`<pre><code class="language-x">` is one entity that knows its language."""
        last = self.entities[-1] if self.entities else None
        if tag.tag != "pre" or last is None or last["type"] != "code":
            return False
        if (last["offset"], last["length"]) != (span["offset"], span["length"]):
            return False
        last["type"] = "pre"
        return True

    def _until(self, stops: str) -> str:
        begin = self.position
        while self.position < len(self.source) and self.source[self.position] not in stops:
            self.position += 1
        return self.source[begin : self.position]

    def _skip_space(self) -> bool:
        """Step over spaces; whether anything follows."""
        while self.position < len(self.source) and self.source[self.position] in SPACE:
            self.position += 1
        return self.position < len(self.source)

    def _wrong(self, reason: str, at: int | None = None, more: str = "") -> ApiError:
        where = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {reason}{where}{more}")


def parse(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of an HTML text. Raises a 400 `can't parse entities: ...`."""
    text, entities = _Reader(source).run()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, entities


def is_emoji_id(text: str) -> bool:
    """Whether a text is the number of a custom emoji (a signed number of 64 bits)."""
    return text.isascii() and text.isdigit() and 0 < int(text) < 2**63


def _decoded(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED[name.lower()]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if 0 < number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else ""


def _argument(tag: str, name: str, value: str | None) -> str:
    """What an attribute means for its tag; attributes that mean nothing are ignored."""
    match tag, name:
        case "blockquote", "expandable":
            return "expandable"
        case "a", "href":
            return value or ""
        case ("tg-emoji", "emoji-id"):
            return value or ""
        case "code", "class":
            return (value or "").removeprefix("language-") if (value or "").startswith("language-") else ""
        case "span", "class":
            return (value or "").removeprefix("tg-") if (value or "").startswith("tg-") else ""
    return ""


def _entity(tag: _Open, inner: str) -> Json | None:
    if tag.tag == "a":
        return link(tag.argument or inner)
    if tag.tag == "tg-emoji":
        return {"type": "custom_emoji", "custom_emoji_id": tag.argument}
    kind = STYLES[tag.tag]
    if kind == "blockquote" and tag.argument:
        return {"type": "expandable_blockquote"}
    return {"type": kind, "language": tag.argument} if kind == "code" and tag.argument else {"type": kind}
