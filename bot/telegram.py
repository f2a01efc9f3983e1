"""From a message of no particular messenger to calls of the Bot API, and back to message ids."""

import logging
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from domain.messages import Button, File, Message
from storage.outbox import Outgoing

log = logging.getLogger(__name__)
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
UNCHANGED = "message is not modified"
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


async def send(bot: Bot, row: Outgoing) -> list[int]:
    """Send or edit. Returns the ids of the messages that show it now. Raises TelegramError."""
    chat, message = int(row.at.address), row.message
    if message.menu:
        commands = [BotCommand(name, words) for name, words in message.menu]
        await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat))
        return []
    if row.action == "edit" and row.card_message_id is not None:
        edited = await _edit(bot, chat, row.card_message_id, message)
        if edited is not None:
            return [edited]
    sent = await _send(bot, chat, message)
    if row.card_message_id is not None:
        await _retire(bot, chat, row.card_message_id)
    return sent


async def _send(bot: Bot, chat: int, message: Message) -> list[int]:
    if message.location is not None:
        sent = await bot.send_location(chat, message.location.latitude, message.location.longitude)
        return [sent.message_id]
    if message.files:
        return await _send_files(bot, chat, message)
    sent = await bot.send_message(
        chat, message.text, parse_mode=ParseMode.HTML, reply_markup=_markup(message), link_preview_options=NO_PREVIEW
    )
    return [sent.message_id]


async def _send_files(bot: Bot, chat: int, message: Message) -> list[int]:
    """Photos and documents together as an album, voice messages one by one: the messenger groups no voices."""
    files = message.files
    caption: dict[str, Any] = {"caption": message.text or None, "parse_mode": ParseMode.HTML}
    if len(files) > 1 and files[0].kind in MEDIA:
        media = [MEDIA[file.kind](file.file_id) for file in files]
        return [sent.message_id for sent in await bot.send_media_group(chat, media)]
    ids = []
    for file in files:
        last = file is files[-1]
        sent = await _send_file(bot, chat, file, {**caption, "reply_markup": _markup(message)} if last else {})
        ids.append(sent)
    return ids


MEDIA: dict[str, Any] = {"photo": InputMediaPhoto, "document": InputMediaDocument}


async def _send_file(bot: Bot, chat: int, file: File, options: dict[str, Any]) -> int:
    if file.kind == "photo":
        return (await bot.send_photo(chat, file.file_id, **options)).message_id
    if file.kind == "voice":
        return (await bot.send_voice(chat, file.file_id, **options)).message_id
    return (await bot.send_document(chat, file.file_id, **options)).message_id


async def _edit(bot: Bot, chat: int, message_id: int, message: Message) -> int | None:
    """Change a card where it stands. None if it is gone: then it is sent anew."""
    try:
        await bot.edit_message_text(
            message.text,
            chat_id=chat,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=_inline(message.buttons),
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        words = str(error).lower()
        if UNCHANGED in words:
            return message_id
        if any(gone in words for gone in GONE):
            return None
        raise
    return message_id


async def _retire(bot: Bot, chat: int, message_id: int) -> None:
    """A card was sent anew: its older message loses its buttons, so that nobody presses them. It may be gone."""
    try:
        await bot.edit_message_reply_markup(chat_id=chat, message_id=message_id, reply_markup=None)
    except TelegramError as error:
        log.debug("An old card in a chat kept its buttons: %s", error)


def _markup(message: Message) -> Any:
    if message.buttons:
        return _inline(message.buttons)
    if message.ask is not None:
        rows = [[KeyboardButton(label) for label in row] for row in message.ask.rows]
        if message.ask.location:
            rows.insert(0, [KeyboardButton(message.ask.location, request_location=True)])
        return ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    return ReplyKeyboardRemove() if message.drop_ask else None


def _inline(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.code, url=b.url) for b in row] for row in rows if row]
    )
