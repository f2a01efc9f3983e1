"""Entities that a bot gives itself, checked as Telegram checks them."""

from __future__ import annotations

from typing import Any

from sandbox.errors import bad_request
from sandbox.markup.html import is_emoji_id
from sandbox.markup.links import UrlError, normal_url
from sandbox.markup.utf16 import Ruler
from sandbox.records import Json

LABEL = "can't parse MessageEntity: "
PLAIN = {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "blockquote", "expandable_blockquote"}
FOUND_ANYWAY = {"url", "email", "mention", "hashtag", "cashtag", "bot_command", "phone_number", "bank_card_number"}
DETAILS = {"pre": "", "text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}


def checked(text: str, entities: Any) -> list[Json]:
    """The entities that hold; those that Telegram finds by itself are left to it. Raises 400 refusals."""
    if not isinstance(entities, list):
        return []
    ruler = Ruler(text)
    return [entity for given in entities if (entity := _checked(ruler, given)) is not None]


def _checked(ruler: Ruler, given: Any) -> Json | None:
    if not isinstance(given, dict):
        raise bad_request(f"{LABEL}expected an Object")
    start, size, kind = _number(given, "offset"), _number(given, "length"), given.get("type")
    if kind in FOUND_ANYWAY:
        return None
    if kind not in PLAIN and kind not in DETAILS:
        raise bad_request(f"{LABEL}Unsupported type specified")
    details = _details(given, str(kind))
    if size <= 0:
        return None
    _check_bounds(ruler, start, size)
    return {"type": kind, "offset": start, "length": size, **details}


def _number(given: Json, name: str) -> int:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        problem = f'Can\'t find field "{name}"' if value is None else f'Field "{name}" must be of type Number'
        raise bad_request(f"{LABEL}{problem}")
    return value


def _details(given: Json, kind: str) -> Json:
    name = DETAILS.get(kind, "")
    if kind == "pre":
        return {"language": given["language"]} if given.get("language") else {}
    if not name:
        return {}
    if given.get(name) is None:
        raise bad_request(f'{LABEL}Can\'t find field "{name}"')
    if kind == "custom_emoji" and not is_emoji_id(str(given[name])):
        raise bad_request(f'{LABEL}Field "custom_emoji_id" must be a valid Number')
    return {name: _entity_url(str(given[name])) if kind == "text_link" else given[name]}


def _entity_url(url: str) -> str:
    try:
        return normal_url(url)
    except UrlError as problem:
        raise bad_request(f"entity URL '{url}' is invalid: {problem}") from None


def _check_bounds(ruler: Ruler, start: int, size: int) -> None:
    end = start + size
    if start < 0:
        raise bad_request(f"receive an entity with incorrect offset {start}")
    if start > ruler.length:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {start}")
    if ruler.index(start) is None:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {start}")
    if end > ruler.length:
        reason = f"ends after the end of the text at UTF-16 offset {end}"
        raise bad_request(f"entity beginning at UTF-16 offset {start} {reason}")
    if ruler.index(end) is None:
        reason = f"ends in a middle of a UTF-16 symbol at UTF-16 offset {end}"
        raise bad_request(f"entity beginning at UTF-16 offset {start} {reason}")
