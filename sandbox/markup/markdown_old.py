"""The old Markdown, kept by Telegram for old bots: four marks, no nesting."""

from __future__ import annotations

from sandbox.errors import bad_request
from sandbox.markup.links import link
from sandbox.markup.utf16 import length
from sandbox.records import Json

MARKS = {"*": "bold", "_": "italic", "`": "code", "[": "text_link"}


def parse_legacy(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities of a text in the old Markdown. Raises a 400 `can't parse entities: ...`."""
    text, entities, position = "", [], 0
    while position < len(source):
        character = source[position]
        if character == "\\" and source[position + 1 : position + 2] in {*MARKS} - {""}:
            text, position = text + source[position + 1], position + 2
        elif character not in MARKS:
            text, position = text + character, position + 1
        else:
            inner, fields, position = _entity(source, position)
            if fields is not None and inner:
                entities.append({**fields, "offset": length(text), "length": length(inner)})
            text += inner
    return text, entities


def _entity(source: str, begin: int) -> tuple[str, Json | None, int]:
    """The inner text, the entity without its place, and where the source goes on."""
    if source.startswith("```", begin):
        return _block(source, begin)
    mark = source[begin]
    end = source.find("]" if mark == "[" else mark, begin + 1)
    if end < 0:
        raise _unended(source, begin)
    inner = source[begin + 1 : end]
    if mark != "[":
        return inner, {"type": MARKS[mark]}, end + 1
    if not source.startswith("(", end + 1):
        return inner, link(inner), end + 1
    close = source.find(")", end + 2)
    if close < 0:
        return inner, link(source[end + 2 :]), len(source)
    return inner, link(source[end + 2 : close]), close + 1


def _block(source: str, begin: int) -> tuple[str, Json | None, int]:
    end = source.find("```", begin + 3)
    if end < 0:
        raise _unended(source, begin)
    language, newline, code = source[begin + 3 : end].partition("\n")
    if not newline or (language and not language.isalnum()):
        return source[begin + 3 : end], {"type": "pre"}, end + 3
    return code, {"type": "pre"} | ({"language": language} if language else {}), end + 3


def _unended(source: str, begin: int) -> Exception:
    offset = len(source[:begin].encode())
    return bad_request(f"can't parse entities: Can't find end of the entity starting at byte offset {offset}")
