"""From what a bot sends (a text with a parse mode or with entities) to what a message carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import bad_request
from sandbox.markup import found, html
from sandbox.markup.given import checked
from sandbox.markup.markdown import parse_v2
from sandbox.markup.markdown_old import parse_legacy
from sandbox.markup.utf16 import length
from sandbox.records import Json

PARSERS: dict[str, Callable[[str], tuple[str, list[Json]]]] = {
    "html": html.parse,
    "markdownv2": parse_v2,
    "markdown": parse_legacy,
}
JOINED = {"bold", "italic", "underline", "strikethrough", "spoiler"}


@dataclass(frozen=True)
class Formatted:
    """A text with its entities."""

    text: str
    entities: list[Json] = field(default_factory=list)


def formatted(source: str, parse_mode: str, entities: Any, mentions: Callable[[int], Json | None]) -> Formatted:
    """Read a text. Raises a 400 `can't parse entities: ...` for bad markup or bad entities.

    `mentions` gives the user of a text mention; mentions of people who are not known become plain.
    """
    if parse_mode:
        parser = PARSERS.get(parse_mode.lower())
        if parser is None:
            raise bad_request("unsupported parse_mode")
        text, given = parser(source.replace("\r", ""))
    else:
        text, given = source.replace("\r", ""), checked(source, entities)
    text, given = _trimmed(text, _joined(given))
    given = [known for entity in given if (known := _with_user(entity, mentions))]
    return Formatted(text, found.merge(given, found.find(text)))


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
    if user is None and given:
        raise bad_request("user not found")
    if user is None:
        return None
    kept = {key: value for key, value in entity.items() if key != "user_id"}
    return {**kept, "user": user}
