"""What a person sends from a telephone: words, places, visiting cards, files."""

from __future__ import annotations

from typing import Any

from sandbox.control.asking import Asked, Input
from sandbox.errors import ControlError
from sandbox.markup import found
from sandbox.params import Upload
from sandbox.records import Chat, Json, Post

TIMED = {"voice", "video", "audio"}
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


class Text(Input):
    """A message of words."""

    text: str
    reply_to: int | None = None


class Place(Input):
    """A place on the map, or with a title and an address a venue."""

    latitude: float
    longitude: float
    title: str | None = None
    address: str | None = None
    reply_to: int | None = None


class Contact(Input):
    """A visiting card; without a number the sender's own, made up."""

    phone_number: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    user_id: int | None = None
    reply_to: int | None = None


class Sent(Input):
    """What comes along with a file."""

    caption: str = ""
    media_group: str | None = None
    reply_to: int | None = None
    duration: float | None = None


def send_text(asked: Asked) -> Json:
    given = asked.given(Text)
    return _say(asked, given, words(given.text), given.reply_to)


def send_place(asked: Asked) -> Json:
    given = asked.given(Place)
    location = {"latitude": given.latitude, "longitude": given.longitude}
    content: Json = {"location": location}
    if given.title:
        content["venue"] = {"location": location, "title": given.title, "address": given.address or ""}
    return _say(asked, given, content, given.reply_to)


def send_contact(asked: Asked) -> Json:
    given = asked.given(Contact)
    chat = asked.chat(given.bot)
    user = asked.sender(given, chat)
    own = given.phone_number is None or given.user_id == user.id
    contact = {
        "phone_number": given.phone_number or f"+86{13_000_000_000 + user.id % 1_000_000_000}",
        "first_name": given.first_name or user.first_name,
        "last_name": given.last_name or (user.last_name if own else None),
        "user_id": user.id if own else given.user_id,
    }
    content = {"contact": {key: value for key, value in contact.items() if value is not None}}
    return _say(asked, given, content, given.reply_to)


def send_photo(asked: Asked) -> Json:
    return _send_file(asked, "photo")


def send_voice(asked: Asked) -> Json:
    return _send_file(asked, "voice")


def send_video(asked: Asked) -> Json:
    return _send_file(asked, "video")


def send_audio(asked: Asked) -> Json:
    return _send_file(asked, "audio")


def send_document(asked: Asked) -> Json:
    return _send_file(asked, "document")


def _send_file(asked: Asked, kind: str) -> Json:
    given = asked.given(Sent)
    upload = asked.uploads.get(kind) or next(iter(asked.uploads.values()), None)
    if upload is None:
        raise ControlError(f"Send the {kind} as a file of a multipart form.")
    chat = asked.chat(given.bot)
    content = _file(asked, chat, kind, upload, given)
    if given.media_group:
        content["media_group_id"] = given.media_group
    return _say(asked, given, {**content, **words(given.caption, "caption", "caption_entities")}, given.reply_to)


def _file(asked: Asked, chat: Chat, kind: str, upload: Upload, given: Sent) -> Json:
    """A file's message fields. Each bot has ids of its own, so a group's file belongs to its first bot."""
    bots = asked.world.people.bots_in(chat)
    details = {"duration": max(1, round(given.duration))} if given.duration and kind in TIMED else {}
    record = asked.world.files.keep(bots[0].id if bots else 0, kind, upload, details)
    return asked.world.files.message_fields(record)


def _say(asked: Asked, given: Input, content: Json, reply_to: int | None) -> Json:
    """Post a person's message and tell the bots."""
    chat = asked.chat(given.bot)
    user = asked.sender(given, chat)
    details = {**_thread(asked, chat, given.thread), **_reply(asked, chat, reply_to)}
    if chat.id > 0:
        asked.world.set_blocked(chat, user, blocked=False)
        if not chat.started:
            chat.started = True
            asked.world.people.chats.put(chat.key, chat)
    post = asked.world.post(chat, user.as_user(), {**details, **content})
    if chat.reply_keyboard and chat.reply_keyboard.get("one_time_keyboard") and chat.id > 0:
        chat.reply_keyboard = None
        asked.world.put_chat(chat)
    return {"message_id": post.id, "update_id": asked.world.tell_bots(chat, post)}


def words(text: str, field: str = "text", entities: str = "entities") -> Json:
    """What a person wrote, with what Telegram finds in it."""
    text = text.strip()
    limit = TEXT_LIMIT if field == "text" else CAPTION_LIMIT
    if field == "text" and not text:
        raise ControlError("There is nothing to send.")
    if len(text) > limit:
        raise ControlError(f"The text has {len(text)} characters; {limit} is the limit.")
    seen = found.find(text)
    return ({field: text} if text else {}) | ({entities: seen} if seen else {})


def _thread(asked: Asked, chat: Chat, thread: int | None) -> Json:
    if thread is None:
        return {}
    group = asked.world.people.groups.get(chat.id)
    if group is None or thread not in group.topics:
        raise ControlError(f"There is no topic {thread} here.", 404)
    return {"message_thread_id": thread, "is_topic_message": True}


def _reply(asked: Asked, chat: Chat, number: int | None) -> Json:
    if number is None:
        return {}
    existing(asked, chat, number)
    return {"reply_to_message": asked.world.replied_message(chat, number)}


def existing(asked: Asked, chat: Chat, number: int) -> Post:
    post = asked.world.posts.get(chat, number)
    if post is None:
        raise ControlError(f"There is no message {number} in this chat.", 404)
    return post


ROUTES: tuple[tuple[str, str, Any], ...] = tuple(
    (f"/chats/{{chat}}/{name}", "POST", answer)
    for name, answer in (
        ("text", send_text),
        ("location", send_place),
        ("contact", send_contact),
        ("photo", send_photo),
        ("voice", send_voice),
        ("video", send_video),
        ("audio", send_audio),
        ("document", send_document),
    )
)
