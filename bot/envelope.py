"""What can be seen of an update before anybody reads it: whose it is, in which chat, and that it can be stored at all.

Nothing here trusts the shape of what came. An update that makes no sense has no sender and the chat "0"; it is stored
like any other, and harms only itself.
"""

import re
from typing import Any, TypeGuard

import orjson

from domain.people import Address
from handlers.application import UPDATES
from handlers.turn import Incoming

LARGEST = 2**63 - 1  # no database holds a larger number
DEEPEST = 200  # as deep as JSON is kept; our writer of JSON goes no deeper than 254
# What the messenger itself says in a group.
SERVICE = frozenset({
    "migrate_to_chat_id", "migrate_from_chat_id", "new_chat_members", "left_chat_member", "group_chat_created",
    "supergroup_chat_created", "pinned_message",
})  # fmt: skip
ODD = re.compile(r"\\u0000|[:,\[-]\d{19}")  # in JSON: what may not be storable


def is_update(thing: Any) -> TypeGuard[dict[str, Any]]:
    """Whether it has a number by which it can be told from others."""
    return isinstance(thing, dict) and is_number(thing.get("update_id"))


def is_number(value: Any) -> bool:
    """Whether a value is a number that a database holds."""
    return isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value <= LARGEST


def storable(update: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """An update, and its JSON. Half characters, NUL and numbers beyond 64 bits are mended, what lies too deep goes.

    Python reads them out of JSON, but no database takes them, and no text with them can be sent.
    """
    try:
        payload = orjson.dumps(update).decode()
    except TypeError:  # half a character, a number beyond what it knows, or too deep
        payload = ""
    if payload and ODD.search(payload) is None:
        return update, payload
    mended: dict[str, Any] = _mended(update)
    return mended, orjson.dumps(mended).decode()


def _mended(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        return None
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {_mended(key): _mended(inside, depth + 1) for key, inside in value.items()}
    if isinstance(value, list):
        return [_mended(inside, depth + 1) for inside in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-LARGEST, min(LARGEST, value))
    return value


def lane_of(update: dict[str, Any]) -> str:
    """The chat whose order an update keeps."""
    body = _body(update)
    message = body.get("message") if isinstance(body.get("message"), dict) else body
    chat = message.get("chat") if isinstance(message, dict) else None
    sender = body.get("from")
    for where in (chat, sender):
        if isinstance(where, dict) and is_number(where.get("id")):
            return str(where["id"])
    return "0"


def read(update: dict[str, Any]) -> Incoming | None:
    """Whom an update comes from, and what it refers to."""
    body = _body(update)
    sender = body.get("from")
    if not isinstance(sender, dict) or not is_number(sender.get("id")) or sender["id"] <= 0:
        return None
    replied = body.get("reply_to_message")
    replied = replied if isinstance(replied, dict) else {}
    album = body.get("media_group_id")
    pressed = isinstance(update.get("callback_query"), dict)
    group = _group_of(body.get("message") if pressed else body)
    return Incoming(
        at=Address("telegram", str(sender["id"])),
        language=str(sender.get("language_code") or "zh"),
        replied_to=replied.get("message_id") if is_number(replied.get("message_id")) else None,
        replied_text=str(replied.get("text") or replied.get("caption") or ""),
        album=str(album) if album else None,
        press=str(body.get("id")) if pressed else None,
        group=Address("telegram", str(group)) if group is not None else None,
    )


def is_talk(update: dict[str, Any], bot_id: int) -> bool:
    """Whether it is only what people of a group say among themselves: none of our business, so it is not even kept.

    Where the bot is an administrator the messenger sends it all of that. What concerns us there is a command, a reply
    to one of our messages, or a word of the messenger on the group itself.
    """
    message = update.get("message", update.get("edited_message"))
    if not isinstance(message, dict) or _group_of(message) is None:
        return False
    replied = message.get("reply_to_message")
    author = replied.get("from") if isinstance(replied, dict) else None
    ours = isinstance(author, dict) and author.get("id") == bot_id
    command = str(message.get("text") or "").startswith("/")
    return "edited_message" in update or not (ours or command or not SERVICE.isdisjoint(message))


def _group_of(message: Any) -> int | None:
    """The group (chat id) in which a message stands; None for private chats and nonsense."""
    chat = message.get("chat") if isinstance(message, dict) else None
    number = chat.get("id") if isinstance(chat, dict) else None
    return number if is_number(number) and isinstance(number, int) and number < 0 else None


def kind_of(update: dict[str, Any]) -> str:
    """What kind of update it is, of those that are asked for."""
    return next((kind for kind in UPDATES if isinstance(update.get(kind), dict)), "other")


def _body(update: dict[str, Any]) -> dict[str, Any]:
    for kind in UPDATES:
        if isinstance(update.get(kind), dict):
            return dict(update[kind])
    return {}
