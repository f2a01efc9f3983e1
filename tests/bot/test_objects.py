"""The short way from JSON to the library's objects ends where the library's own does."""

import random
from typing import Any

import orjson
import pytest
from telegram import CallbackQuery, Message, Update
from telegram.ext import ExtBot

from bench.fuzz.typed import Maker
from bot.envelope import storable
from bot.objects import PlainMessage, PlainUpdate, update_of

BOT: ExtBot[None] = ExtBot("123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1")
CHAT = {"id": 1000, "type": "private", "first_name": "陈"}
USER = {"id": 1000, "is_bot": False, "first_name": "陈", "language_code": "zh", "username": "chen"}
WORDS = {"message_id": 5, "date": 1_790_000_000, "chat": CHAT, "from": USER, "text": "路灯不亮"}
COMMAND = {**WORDS, "text": "/cases", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
MENTION = {**WORDS, "entities": [{"type": "text_mention", "offset": 0, "length": 2, "user": USER}]}
PHOTO = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
PRESS = {"id": "7", "from": USER, "chat_instance": "1", "data": "1:see:3:1"}


def both(update: dict[str, Any]) -> tuple[Update, Update]:
    """An update as the library makes it, and as we do."""
    payload = orjson.dumps(update).decode()
    return Update.de_json(orjson.loads(payload), BOT), update_of(payload, BOT)


@pytest.mark.parametrize("message", [WORDS, COMMAND, MENTION], ids=["words", "command", "mention"])
def test_words_take_the_short_way_and_are_what_the_library_makes_of_them(message: dict[str, Any]) -> None:
    theirs, ours = both({"update_id": 9, "message": message})
    assert type(ours) is PlainUpdate
    assert type(ours.message) is PlainMessage
    assert ours.to_dict() == theirs.to_dict()
    assert theirs.message is not None
    assert (ours.message.date, ours.message.chat, ours.message.from_user, ours.message.parse_entities()) == (
        theirs.message.date, theirs.message.chat, theirs.message.from_user, theirs.message.parse_entities()
    )  # fmt: skip
    assert ours.message.get_bot() is BOT
    assert (ours.effective_user, ours.effective_chat) == (theirs.effective_user, theirs.effective_chat)


@pytest.mark.parametrize(
    "more",
    [{"caption": "x", "photo": [PHOTO]}, {"media_group_id": "1"}, {"forward_date": 1}, {"via_bot": USER},
     {"quote": {"text": "x", "position": 0}}, {"date": 0}, {"text": 5}, {"chat": None}, {"from": "me"}],
    ids=str,
)  # fmt: skip
def test_whatever_else_a_message_has_goes_the_way_of_the_library(more: dict[str, Any]) -> None:
    update = {"update_id": 9, "message": {**WORDS, **more}}
    payload = orjson.dumps(update).decode()
    try:
        theirs = Update.de_json(orjson.loads(payload), BOT)
    except Exception as error:
        with pytest.raises(type(error)):
            update_of(payload, BOT)
        return
    ours = update_of(payload, BOT)
    assert type(ours) is Update
    assert ours.to_dict() == theirs.to_dict()


def test_a_replied_to_message_is_left_out() -> None:
    _, ours = both({"update_id": 9, "message": {**WORDS, "reply_to_message": WORDS}})
    assert ours.message is not None
    assert ours.message.reply_to_message is None
    assert ours.message.text == "路灯不亮"


def test_of_a_press_only_the_chat_of_its_message_is_kept() -> None:
    shown = {**WORDS, "reply_markup": {"inline_keyboard": [[{"text": "看", "callback_data": "1:see:3:1"}]]}}
    theirs, ours = both({"update_id": 9, "callback_query": {**PRESS, "message": shown}})
    assert isinstance(ours.callback_query, CallbackQuery)
    assert ours.callback_query.message is not None
    assert not ours.callback_query.message.is_accessible
    assert (ours.effective_chat, ours.effective_user) == (theirs.effective_chat, theirs.effective_user)
    assert ours.callback_query.data == "1:see:3:1"


def test_a_press_without_a_message_is_a_press() -> None:
    theirs, ours = both({"update_id": 9, "callback_query": {**PRESS, "inline_message_id": "x"}})
    assert ours.to_dict() == theirs.to_dict()


@pytest.mark.parametrize("seed", range(200))
def test_what_chance_makes_of_plain_messages_is_read_the_same_or_refused_by_both(seed: int) -> None:
    """Every part of a plain message, with nonsense of the right type inside."""
    from aiogram.types import Message as Model

    made = Maker(random.Random(seed)).object(Model)
    plain = {name: made[name] for name in ("message_id", "date", "chat", "from", "text", "entities") if name in made}
    _, payload = storable({"update_id": seed, "message": {**WORDS, **plain}})
    try:
        theirs: Any = Update.de_json(orjson.loads(payload), BOT).to_dict()
    except Exception as error:
        theirs = type(error)
    try:
        ours: Any = update_of(payload, BOT).to_dict()
    except Exception as error:
        ours = type(error)
    assert ours == theirs


def test_the_library_still_lets_our_kinds_be() -> None:
    """The two kinds set their parts without the library's guard, and are its own in all else."""
    ours = update_of(orjson.dumps({"update_id": 9, "message": WORDS}).decode(), BOT)
    assert isinstance(ours, Update)
    assert isinstance(ours.message, Message)
    assert ours == Update(9)
