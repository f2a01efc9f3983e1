"""From a message of no particular messenger to calls of the Bot API, and back to message ids."""

import asyncio
import base64
import io
import logging
from html import unescape
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, TelegramError

from bot.cards import in_words, printed
from bot.drawing import blank, drawn, face, table
from bot.request import call, upload
from domain.charts import Chart
from domain.messages import Button, Cards, Document, File, Message
from services.tables import rows_as_xlsx
from storage.outbox import Outgoing

log = logging.getLogger(__name__)

UNCHANGED = "message is not modified"
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
NO_PREVIEW = {"is_disabled": True}
SENDS = {"photo": "sendPhoto", "voice": "sendVoice", "document": "sendDocument"}
DELETED_AT_ONCE = 100  # the most that the messenger takes
GROUPED = ("photo", "document")  # the messenger groups no voices


async def send(bot: Bot, row: Outgoing, shown: int | None, paper: str = "", thread: int | None = None) -> list[int]:
    """Send, into a topic of a group (`thread`), or edit the message `shown`; `paper` is what its document says.

    Raises TelegramError.

    Returns the ids of the messages that show it now.
    """
    chat, message = int(row.at.address), row.message
    if message.menu:
        commands = [{"command": name, "description": words} for name, words in message.menu]
        await call(bot, "setMyCommands", commands=commands, scope={"type": "chat", "chat_id": chat})
        return []
    if message.takes_back:
        await _take_back(bot, chat, message.takes_back)
        return []
    if message.edits:
        await _change(bot, chat, message)
        return [message.edits]
    if message.only_closes:
        if shown is not None:
            await _retire(bot, chat, shown)
        return []
    if row.action == "edit" and shown is not None:
        edited = await _edit(bot, chat, shown, message)
        if edited is not None:
            return [edited]
    sent = await _send(bot, chat, message, paper, thread)
    if shown is not None:
        await _retire(bot, chat, shown)
    return sent


async def _send(bot: Bot, chat: int, message: Message, paper: str, thread: int | None) -> list[int]:
    if message.location is not None:
        where = message.location
        sent = await call(bot, "sendLocation", chat_id=chat, latitude=where.latitude, longitude=where.longitude)
        return [sent["message_id"]]
    if message.document is not None:
        return [await _send_document(bot, chat, message, message.document, paper)]
    if message.files:
        return await _send_files(bot, chat, message)
    if message.picture:
        return [await _send_picture(bot, chat, message)]
    if message.cards is not None:
        return [await _send_cards(bot, chat, message, message.cards)]
    if message.chart is not None:
        return [await _send_chart(bot, chat, message, message.chart)]
    where_to = {"chat_id": chat, "message_thread_id": thread}
    sent = await call(bot, "sendMessage", **where_to, **_words(message), reply_markup=_markup(message))
    return [sent["message_id"]]


def _words(message: Message) -> dict[str, Any]:
    return {"text": message.text, "parse_mode": "HTML", "link_preview_options": NO_PREVIEW}


async def _send_files(bot: Bot, chat: int, message: Message) -> list[int]:
    """Photos and documents together as an album, voice messages one by one."""
    files = message.files
    if len(files) > 1 and files[0].kind in GROUPED:
        media = [{"type": file.kind, "media": file.file_id} for file in files]
        return [sent["message_id"] for sent in await call(bot, "sendMediaGroup", chat_id=chat, media=media)]
    caption = _caption(message)
    return [await _send_file(bot, chat, file, caption if file is files[-1] else {}) for file in files]


async def _send_document(bot: Bot, chat: int, message: Message, document: Document, paper: str) -> int:
    if document.sheet:
        content = await asyncio.to_thread(rows_as_xlsx, paper)
    else:
        content = base64.b64decode(paper) if document.binary else paper.encode()
    file = (document.name, content, document.mime)
    sent = await upload(bot, "sendDocument", "document", file, chat_id=chat, **_caption(message))
    return int(sent["message_id"])


def _caption(message: Message) -> dict[str, Any]:
    return {"caption": message.text or None, "parse_mode": "HTML", "reply_markup": _markup(message)}


async def _send_file(bot: Bot, chat: int, file: File, more: dict[str, Any]) -> int:
    sent = await call(bot, SENDS[file.kind], chat_id=chat, **{file.kind: file.file_id}, **more)
    return int(sent["message_id"])


async def _send_picture(bot: Bot, chat: int, message: Message) -> int:
    """A code to be scanned, drawn now: so nothing but its link had to be kept until then."""
    drawn = ("code.png", await asyncio.to_thread(_drawn, message.picture), "image/png")
    caption = {"caption": message.text or None, "parse_mode": "HTML", "reply_markup": _markup(message)}
    sent = await upload(bot, "sendPhoto", "photo", drawn, chat_id=chat, **caption)
    return int(sent["message_id"])


async def _send_chart(bot: Bot, chat: int, message: Message, chart: Chart) -> int:
    """A chart, drawn now; in words where this machine has no font for it."""
    by = await asyncio.to_thread(face)
    if by is None:
        words = {**_words(message), "text": f"{message.text}\n{table(chart)}"}
        sent = await call(bot, "sendMessage", chat_id=chat, **words, reply_markup=_markup(message))
        return int(sent["message_id"])
    picture = ("chart.png", await asyncio.to_thread(drawn, chart, by), "image/png")
    sent = await upload(bot, "sendPhoto", "photo", picture, chat_id=chat, **_caption(message))
    return int(sent["message_id"])


async def _send_cards(bot: Bot, chat: int, message: Message, sheet: Cards) -> int:
    """A sheet of cards, drawn now; as words where this machine has no font for it."""
    by = await asyncio.to_thread(face)
    if by is None:
        file = ("cards.txt", in_words(sheet).encode(), "text/plain")
    else:
        file = ("cards.pdf", await asyncio.to_thread(printed, sheet, by), "application/pdf")
    sent = await upload(bot, "sendDocument", "document", file, chat_id=chat, **_caption(message))
    return int(sent["message_id"])


def _drawn(link: str) -> bytes:
    import segno  # rarely needed, so not at every start

    content = io.BytesIO()
    segno.make(link, error="m").save(content, kind="png", scale=8, border=4)
    return content.getvalue()


async def _edit(bot: Bot, chat: int, message_id: int, message: Message) -> int | None:
    """Change a card where it stands. None if it is gone: then it is sent anew."""
    new = {**_words(message), "reply_markup": _inline(message.buttons)}
    try:
        await call(bot, "editMessageText", chat_id=chat, message_id=message_id, **new)
    except BadRequest as error:
        words = str(error).lower()
        if UNCHANGED in words:
            return message_id
        if any(gone in words for gone in GONE):
            return None
        raise
    return message_id


async def _change(bot: Bot, chat: int, message: Message) -> None:
    """Change what was sent once. What its reader has deleted stays deleted."""
    new = {"chat_id": chat, "message_id": message.edits, "reply_markup": _inline(message.buttons)}
    try:
        if message.blanks:
            await _empty(bot, message, new)
        elif message.files:
            await call(bot, "editMessageCaption", **new, caption=message.text, parse_mode="HTML")
        else:
            await call(bot, "editMessageText", **new, **_words(message))
    except BadRequest as error:
        if not any(sign in str(error).lower() for sign in (UNCHANGED, *GONE)):
            raise


async def _empty(bot: Bot, message: Message, new: dict[str, Any]) -> None:
    """Put a file that shows nothing in the place of the one that is there."""
    if message.blanks == "photo":
        file = ("withdrawn.png", await asyncio.to_thread(blank), "image/png")
    else:
        file = ("withdrawn.txt", unescape(message.text).encode(), "text/plain")
    caption = {"caption": message.text, "parse_mode": "HTML"}
    media = {"type": message.blanks, "media": "attach://emptied", **caption}
    await upload(bot, "editMessageMedia", "emptied", file, **new, media=media)


async def _take_back(bot: Bot, chat: int, message_ids: tuple[int, ...]) -> None:
    """Delete messages. What is too old or gone already stays as it is: the messenger passes over it in silence."""
    for first in range(0, len(message_ids), DELETED_AT_ONCE):
        ids = list(message_ids[first : first + DELETED_AT_ONCE])
        try:
            await call(bot, "deleteMessages", chat_id=chat, message_ids=ids)
        except BadRequest as error:
            log.debug("Messages in a chat could not be taken back: %s", error)


async def _retire(bot: Bot, chat: int, message_id: int) -> None:
    """A card was sent anew, or is over: its message loses its buttons, so that nobody presses them."""
    try:
        await call(bot, "editMessageReplyMarkup", chat_id=chat, message_id=message_id)
    except TelegramError as error:
        log.debug("An old card in a chat kept its buttons: %s", error)


def _markup(message: Message) -> dict[str, Any] | None:
    if message.buttons:
        return _inline(message.buttons)
    if message.ask is not None:
        rows: list[list[dict[str, Any]]] = [[{"text": label} for label in row] for row in message.ask.rows]
        if message.ask.location:
            rows.insert(0, [{"text": message.ask.location, "request_location": True}])
        if message.ask.contact:
            rows.insert(0, [{"text": message.ask.contact, "request_contact": True}])
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    return {"remove_keyboard": True} if message.drop_ask else None


def _inline(rows: tuple[tuple[Button, ...], ...]) -> dict[str, Any] | None:
    if not rows:
        return None
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows if row]}


def _button(button: Button) -> dict[str, Any]:
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.code}
