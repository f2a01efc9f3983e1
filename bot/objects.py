"""From the JSON of an update to the library's objects.

Making objects was the dearest part of a turn: the library looks for a hundred things in every message, and guards each
against being changed. Most updates are words of one person or a press, so these have a shorter way, which ends in the
same objects (tests/bot/test_objects.py compares both); everything else goes the library's.
"""

from datetime import UTC, datetime
from typing import Any

import orjson
from telegram import Bot, CallbackQuery, Chat, Message, MessageEntity, Update, User

PLAIN = frozenset({"message_id", "date", "chat", "from", "text", "entities"})  # all that a message in words has


class PlainUser(User):
    """An account that lives for one turn: nobody changes it, and nothing is spent on making sure."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]


class PlainChat(Chat):
    """The same of a chat."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]


class PlainMessage(Message):
    """The same of a message."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]


class PlainUpdate(Update):
    """The same of an update."""

    __slots__ = ()
    __setattr__ = object.__setattr__  # type: ignore[assignment]


def update_of(payload: str, bot: Bot) -> Update:
    """An update out of its JSON, without what nobody reads. Raises whatever the library does for nonsense.

    Which case a replied-to message belongs to was looked up already, and a press is known by its code: the messages
    that come along with them are left out, but for their chat.
    """
    found = orjson.loads(payload)
    message, query = found.get("message"), found.get("callback_query")
    if isinstance(message, dict):
        message.pop("reply_to_message", None)
        if len(found) == 2 and _is_plain(message):
            return PlainUpdate(found["update_id"], message=_plain(message, bot))
    elif isinstance(query, dict):
        if isinstance(pressed := query.get("message"), dict):
            query["message"] = {"message_id": pressed.get("message_id"), "chat": pressed.get("chat"), "date": 0}
        if len(found) == 2:
            return PlainUpdate(found["update_id"], callback_query=CallbackQuery.de_json(query, bot))
    return Update.de_json(found, bot)


def _is_plain(message: dict[str, Any]) -> bool:
    """Whether it has nothing but words, and all of it in the right shape."""
    if not message.keys() <= PLAIN:
        return False
    date, entities = message.get("date"), message.get("entities", [])
    return (
        isinstance(message.get("chat"), dict)
        and isinstance(message.get("from"), dict)
        and isinstance(date, int)
        and date > 0
        and isinstance(message.get("text"), str)
        and isinstance(entities, list)
    )


def _plain(message: dict[str, Any], bot: Bot) -> PlainMessage:
    plain = PlainMessage(
        message["message_id"],
        datetime.fromtimestamp(message["date"], UTC),
        PlainChat.de_json(message["chat"], bot),
        from_user=PlainUser.de_json(message["from"], bot),
        text=message["text"],
        entities=MessageEntity.de_list(message.get("entities", []), bot),
    )
    plain.set_bot(bot)
    return plain
