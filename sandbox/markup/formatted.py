"""From what a bot sends (a text with a parse mode or with entities) to what a message carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad_request
from sandbox.markup import found, html, markdown
from sandbox.markup.utf16 import Ruler, length
from sandbox.records import Json

PARSERS: dict[str, Callable[[str], tuple[str, list[Json]]]] = {
    "html": html.parse,
    "markdownv2": markdown.parse_v2,
    "markdown": markdown.parse_legacy,
}
JOINED = {"bold", "italic", "underline", "strikethrough", "spoiler"}
FOUND_LATER = {"url", "email", "mention", "hashtag", "cashtag", "bot_command", "phone_number", "bank_card_number"}


@dataclass(frozen=True)
class Formatted:
    """A text with its entities."""

    text: str
    entities: list[Json] = field(default_factory=list)


def formatted(
    source: str, parse_mode: str, entities: list[Json] | None, mentions: Callable[[int], Json | None]
) -> Formatted:
    """Read a text. Raises a 400 `can't parse entities: ...` for bad markup or bad entities.

    `mentions` gives the user of a text mention; mentions of people who are not known become plain.
    """
    if parse_mode:
        parser = PARSERS.get(parse_mode.lower())
        if parser is None:
            raise bad_request("unsupported parse_mode")
        text, given = parser(source.replace("\r", ""))
    else:
        text, given = source.replace("\r", ""), _checked(source, entities or [])
    text, given = _trimmed(text, _joined(given))
    given = [known for entity in given if (known := _with_user(entity, mentions))]
    return Formatted(text, found.merge(given, found.find(text)))


def _checked(text: str, entities: list[Any]) -> list[Json]:
    ruler = Ruler(text)
    checked = []
    for entity in entities:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise bad_request("can't parse MessageEntity: MessageEntity must be an Object with a type")
        start, size = int(entity.get("offset", 0)), int(entity.get("length", 0))
        if entity["type"] in FOUND_LATER or size <= 0:
            continue
        _check_bounds(ruler, start, size)
        checked.append({key: value for key, value in entity.items() if value is not None})
    return checked


def _check_bounds(ruler: Ruler, start: int, size: int) -> None:
    if start > ruler.length or start < 0:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
    if ruler.index(start) is None:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {start}")
    beginning = f"entity beginning at UTF-16 offset {start}"
    if start + size > ruler.length:
        raise bad_request(f"{beginning} ends after the end of the text at UTF-16 offset {start + size}")
    if ruler.index(start + size) is None:
        raise bad_request(f"{beginning} ends in a middle of a UTF-16 symbol at UTF-16 offset {start + size}")


def _joined(entities: list[Json]) -> list[Json]:
    """Touching or nested entities of one style are one."""
    joined: list[Json] = []
    for entity in sorted(entities, key=lambda entity: (int(entity["offset"]), -int(entity["length"]))):
        last = next((other for other in reversed(joined) if other["type"] == entity["type"]), None)
        end = entity["offset"] + entity["length"]
        if last and entity["type"] in JOINED and entity["offset"] <= last["offset"] + last["length"]:
            last["length"] = max(last["offset"] + last["length"], end) - last["offset"]
        else:
            joined.append(dict(entity))
    return joined


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without white space around it, the entities moved and cut along."""
    without_left = text.lstrip()
    cut = length(text) - length(without_left)
    result = without_left.rstrip()
    end = length(result)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        stop = min(end, entity["offset"] + entity["length"] - cut)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return result, moved


def _with_user(entity: Json, mentions: Callable[[int], Json | None]) -> Json | None:
    if entity["type"] != "text_mention":
        return entity
    given = entity.get("user") or {}
    user = mentions(int(entity.get("user_id") or given.get("id") or 0))
    if user is None:
        return None
    kept = {key: value for key, value in entity.items() if key != "user_id"}
    return {**kept, "user": user}
