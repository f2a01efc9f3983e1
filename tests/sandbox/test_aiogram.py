"""A bot of another library, unmodified, through every kind of message, by polling and by webhook."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    MediaUnion,
    Message,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from tests.sandbox.conformance import check_requests
from tests.support.sandbox import TOKEN, Bench, Phone, picture

SECRET = "a-secret_Of-Ours"
YES = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="同意", callback_data="yes")]])
WHERE = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="在哪儿", request_location=True)]])


def conversation() -> Router:
    """The handlers of a bot that answers each kind of message in its own way."""
    router = Router()

    @router.message(CommandStart(deep_link=True))
    async def start(message: Message, command: Any) -> None:
        await message.answer(f"<b>您好</b>,来自 {command.args}", reply_markup=YES)

    @router.message(Command("where"))
    async def where(message: Message) -> None:
        await message.answer("在哪儿?", reply_markup=WHERE)

    @router.callback_query(F.data == "yes")
    async def agree(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.edit_text("已同意")
        await query.answer("记下了", show_alert=True)

    @router.message(F.photo)
    async def photo(message: Message, bot: Bot) -> None:
        assert message.photo is not None
        content = await bot.download(message.photo[-1])
        assert content is not None
        await message.answer_photo(
            BufferedInputFile(content.read(), "again.png"), caption=f"album {message.media_group_id}"
        )

    @router.message(F.voice)
    async def voice(message: Message) -> None:
        assert message.voice is not None
        await message.answer_voice(message.voice.file_id, caption=f"{message.voice.duration} s")

    @router.message(F.document)
    async def document(message: Message) -> None:
        assert message.document is not None
        await message.answer_document(message.document.file_id, caption=message.document.file_name)

    @router.message(F.location)
    async def location(message: Message) -> None:
        assert message.location is not None
        place = message.location
        await message.answer_venue(place.latitude, place.longitude, title="这里", address="张店区")

    @router.message(F.contact)
    async def contact(message: Message) -> None:
        assert message.contact is not None
        await message.answer_contact(message.contact.phone_number, message.contact.first_name)

    @router.edited_message()
    async def edited(message: Message) -> None:
        await message.reply(f"改成 {message.text}")

    @router.message()
    async def other(message: Message) -> None:
        await message.reply(f"收到 {message.text}")

    return router


def make_bot(sandbox: Bench) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    return Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))


@contextlib.asynccontextmanager
async def polling(bot: Bot) -> AsyncIterator[None]:
    dispatcher = Dispatcher()
    dispatcher.include_router(conversation())
    running = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=5))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await bot.session.close()


@contextlib.asynccontextmanager
async def webhook(bot: Bot) -> AsyncIterator[None]:
    dispatcher = Dispatcher()
    dispatcher.include_router(conversation())
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)
    try:
        yield
    finally:
        await bot.delete_webhook()
        await runner.cleanup()
        await bot.session.close()


@pytest.fixture(params=[polling, webhook], ids=["polling", "webhook"])
async def wang(request: pytest.FixtureRequest, sandbox: Bench) -> AsyncIterator[Phone]:
    async with request.param(make_bot(sandbox)):
        yield await sandbox.phone("王阿姨")
        check_requests(await sandbox.requests())
        assert [
            entry for entry in await sandbox.requests() if not entry["ok"] and entry["method"] != "getUpdates"
        ] == []


async def test_words_buttons_and_edits(wang: Phone) -> None:
    await wang.say("/start s_ZD01")
    assert (await wang.hear("来自 s_ZD01"))["entities"][0]["type"] == "bold"
    assert wang.buttons() == ["同意"]
    told = await wang.press("同意")
    assert (told["answered"], told["text"], told["show_alert"]) == (True, "记下了", True)
    await wang.hear("已同意")
    assert wang.buttons() == []
    said = await wang.say("路灯坏了")
    reply = await wang.hear("收到 路灯坏了")
    assert reply["reply_to_message"]["message_id"] == said["message_id"]
    await wang.edit(said["message_id"], "路灯不亮")
    await wang.hear("改成 路灯不亮")


async def test_files(wang: Phone) -> None:
    await wang.say("x")
    await wang.send_photo(picture(640, 480), media_group="77")
    photo = (await wang.hear("album 77"))["photo"]
    assert [(size["width"], size["height"]) for size in photo] == [(320, 240), (640, 480)]
    await wang.send_voice(duration=7)
    assert (await wang.hear("7 s"))["voice"]["mime_type"] == "audio/ogg"
    await wang.send_document("名单.csv")
    assert (await wang.hear("名单.csv"))["document"]["file_name"] == "名单.csv"


async def test_places_and_contacts(wang: Phone) -> None:
    await wang.say("/where")
    await wang.hear("在哪儿")
    await wang.press("在哪儿")
    venue = (await wang.hear())["venue"]
    assert venue["location"] == {"latitude": 36.81, "longitude": 118.02}
    await wang.send_contact()
    assert (await wang.hear())["contact"]["first_name"] == "王阿姨"


async def test_every_call_is_understood(sandbox: Bench) -> None:
    bot = make_bot(sandbox)
    wang = await sandbox.phone("王阿姨")
    await wang.say("/start")
    try:
        await talk_through(bot, sandbox, wang)
    finally:
        await bot.session.close()
    check_requests(await sandbox.requests())


async def talk_through(bot: Bot, sandbox: Bench, wang: Phone) -> None:
    me = await bot.me()
    assert me.username == "double_link_110201543_bot"
    commands = [BotCommand(command="start", description="开始")]
    await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=wang.id))
    (known,) = await bot.get_my_commands(scope=BotCommandScopeChat(chat_id=wang.id))
    assert (known.command, known.description) == ("start", "开始")
    assert await bot.get_my_commands() == []
    album: list[MediaUnion] = [
        InputMediaPhoto(media=BufferedInputFile(picture(9 + n), "a.png"), caption=f"<i>{n}</i>") for n in range(3)
    ]
    sent = await bot.send_media_group(wang.id, album)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["0", "1", "2"]
    changed = await bot.edit_message_caption(chat_id=wang.id, message_id=sent[0].message_id, caption="neu")
    assert isinstance(changed, Message)
    assert changed.caption == "neu"
    assert sent[1].photo is not None
    again = InputMediaPhoto(media=sent[1].photo[-1].file_id, caption="same picture")
    replaced = await bot.edit_message_media(again, chat_id=wang.id, message_id=sent[0].message_id)
    assert isinstance(replaced, Message)
    assert replaced.photo is not None
    assert replaced.photo[-1].file_unique_id == sent[1].photo[-1].file_unique_id
    copy = await bot.copy_message(wang.id, wang.id, sent[2].message_id)
    forwarded = await bot.forward_message(wang.id, wang.id, sent[2].message_id)
    assert forwarded.forward_origin is not None
    assert forwarded.message_id > copy.message_id
    await bot.send_chat_action(wang.id, "typing")
    await bot.pin_chat_message(wang.id, sent[0].message_id)
    assert (await bot.get_chat(wang.id)).pinned_message is not None
    await bot.unpin_chat_message(wang.id)
    await bot.set_message_reaction(wang.id, 1, [ReactionTypeEmoji(emoji="👍")])
    assert (await bot.get_user_profile_photos(wang.id)).total_count == 0
    await bot.delete_messages(wang.id, [message.message_id for message in sent])
    assert (await bot.get_chat_member(wang.id, wang.id)).status == "member"
    await bot.set_my_description("双联", language_code="zh")
    assert (await bot.get_my_description(language_code="zh")).description == "双联"
    assert (await bot.get_my_description()).description == ""
    await bot.set_my_short_description("short")
    assert (await bot.get_my_short_description()).short_description == "short"
    await bot.set_my_name("双联 Zibo")
    assert (await bot.get_my_name()).name == "双联 Zibo"
    await bot.set_chat_menu_button()
    assert (await bot.get_webhook_info()).url == ""


async def test_refusals_become_the_right_exceptions(sandbox: Bench) -> None:
    bot = make_bot(sandbox)
    wang = await sandbox.phone("王阿姨")
    try:
        with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
            await bot.send_message(wang.id, "x")
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.send_message(1, "x")
        await sandbox.fault(method="sendMessage", status=429, retry_after=4)
        with pytest.raises(TelegramRetryAfter) as refused:
            await bot.send_message(wang.id, "x")
        assert refused.value.retry_after == 4
    finally:
        await bot.session.close()
