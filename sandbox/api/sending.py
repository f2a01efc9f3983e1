"""What all sending methods share: the chat, the message replied to, the topic, the keyboard, the text."""

from __future__ import annotations

from typing import Any

from sandbox import keyboards
from sandbox.api.call import Call
from sandbox.errors import bad_request
from sandbox.markup.formatted import Formatted, formatted
from sandbox.markup.utf16 import length
from sandbox.records import Chat, Json, Post

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


def send(call: Call, content: Json, chat: Chat | None = None) -> Json:
    """Post a bot's message with everything that its request says about it; the Message."""
    chat = chat or call.open_chat()
    markup = keyboards.check(call.params.structure("reply_markup"), private=call.is_private(chat))
    details = {**_topic(call, chat), **_reply(call, chat)}
    shown = keyboards.shown(markup)
    if shown:
        details["reply_markup"] = shown
    if call.params.flag("protect_content"):
        details["has_protected_content"] = True
    post = call.world.post(chat, call.bot.as_user(), {**details, **content}, frozen=bool(markup and not shown))
    if markup and not shown:
        _set_reply_keyboard(call, chat, markup)
    return post.message


def message_text(call: Call) -> Formatted:
    """The text of a message. Raises the 400s of empty and too long texts and of bad markup."""
    text = call.params.text("text")
    if not text:
        raise bad_request("message text is empty")
    parsed = _parsed(call, text, call.params.text("parse_mode"), call.params.structure("entities"))
    if not parsed.text:
        raise bad_request("text must be non-empty")
    if len(parsed.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return parsed


def caption_fields(call: Call, source: Any = None, parse_mode: str = "", entities: Any = None) -> Json:
    """The caption of a file as message fields. Raises the 400 of a caption that is too long."""
    parsed = _parsed(call, source or "", parse_mode, entities)
    if len(parsed.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text_fields(parsed, "caption", "caption_entities")


def own_caption(call: Call) -> Json:
    """The caption that the request's own parameters give."""
    params = call.params
    return caption_fields(call, params.text("caption"), params.text("parse_mode"), params.structure("caption_entities"))


def _parsed(call: Call, text: str, parse_mode: str, entities: Any) -> Formatted:
    return formatted(text, parse_mode, entities, call.world.mention)


def text_fields(parsed: Formatted, text: str = "text", entities: str = "entities") -> Json:
    """A text as message fields, empty ones left out."""
    fields: Json = {text: parsed.text} if parsed.text else {}
    return fields | ({entities: parsed.entities} if parsed.entities else {})


def preview(call: Call) -> Json:
    """The options of the link preview as a message field."""
    options = call.params.structure("link_preview_options")
    if isinstance(options, dict) and options:
        for name, value in options.items():
            if name != "url" and value is not None and not isinstance(value, bool):
                raise bad_request(f'field "{name}" must be of type Boolean')
        return {"link_preview_options": options}
    return {"link_preview_options": {"is_disabled": True}} if call.params.flag("disable_web_page_preview") else {}


def _topic(call: Call, chat: Chat) -> Json:
    thread = call.params.integer("message_thread_id", 0)
    group = call.world.people.groups.get(chat.id)
    if not thread:
        return {}
    if group is None or thread not in group.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


def _reply(call: Call, chat: Chat) -> Json:
    reply = call.params.structure("reply_parameters")
    if isinstance(reply, dict) and reply and "message_id" not in reply:
        raise bad_request('can\'t find field "message_id"')
    if not isinstance(reply, dict):
        reply = {
            "message_id": call.params.integer("reply_to_message_id", 0),
            "allow_sending_without_reply": call.params.flag("allow_sending_without_reply"),
        }
    number = int(reply.get("message_id") or 0)
    if not number:
        return {}
    replied = call.world.replied_message(chat, number)
    if replied is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": replied, **_quote(replied, reply.get("quote"))}


def _quote(replied: Json, quote: Any) -> Json:
    if not quote:
        return {}
    before, found, _ = str(replied.get("text") or replied.get("caption") or "").partition(str(quote))
    if not found:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"quote": {"text": quote, "position": length(before), "is_manual": True}}


def _set_reply_keyboard(call: Call, chat: Chat, markup: Json) -> None:
    """Keep the keyboard that stands below the chat, or take it away; a forced reply leaves it."""
    if markup.get("force_reply"):
        return
    chat.reply_keyboard = markup if "keyboard" in markup else None
    call.world.put_chat(chat)


def message_id(call: Call) -> int:
    """The message that a request names. Raises a 400 if it names none."""
    number = call.params.integer("message_id", 0)
    if number <= 0:
        raise bad_request("message identifier is not specified")
    return number


def own_post(call: Call, chat: Chat, missing: str, foreign: str) -> Post:
    """A message of this bot. Raises a 400 with `missing` or, where it is somebody else's, `foreign`."""
    post = call.world.existing(chat, message_id(call), missing)
    if post.author != call.bot.id:
        raise bad_request(foreign)
    return post
