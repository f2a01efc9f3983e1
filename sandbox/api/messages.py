"""Sending texts and places, copying, forwarding, deleting, pinning, and small signs."""

from __future__ import annotations

from sandbox import keyboards
from sandbox.api import sending
from sandbox.api.call import Call, method
from sandbox.errors import bad_request
from sandbox.records import Chat, Json, Post

DELETABLE_SECONDS = 48 * 3600
MOST_DELETED = 100
ABOUT_DELIVERY = {"message_id", "from", "chat", "date", "edit_date", "reply_to_message", "reply_markup"}
ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
}  # fmt: skip


@method("sendMessage", paced=True)
def send_message(call: Call) -> Json:
    return sending.send(call, {**sending.text_fields(sending.message_text(call)), **sending.preview(call)})


@method("sendLocation", paced=True)
def send_location(call: Call) -> Json:
    return sending.send(call, {"location": _location(call)})


@method("sendVenue", paced=True)
def send_venue(call: Call) -> Json:
    location = _location(call)
    venue = {"location": location, "title": call.params.text("title"), "address": call.params.text("address")}
    if not venue["title"]:
        raise bad_request("venue title must be non-empty")
    return sending.send(call, {"venue": venue, "location": location})


@method("sendContact", paced=True)
def send_contact(call: Call) -> Json:
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: call.params.text(name) for name in names if call.params.text(name)}
    if "phone_number" not in contact:
        raise bad_request("phone number must be non-empty")
    if "first_name" not in contact:
        raise bad_request("first name must be non-empty")
    return sending.send(call, {"contact": contact})


def _location(call: Call) -> Json:
    latitude, longitude = call.params.number("latitude"), call.params.number("longitude")
    if latitude is None:
        raise bad_request("latitude is empty")
    if longitude is None:
        raise bad_request("longitude is empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}


@method("copyMessage", paced=True)
def copy_message(call: Call) -> Json:
    content = copied_content(_source(call, "message to copy not found"))
    if call.params.text("caption"):
        content = {key: value for key, value in content.items() if key != "caption_entities"}
        content |= sending.own_caption(call)
    return {"message_id": sending.send(call, content)["message_id"]}


@method("forwardMessage", paced=True)
def forward_message(call: Call) -> Json:
    post = _source(call, "message to forward not found")
    origin = {"type": "user", "sender_user": post.message["from"], "date": post.message["date"]}
    return sending.send(call, {**copied_content(post), "forward_origin": origin})


def _source(call: Call, missing: str) -> Post:
    chat = call.chat("from_chat_id")
    post = call.world.existing(chat, sending.message_id(call), missing)
    if post.message.get("has_protected_content"):
        raise bad_request("message can't be copied" if "copy" in missing else "message can't be forwarded")
    return post


def copied_content(post: Post) -> Json:
    """What of a message its copy has too."""
    left_out = {*ABOUT_DELIVERY, "message_thread_id", "is_topic_message", "media_group_id"}
    return {key: value for key, value in post.message.items() if key not in left_out}


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    chat = call.chat()
    post = call.world.existing(chat, sending.message_id(call), "message to delete not found")
    reason = _why_not_deletable(call, chat, post)
    if reason:
        raise bad_request(reason)
    call.world.remove(chat, post.id)
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Delete what can be deleted; the rest is skipped in silence, as with Telegram."""
    chat = call.chat()
    numbers = call.params.array("message_ids")
    if not numbers or not all(isinstance(number, int) for number in numbers):
        raise bad_request("message identifiers are not specified")
    if len(numbers) > MOST_DELETED:
        raise bad_request("too many messages to delete")
    for number in numbers:
        post = call.world.posts.get(chat, number)
        if post is not None and not _why_not_deletable(call, chat, post):
            call.world.remove(chat, post.id)
    return True


def _why_not_deletable(call: Call, chat: Chat, post: Post) -> str | None:
    group = call.world.people.groups.get(chat.id)
    if group is not None and call.bot.id in group.administrators:
        return None
    if group is not None and post.author != call.bot.id:
        return "message can't be deleted"
    too_old = call.world.timestamp() - int(post.message["date"]) > DELETABLE_SECONDS
    return "message can't be deleted for everyone" if too_old else None


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """Pin a message. A note of it appears in the chat, and the bot is told of it like of a message."""
    chat = call.chat()
    _check_may_pin(call, chat)
    post = call.world.existing(chat, sending.message_id(call), "message to pin not found")
    if chat.pinned[-1:] == [post.id]:
        return True
    chat.pinned = [number for number in chat.pinned if number != post.id] + [post.id]
    _put_pins(call, chat)
    pinned = call.world.replied_message(chat, post.id)
    note = call.world.post(chat, call.bot.as_user(), {"pinned_message": pinned})
    call.world.tell_bots(chat, note)
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    chat = call.chat()
    _check_may_pin(call, chat)
    newest = chat.pinned[-1] if chat.pinned else 0
    number = call.params.integer("message_id", newest)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    _put_pins(call, chat)
    return True


@method("unpinAllChatMessages")
def unpin_all_chat_messages(call: Call) -> bool:
    chat = call.chat()
    _check_may_pin(call, chat)
    chat.pinned.clear()
    _put_pins(call, chat)
    return True


def _check_may_pin(call: Call, chat: Chat) -> None:
    group = call.world.people.groups.get(chat.id)
    if group is not None and call.bot.id not in group.administrators:
        raise bad_request("not enough rights to manage pinned messages in the chat")


def _put_pins(call: Call, chat: Chat) -> None:
    call.world.people.chats.put(chat.key, chat)
    call.world.publish(chat, {"type": "pin", "message_id": chat.pinned[-1] if chat.pinned else None})


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    chat = call.open_chat()
    action = call.params.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.world.publish(chat, {"type": "action", "action": action})
    return True


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    chat = call.chat()
    post = call.world.existing(chat, sending.message_id(call), "message to react not found")
    reactions = call.params.array("reaction")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not all(isinstance(reaction, dict) and reaction.get("emoji") for reaction in reactions):
        raise bad_request("REACTION_INVALID")
    call.world.react(chat, post, call.bot.id, reactions)
    return True


def edit_markup(call: Call) -> Json | None:
    """The inline keyboard that an edit gives; without one the old keyboard goes."""
    return keyboards.inline_only(call.params.structure("reply_markup"))
