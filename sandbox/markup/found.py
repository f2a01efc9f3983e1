"""Entities that Telegram finds by itself: addresses, mentions, hashtags, commands, phone numbers."""

from __future__ import annotations

import re

from sandbox.markup.utf16 import Ruler
from sandbox.records import Json

TOP_LEVEL = r"(?:com|org|net|cn|me|info|io|gov|edu|eu|de|uk|ru|dev|app|top|xyz|cc|tv|co)"
# Chinese punctuation ends an address: it stands close to words, without a space.
STOP = r"\s<>\"'\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09\u300a\u300b\u201c\u201d"
PATTERNS = (
    (
        "url",
        re.compile(
            rf"(?<![\w@.])(?:https?://[^{STOP}]+"
            rf"|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+{TOP_LEVEL}(?![\w.-]*@)\b(?:[/?#][^{STOP}]*)?)",
            re.IGNORECASE | re.ASCII,
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE | re.ASCII)),
    (
        "bot_command",
        re.compile(r"(?<![^\s(\[{\u300c\uff08])/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/])", re.I | re.A),
    ),
    ("mention", re.compile(r"(?<![\w@./])@[a-z0-9_]{4,32}\b", re.IGNORECASE | re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#@/])#(?=\w*[^\W\d])\w{1,256}")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}\b(?!\w)")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d{1,3}[ -]?\d{3,4}[ -]?\d{3,4}(?:[ -]?\d{1,4})?(?!\w)")),
)
TRAILING = ".,:;!?\"')]}"
OPAQUE = {"code", "pre", "text_link", "text_mention", "custom_emoji"}


def find(text: str) -> list[Json]:
    """The entities that stand in a plain text, sorted, none overlapping another."""
    ruler = Ruler(text)
    taken: list[tuple[int, int]] = []
    entities: list[Json] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.start(), match.start() + len(match[0].rstrip(TRAILING))
            if end <= start or any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            offset = ruler.offset(start)
            entities.append({"type": kind, "offset": offset, "length": ruler.offset(end) - offset})
    return sorted(entities, key=lambda entity: int(entity["offset"]))


def merge(given: list[Json], found: list[Json]) -> list[Json]:
    """Entities given by the sender, with those found that don't cut across them."""
    fitting = [entity for entity in found if not any(_hinders(other, entity) for other in given)]
    return sorted(given + fitting, key=lambda entity: (int(entity["offset"]), -int(entity["length"])))


def _hinders(given: Json, entity: Json) -> bool:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    other, other_end = given["offset"], given["offset"] + given["length"]
    overlaps = start < other_end and other < end
    nested = (other <= start and end <= other_end) or (start <= other and other_end <= end)
    return bool(overlaps and (given["type"] in OPAQUE or not nested))
