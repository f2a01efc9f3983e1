"""Editing what a bot has sent."""

from __future__ import annotations

from sandbox.api import sending
from sandbox.api.call import Call, method
from sandbox.api.messages import edit_markup
from sandbox.errors import bad_request
from sandbox.records import Chat, Json, Post

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
WITH_CAPTION = ("photo", "voice", "document", "video", "audio", "animation")


@method("editMessageText", paced=True)
def edit_message_text(call: Call) -> Json:
    chat, post = _editable(call)
    if "text" not in post.message:
        raise bad_request("there is no text in the message to edit")
    parsed = sending.message_text(call)
    return _revise(
        call,
        chat,
        post,
        {"entities": None, "link_preview_options": None, **sending.text_fields(parsed), **sending.preview(call)},
    )


@method("editMessageCaption", paced=True)
def edit_message_caption(call: Call) -> Json:
    chat, post = _editable(call)
    if not any(kind in post.message for kind in WITH_CAPTION):
        raise bad_request("there is no caption in the message to edit")
    return _revise(call, chat, post, {"caption": None, "caption_entities": None, **sending.own_caption(call)})


@method("editMessageReplyMarkup", paced=True)
def edit_message_reply_markup(call: Call) -> Json:
    chat, post = _editable(call)
    return _revise(call, chat, post, {})


def _editable(call: Call) -> tuple[Chat, Post]:
    if "chat_id" not in call.params and call.params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = call.chat()
    post = sending.own_post(call, chat, "message to edit not found", "message can't be edited")
    if post.frozen or "forward_origin" in post.message:
        raise bad_request("message can't be edited")
    return chat, post


def _revise(call: Call, chat: Chat, post: Post, content: Json) -> Json:
    changed = {**content, "reply_markup": edit_markup(call)}
    if all(post.message.get(key) == value for key, value in changed.items()):
        raise bad_request(NOT_MODIFIED)
    return call.world.revise(chat, post, changed).message


def replace_media(call: Call, chat: Chat, post: Post, content: Json) -> Json:
    """Put another file, with its caption, in the place of the one that a message carries.

    In an album a document stays one, and so does a sound; pictures and films may take each other's place.
    """
    if "media_group_id" in post.message and _row(post.message) != _row(content):
        raise bad_request("can't change media type in the album")
    cleared = dict.fromkeys((*WITH_CAPTION, "caption", "caption_entities"))
    return _revise(call, chat, post, {**cleared, **content})


def _row(message: Json) -> str:
    return next((kind for kind in ("document", "audio") if kind in message), "pictures")


def editable_media(call: Call) -> tuple[Chat, Post]:
    """The message whose file is to be replaced."""
    return _editable(call)
