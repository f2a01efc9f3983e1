"""MarkdownV2 as Telegram reads it: every special character must mean something or be escaped."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.errors import ApiError, bad_request
from sandbox.markup.links import link
from sandbox.markup.utf16 import length
from sandbox.records import Json

RESERVED = "_*[]()~`>#+-=|{}.!"
ENDS = {
    "Bold": "*", "Italic": "_", "Underline": "__", "Strikethrough": "~", "Spoiler": "||", "Code": "`",
    "Pre": "```", "PreCode": "```", "TextUrl": "]", "CustomEmoji": "]",
}  # fmt: skip
STARTS = {
    "__": "Underline", "_": "Italic", "*": "Bold", "~": "Strikethrough", "||": "Spoiler", "![": "CustomEmoji",
    "[": "TextUrl", "```": "Pre", "`": "Code",
}  # fmt: skip
KINDS = {
    "Bold": "bold", "Italic": "italic", "Underline": "underline", "Strikethrough": "strikethrough",
    "Spoiler": "spoiler", "Code": "code", "Pre": "pre", "PreCode": "pre", "Blockquote": "blockquote",
}  # fmt: skip
VERBATIM = {"Code", "Pre", "PreCode"}
EMOJI_LINK = "tg://emoji?id="


@dataclass
class _Open:
    """An entity that waits for its end."""

    kind: str
    begin: int
    offset: int
    written: int
    language: str = ""


@dataclass
class _Reader:
    """One pass over a text."""

    source: str
    position: int = 0
    out: list[str] = field(default_factory=list)
    offset: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def run(self) -> tuple[str, list[Json]]:
        while self.position < len(self.source):
            self._step()
        if self._in_blockquote() and self.open[-1].kind == "Blockquote":
            self._close_blockquote()
        if self.open:
            last = self.open[-1]
            raise self._wrong(f"Can't find end of {last.kind} entity at byte offset {self._bytes(last.begin)}")
        return "".join(self.out), self.entities

    def _step(self) -> None:
        character = self.source[self.position]
        following = self.source[self.position + 1 : self.position + 2]
        if character == "\\" and following and "\0" < following < "\x7f":
            self._write(following, 2)
        elif character == "\n" and self._in_blockquote():
            self._newline_in_blockquote()
        elif character not in ("`" if self._verbatim() else RESERVED):
            self._write(character, 1)
        elif self._at_end():
            self._end()
        elif self._expands():
            self.position += 2
            self._close_blockquote("expandable_blockquote")
        else:
            self._start()

    def _write(self, character: str, step: int) -> None:
        self.out.append(character)
        self.offset += length(character)
        self.position += step

    def _verbatim(self) -> bool:
        return bool(self.open) and self.open[-1].kind in VERBATIM

    def _in_blockquote(self) -> bool:
        return any(entity.kind == "Blockquote" for entity in self.open)

    def _at_end(self) -> bool:
        if not self.open or self.open[-1].kind == "Blockquote":
            return False
        kind = self.open[-1].kind
        if kind == "Italic" and self.source.startswith("__", self.position):
            return False
        return self.source.startswith(ENDS[kind], self.position)

    def _expands(self) -> bool:
        """`||` at the end of a quotation's line makes the quotation one that can be unfolded."""
        if not self.open or self.open[-1].kind != "Blockquote":
            return False
        after = self.source[self.position + 2 : self.position + 3]
        return self.source.startswith("||", self.position) and after in {"", "\n"}

    def _newline_in_blockquote(self) -> None:
        goes_on = self.source.startswith("\n>", self.position)
        if not goes_on and self.open[-1].kind == "Blockquote":
            self._close_blockquote()
        self._write("\n", 2 if goes_on else 1)

    def _close_blockquote(self, kind: str = "blockquote") -> None:
        entity = self.open.pop()
        self._add(entity, {"type": kind})

    def _start(self) -> None:
        begin = self.position
        if self.source[begin] == ">" and (not self.out or self.out[-1] == "\n"):
            self.open.append(_Open("Blockquote", begin, self.offset, len(self.out)))
            self.position += 1
            return
        mark = next((mark for mark in STARTS if self.source.startswith(mark, begin)), None)
        if mark is None or self._verbatim():
            reserved = self.source[begin]
            raise self._wrong(f"Character '{reserved}' is reserved and must be escaped with the preceding '\\'")
        self.position += len(mark)
        self.open.append(_Open(STARTS[mark], begin, self.offset, len(self.out)))
        if mark == "```":
            self._read_language(self.open[-1])

    def _read_language(self, entity: _Open) -> None:
        end = self.position
        while end < len(self.source) and not self.source[end].isspace() and self.source[end] != "`":
            end += 1
        if self.position < end < len(self.source) and self.source[end] != "`":
            entity.kind, entity.language = "PreCode", self.source[self.position : end]
            self.position = end
        if self.source.startswith("\n", self.position):
            self.position += 1

    def _end(self) -> None:
        entity = self.open.pop()
        self.position += len(ENDS[entity.kind])
        if entity.kind == "TextUrl":
            fields = self._linked("".join(self.out[entity.written :]))
        elif entity.kind == "CustomEmoji":
            fields = self._emoji()
        else:
            fields = {"type": KINDS[entity.kind]} | ({"language": entity.language} if entity.language else {})
        if fields is not None:
            self._add(entity, fields)

    def _linked(self, text: str) -> Json | None:
        if not self.source.startswith("(", self.position):
            return link(text)
        return link(self._address("a URL"))

    def _emoji(self) -> Json | None:
        if not self.source.startswith("(", self.position):
            raise self._wrong("Custom emoji entity must contain a tg://emoji URL")
        url = self._address("a custom emoji URL")
        if not url.startswith(EMOJI_LINK):
            raise self._wrong("Custom emoji URL must have scheme tg")
        return {"type": "custom_emoji", "custom_emoji_id": url.removeprefix(EMOJI_LINK)}

    def _address(self, what: str) -> str:
        begin = self.position = self.position + 1
        url = ""
        while self.position < len(self.source) and self.source[self.position] != ")":
            if self.source[self.position] == "\\" and self.position + 1 < len(self.source):
                self.position += 1
            url += self.source[self.position]
            self.position += 1
        if self.position >= len(self.source):
            raise self._wrong(f"Can't find end of {what} at byte offset {self._bytes(begin)}")
        self.position += 1
        return url

    def _add(self, entity: _Open, fields: Json) -> None:
        size = self.offset - entity.offset
        if size:
            kind = fields["type"]
            self.entities.append({**fields, "type": kind, "offset": entity.offset, "length": size})

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())

    @staticmethod
    def _wrong(reason: str) -> ApiError:
        return bad_request(f"can't parse entities: {reason}")


def parse_v2(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of a MarkdownV2 text. Raises a 400 `can't parse entities: ...`."""
    return _Reader(source).run()
