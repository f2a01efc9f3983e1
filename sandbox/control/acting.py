"""What else a person does with a telephone: press, edit, take back, react, block."""

from __future__ import annotations

import zlib
from typing import Any

from sandbox.control.asking import Asked, Input
from sandbox.control.saying import existing, words
from sandbox.errors import ControlError
from sandbox.records import Json

ANSWER_SECONDS = 5.0


class Press(Input):
    """A press of an inline button. Data that no button has are allowed: buttons can be stale or forged."""

    message_id: int
    data: str
    timeout: float = ANSWER_SECONDS


class Edit(Input):
    """Other words for a message of one's own."""

    message_id: int
    text: str


class Deletion(Input):
    """The message to take back."""

    message_id: int


class Reaction(Input):
    """The emoji that a person puts under a message; none takes it away."""

    message_id: int
    emoji: str | None = None


async def press(asked: Asked) -> Json:
    given = asked.given(Press)
    chat = asked.chat(given.bot)
    user = asked.sender(given, chat)
    world = asked.world
    post = existing(asked, chat, given.message_id)
    bot = world.people.bots.get(post.author)
    if bot is None:
        raise ControlError(f"Message {post.id} is not a bot's.")
    opened = world.callbacks.open(bot.id, chat.id, user.id)
    query = {
        "id": opened.id,
        "from": user.as_user(),
        "message": post.message,
        "chat_instance": str(zlib.crc32(chat.key.encode())),
        "data": given.data,
    }
    update = world.mailbox.push(bot, "callback_query", query)
    world.store.commit()
    answer = await world.changes.until(lambda: opened.answer, given.timeout)
    told = {"answered": answer is not None, **(answer or {"text": "", "show_alert": False, "url": None})}
    return {**told, "callback_query_id": opened.id, "message_id": post.id, "update_id": update}


def edit(asked: Asked) -> Json:
    given = asked.given(Edit)
    chat = asked.chat(given.bot)
    user = asked.sender(given, chat)
    post = existing(asked, chat, given.message_id)
    if post.author != user.id:
        raise ControlError(f"Message {post.id} is not {user.first_name}'s own.")
    fields = ("text", "entities") if "text" in post.message else ("caption", "caption_entities")
    content = {**dict.fromkeys(fields), **words(given.text, *fields)}
    asked.world.revise(chat, post, content)
    return {"message_id": post.id, "update_id": asked.world.tell_bots(chat, post, "edited_message")}


def delete(asked: Asked) -> Json:
    """A person takes a message back; the bot isn't told, as with Telegram."""
    given = asked.given(Deletion)
    chat = asked.chat(given.bot)
    existing(asked, chat, given.message_id)
    asked.world.remove(chat, given.message_id)
    return {"message_id": given.message_id, "update_id": None}


def react(asked: Asked) -> Json:
    """Put an emoji under a message; only bots that asked for such updates are told."""
    given = asked.given(Reaction)
    chat = asked.chat(given.bot)
    user = asked.sender(given, chat)
    post = existing(asked, chat, given.message_id)
    new = [{"type": "emoji", "emoji": given.emoji}] if given.emoji else []
    update = {
        "chat": post.message["chat"],
        "message_id": post.id,
        "user": user.as_user(),
        "date": asked.world.timestamp(),
        "old_reaction": post.reactions.get(user.id, []),
        "new_reaction": new,
    }
    asked.world.react(chat, post, user.id, new)
    group = asked.world.people.groups.get(chat.id)
    bots = [bot for bot in asked.world.people.bots_in(chat) if group is None or group.administers(bot.id)]
    numbers = [asked.world.mailbox.push(bot, "message_reaction", update) for bot in bots]
    return {"message_id": post.id, "update_id": next((number for number in numbers if number), None)}


def block(asked: Asked) -> Json:
    return _block(asked, blocked=True)


def unblock(asked: Asked) -> Json:
    return _block(asked, blocked=False)


def _block(asked: Asked, *, blocked: bool) -> Json:
    given = asked.given(Input)
    chat = asked.chat(given.bot)
    if chat.id < 0:
        raise ControlError("Only a person can block a bot, in the private chat.")
    user = asked.sender(given, chat)
    return {"message_id": None, "update_id": asked.world.set_blocked(chat, user, blocked=blocked)}


ROUTES: tuple[tuple[str, str, Any], ...] = tuple(
    (f"/chats/{{chat}}/{name}", "POST", answer)
    for name, answer in (
        ("press", press),
        ("edit", edit),
        ("delete", delete),
        ("react", react),
        ("block", block),
        ("unblock", unblock),
    )
)
