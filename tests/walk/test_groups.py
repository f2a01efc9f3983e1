"""The bot in groups and channels, and updates that nobody asked for: it says nothing disturbing and goes on."""

import asyncio

import pytest

from tests.support.city import City
from tests.support.sandbox import PATIENCE, TOKEN, Json, Phone
from tests.walk.steps import LIGHTS, NUMBER, ZH, answer, both, hand_in, part, quiet, sender

BOT = int(TOKEN.split(":")[0])
DATE = 1_796_000_000
CHANNEL = {"id": -1001, "type": "channel", "title": "张店发布"}


async def gathered(city: City, phone: Phone) -> tuple[Phone, int]:
    """A group of this person and the bot."""
    group = await city.bench.group("湖光社区", phone)
    return phone.in_chat(group["id"]), group["id"]


async def arrived(city: City, chat: int) -> None:
    """Wait until the bot has heard what happened in a chat, and has done with it: coming, greeting, going."""
    await done(city, f"'{chat}'", 3)


async def done(city: City, words: str, count: int = 1) -> None:
    """Wait until the bot has done with what came, at least so many rows with these words in them."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                rows = [row for row in (await city.all_rows_of("inbox")).splitlines() if words in row]
                if len(rows) >= count and all("'done'" in row for row in rows):
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(await city.all_rows_of("inbox")) from None


async def test_it_is_silent_in_a_group(city: City) -> None:
    resident = await city.resident("陈桂兰")
    group, number = await gathered(city, resident)
    await city.bench.post(f"groups/{number}/members", {"administrators": [BOT]})  # now it hears everything
    for text in (LIGHTS, "/start", "/new", "/help", "/cases", "/inbox", "/nonsense"):
        await group.say(text)
    await group.send_photo()
    await group.send_voice()
    await group.send_location()
    await group.send_contact()
    said = await group.say("改一改")
    await group.edit(said["message_id"], "改好了")
    await city.bench.post(f"groups/{number}/members", {"add": [(await city.bench.phone("刘师傅")).id]})
    await group.silence()
    await quiet(city, resident)
    assert LIGHTS not in await city.all_rows()
    assert str(number) not in await city.all_rows_of("talks")


async def test_a_group_that_becomes_a_supergroup(city: City) -> None:
    resident = await city.resident("陈桂兰")
    group, number = await gathered(city, resident)
    moved = await city.bench.post(f"groups/{number}/migrate", {})
    await resident.in_chat(moved["id"]).say("/start")
    await resident.in_chat(moved["id"]).silence()
    assert group.chat == number


async def test_being_thrown_out_of_a_group_is_not_being_blocked(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    _, number = await gathered(city, resident)
    await city.bench.post(f"groups/{number}/members", {"remove": [BOT]})
    await arrived(city, number)
    await answer(representative)
    await resident.hear("灯已经换好")  # without a word from them first


async def test_a_representative_who_throws_it_out_alarms_nobody(city: City) -> None:
    resident, representative = await both(city)
    _, number = await gathered(city, representative)
    await city.bench.post(f"groups/{number}/members", {"remove": [BOT]})
    await arrived(city, number)
    await hand_in(resident)
    await representative.hear(LIGHTS)


async def test_words_in_a_group_that_answer_a_message_of_the_same_number_stay_there(city: City) -> None:
    """Message ids count within a chat: a reply in a group must not reach a case of the private chat."""
    resident, representative = await both(city)
    sent = await hand_in(resident)
    await quiet(city, representative)
    chat = {"id": -77, "type": "group", "title": "湖光社区"}
    bot = {"id": BOT, "is_bot": True, "first_name": "B"}
    replied = {"message_id": sent["message_id"], "date": DATE, "chat": chat, "from": bot, "text": NUMBER}
    message = {"message_id": 9, "date": DATE, "chat": chat, "from": sender(resident), "text": "说说笑笑",
               "reply_to_message": replied}  # fmt: skip
    await city.bench.post("updates", {"message": message})
    await representative.silence()
    assert "说说笑笑" not in await city.all_rows()


UNASKED: dict[str, Json] = {
    "channel_post": {"message_id": 1, "date": DATE, "chat": CHANNEL, "text": "通知"},
    "edited_channel_post": {"message_id": 1, "date": DATE, "edit_date": DATE, "chat": CHANNEL, "text": "通知2"},
    "inline_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "王"}, "query": "x", "offset": ""},
    "poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": True},
    "poll_answer": {"poll_id": "1", "option_ids": [0]},
    "chat_join_request": {"chat": CHANNEL, "from": {"id": 5, "is_bot": False, "first_name": "王"}, "date": DATE},
    "message_reaction": {"chat": CHANNEL, "message_id": 1, "date": DATE, "old_reaction": [], "new_reaction": []},
    "something_of_next_year": {"a": [1, {"b": None}]},
}


@pytest.mark.parametrize("kind", UNASKED)
async def test_updates_that_nobody_asked_for_are_done_with(city: City, kind: str) -> None:
    await city.bench.post("updates", {kind: UNASKED[kind]})
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await city.bot.settle()
    rows = (await city.all_rows_of("inbox")).splitlines()
    assert rows
    assert all("'done'" in row for row in rows)


ODD: tuple[Json, ...] = (
    {"text": "群里的匿名管理员", "chat": {"id": -5, "type": "supergroup", "title": "x"},
     "sender_chat": {"id": -5, "type": "supergroup", "title": "x"}},
    {"text": "/start", "chat": CHANNEL},
    {"new_chat_members": [], "chat": {"id": -5, "type": "group", "title": "x"}},
    {"pinned_message": None, "chat": {"id": -5, "type": "group", "title": "x"}},
)  # fmt: skip


@pytest.mark.parametrize("content", ODD, ids=range(len(ODD)))
async def test_odd_messages_are_done_with(city: City, content: Json) -> None:
    await city.bench.post("updates", {"message": {"message_id": 3, "date": DATE, **content}})
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await city.bot.settle()
    assert "waiting" not in await city.all_rows_of("inbox")


async def test_service_messages_in_private_are_no_words(city: City) -> None:
    resident = await city.resident("陈桂兰")
    await resident.say("/cancel")
    await quiet(city, resident)
    chat = {"id": resident.id, "type": "private", "first_name": "陈桂兰"}
    pinned = {"pinned_message": {"message_id": 1, "date": 0, "chat": chat}}
    for content in (pinned, {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}}):
        message = {"message_id": 7, "date": DATE, "chat": chat, "from": sender(resident), **content}
        update = await city.bench.post("updates", {"message": message})
        await done(city, str(update["update_id"]))


async def test_a_blocked_and_unblocked_stranger(city: City) -> None:
    phone = await city.bench.phone("路人")
    await phone.say("/start")
    await phone.hear()
    await phone.block()
    await phone.unblock()
    await phone.press(ZH("start.agree"))
    await phone.hear(ZH("place.ask"))


async def test_reactions_and_taking_back_disturb_nothing(city: City) -> None:
    resident, representative = await both(city)
    said = await resident.say(LIGHTS)
    await resident.hear(part(ZH, "suggest.preview_title"))
    await city.bench.post(f"chats/{resident.id}/delete", {"message_id": said["message_id"]})
    await resident.press(ZH("suggest.submit"))
    card = await representative.hear(LIGHTS)
    await representative.react(card["message_id"], "👍")
    await answer(representative)
    await resident.hear("灯已经换好")
