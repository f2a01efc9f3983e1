"""Staff groups, walked: connected by a one-time link, cases in them, acted upon from there, and all that ends them."""

from dataclasses import dataclass

import pytest
import pytest_asyncio

from storage import units
from storage.tx import Tx
from tests.support.city import City
from tests.support.sandbox import TOKEN, Json, Phone, text_of
from tests.walk.steps import EN, HOME, LIGHTS, NUMBER, ZH, answer, both, codes, hand_in, officer, part, quiet
from tests.walk.test_departments import LEAD, department, pass_on

BOT = int(TOKEN.split(":")[0])
TITLE = "傅家工作群"


@dataclass
class Gathered:
    """A connected group, as whoever connected it sees it: in the group, and in the private chat."""

    number: int
    here: Phone
    private: Phone
    name: str  # of the station or department

    def seen_by(self, phone: Phone) -> Phone:
        """Another member in the group."""
        return phone.in_chat(self.number)

    async def joined_by(self, city: City, *phones: Phone) -> None:
        """Members more."""
        await city.bench.post(f"groups/{self.number}/members", {"add": [phone.id for phone in phones]})

    async def card(self, message_id: int) -> Json:
        """A message of the group as it stands now."""
        return next(message for message in await self.here.messages() if message["message_id"] == message_id)


async def link_of(phone: Phone, name: str) -> str:
    """A fresh link's payload, asked for in the private chat."""
    await phone.say("/group")
    await phone.hear(part(ZH, "group.list"))
    await phone.press(ZH("group.connect", name=name))
    message = await phone.hear(part(ZH, "group.link"))
    url = str(message["reply_markup"]["inline_keyboard"][0][0]["url"])
    assert "?startgroup=g_" in url
    return url.partition("startgroup=")[2]


async def station_name(city: City) -> str:
    """The name of the station at home."""

    def job(tx: Tx) -> str:
        found = units.station_by_code(tx, HOME, city.clock.now().date())
        assert found is not None
        return found.name

    return await city.bot.writer.run(job)


async def gathered(city: City, private: Phone, name: str, **details: object) -> Gathered:
    """A group with the bot in it, connected."""
    group = await city.bench.group(TITLE, private, **details)
    here = private.in_chat(group["id"])
    await here.say(f"/start {await link_of(private, name)}")
    await here.hear(name)
    await private.hear(TITLE)
    return Gathered(group["id"], here, private, name)


@pytest_asyncio.fixture
async def station(city: City) -> Gathered:
    """The group of the station at home."""
    return await gathered(city, await officer(city), await station_name(city))


async def test_a_new_case_appears_without_its_author(city: City, station: Gathered) -> None:
    resident = await city.resident("欧阳慧敏")
    await hand_in(resident, LIGHTS + "，我是欧阳慧敏，电话 13812345678，座机 0533-2187654，账号 @ouyang1990")
    card = await station.here.hear(NUMBER)
    assert LIGHTS in text_of(card)
    for secret in ("欧阳", "慧敏", "13812345678", "2187654", "@ouyang1990"):
        assert secret not in text_of(card)
    assert set(codes(card)) == {ZH("button.answer"), ZH("group.open")}


async def test_a_reply_to_the_card_is_a_word_to_the_resident(city: City, station: Gathered) -> None:
    resident, representative = await both(city)
    await station.joined_by(city, representative)
    await hand_in(resident)
    card = await station.here.hear(NUMBER)
    await quiet(city, representative)
    await station.seen_by(representative).say("明天上午我去看", reply_to=card["message_id"])
    await resident.hear("明天上午我去看")
    said = await station.here.hear(part(ZH, "group.said"))
    assert representative.name in text_of(said)
    await city.bot.settle()
    shown = text_of(await station.card(card["message_id"]))
    assert "明天上午我去看" in shown
    assert part(ZH, "group.did_speak") in shown
    await station.seen_by(representative).say("谁有空一起去？")  # among colleagues: no reply
    await resident.silence()


async def test_whoever_may_not_is_told_who_may(city: City, station: Gathered) -> None:
    resident, neighbour = await city.resident("陈桂兰"), await city.resident("刘师傅")
    stranger = await city.bench.phone("路人")
    await station.joined_by(city, resident, neighbour, stranger)
    await hand_in(resident)
    card = await station.here.hear(NUMBER)
    await quiet(city, resident, neighbour)
    for person in (neighbour, resident):  # its author has no more rights here than anybody, and nobody learns of it
        told = await station.seen_by(person).press(ZH("group.open"))
        assert told["text"] == ZH("group.only_station", name=station.name)
        await station.seen_by(person).say("路过说一句", reply_to=card["message_id"])
        await person.hear(ZH("group.only_station", name=station.name))
    told = await station.seen_by(stranger).press(ZH("group.open"))
    assert told["text"] == ZH("group.unknown")
    await station.seen_by(stranger).say("路过说一句", reply_to=card["message_id"])
    await station.here.hear(part(ZH, "group.stranger"))
    await stranger.silence()
    assert "路过说一句" not in await city.all_rows_of("case_messages")


async def test_what_asks_on_goes_on_in_the_private_chat(city: City, station: Gathered) -> None:
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await station.here.hear(NUMBER)
    await quiet(city, station.private)
    told = await station.here.press(ZH("button.answer"))
    assert told["text"] == ZH("group.goes_on")
    await station.private.press(ZH("class.A"))
    await station.private.hear(NUMBER)
    await station.private.say("灯已经换好，树枝也修了。")
    await station.private.hear("灯已经换好")
    await station.private.press(ZH("desk.send"))
    await resident.hear("灯已经换好")
    card = await station.here.hear(part(ZH, "group.did_answer"))
    assert station.private.name in text_of(card)


async def test_a_department_takes_a_case_up_in_its_group(city: City, station: Gathered) -> None:
    resident, representative = await both(city)
    at_office = await gathered(city, await department(city), LEAD)
    await hand_in(resident)
    first = await station.here.hear(NUMBER)
    await at_office.here.silence()  # it is none of theirs yet
    await pass_on(representative)
    card = await at_office.here.hear(NUMBER)
    assert "陈桂兰" not in text_of(card)
    told = await at_office.here.press(ZH("button.accept"))
    assert told["text"] == ZH("department.accepted")
    await representative.hear(part(ZH, "desk.accepted"))
    await city.bot.settle()
    for group, message_id in ((at_office, card["message_id"]), (station, first["message_id"])):
        shown = text_of(await group.card(message_id))
        assert part(ZH, "group.did_accept") in shown
        assert at_office.private.name in shown
    again = await at_office.here.press_data(card["message_id"], codes(card)[ZH("button.accept")])
    assert again["text"] == ZH("button.stale")


async def test_a_case_that_leaves_a_department_leaves_its_group(city: City) -> None:
    resident, representative = await both(city)
    at_office = await gathered(city, await department(city), LEAD)
    await hand_in(resident)
    await pass_on(representative)
    card = await at_office.here.hear(NUMBER)
    await representative.press(ZH("button.recall"))
    await representative.press(ZH("transfer.recall_yes"))
    await at_office.here.hear(part(ZH, "group.left"))
    assert not codes(await at_office.card(card["message_id"]))
    await quiet(city, at_office.here)
    await resident.say("补充一句", reply_to=(await resident.messages())[-1]["message_id"])
    await at_office.here.silence()


async def test_a_reminder_stands_in_the_group_once(city: City, station: Gathered) -> None:
    resident, _ = await both(city)
    await hand_in(resident)
    await station.here.hear(NUMBER)
    await city.later(days=6)
    await station.here.hear(part(ZH, "group.overdue"))
    await quiet(city, station.here)
    await city.later(minutes=5)
    await station.here.silence()


async def test_a_link_works_once_and_for_those_who_may(city: City) -> None:
    private, name = await officer(city), await station_name(city)
    other = await city.resident("刘师傅")
    group = await city.bench.group(TITLE, private, other)
    second = await city.bench.group("第二个群", private, other)
    link = await link_of(private, name)
    await other.in_chat(group["id"]).say(f"/start {link}")  # who got hold of it can't use it, and does not use it up
    await other.in_chat(group["id"]).hear(part(ZH, "group.not_for_you"))
    await private.in_chat(group["id"]).say(f"/start {link}")
    await private.in_chat(group["id"]).hear(part(ZH, "group.welcome_station")[:6])
    await private.in_chat(second["id"]).say(f"/start {link}")
    await private.in_chat(second["id"]).hear(part(ZH, "group.used"))
    await private.in_chat(group["id"]).say(f"/start {link}")
    await private.in_chat(group["id"]).hear(part(ZH, "group.already"))
    late = await link_of(private, name)
    await city.later(hours=25)
    await private.in_chat(second["id"]).say(f"/start {late}")
    await private.in_chat(second["id"]).hear(part(ZH, "group.expired"))
    assert link.removeprefix("g_") not in await city.all_rows()
    await private.say(f"/start {late}")
    await private.hear(part(ZH, "group.only_in_group"))


async def test_a_group_says_its_language_and_stays_silent_otherwise(city: City) -> None:
    private = await officer(city)
    station = await gathered(city, private, await station_name(city))
    for words in ("/start", "/group@somebody_else_bot", "/help", "/inbox", "大家好"):
        await station.here.say(words)
    await station.here.hear(part(ZH, "group.about"))
    await station.here.silence()


async def test_disconnecting_is_asked_twice_and_ends_it(city: City, station: Gathered) -> None:
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    card = await station.here.hear(NUMBER)
    await station.private.say("/group")
    await station.private.press(ZH("group.end", title=TITLE))
    await station.private.press(ZH("group.end_yes"))
    await station.here.hear(part(ZH, "group.ended"))
    told = await station.here.press(ZH("group.open"))
    assert told["text"] == ZH("group.not_connected")
    await station.here.say("还能办吗", reply_to=card["message_id"])
    await station.here.silence()
    await hand_in(await city.resident("刘师傅"), "井盖松了，夜里很危险")
    await station.here.silence()


async def test_being_put_out_is_told_to_who_connected_it(city: City, station: Gathered) -> None:
    await city.bench.post(f"groups/{station.number}/members", {"remove": [BOT]})
    await station.private.hear(part(ZH, "group.removed"))
    await hand_in(await city.resident("陈桂兰"))
    await quiet(city)
    assert not [r for r in await city.bench.requests("sendMessage") if r["status"] == 403]
    await station.private.say("/group")
    await station.private.hear(part(ZH, "group.none_yet"))


async def test_being_put_out_unheard_is_found_out_when_something_is_sent(city: City, station: Gathered) -> None:
    await city.bench.fault(method="sendMessage", chat=station.number, status=403, count=1,
                           description="Forbidden: bot was kicked from the supergroup chat")  # fmt: skip
    await hand_in(await city.resident("陈桂兰"))
    await station.private.hear(part(ZH, "group.removed"))


async def test_a_group_grows_into_a_supergroup(city: City, station: Gathered) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await station.here.hear(NUMBER)
    moved = await city.bench.post(f"groups/{station.number}/migrate", {})
    grown = station.private.in_chat(moved["id"])
    await hand_in(await city.resident("刘师傅"), "井盖松了，夜里很危险")
    await grown.hear("井盖松了")
    await answer(representative)
    card = await grown.hear("灯已经换好")  # the cards of the old group are out of reach: it is sent anew
    await quiet(city, grown)
    await grown.say("还有一盏下周换", reply_to=card["message_id"])
    await resident.hear("还有一盏下周换")


async def test_growth_is_found_out_when_something_is_sent(city: City, station: Gathered) -> None:
    """The word of the messenger may be late, or lost: then sending tells it."""
    moved = await city.bench.post(f"groups/{station.number}/migrate", {})
    await city.bot.settle()

    def back(tx: Tx) -> None:
        tx.connection.execute(f"UPDATE staff_groups SET address = '{station.number}', was = NULL")  # noqa: S608

    await city.bot.writer.run(back)
    await hand_in(await city.resident("陈桂兰"))
    await station.private.in_chat(moved["id"]).hear(NUMBER)


async def test_without_the_right_to_write_who_connected_it_hears_so_once(city: City, station: Gathered) -> None:
    await city.bench.fault(method="sendMessage", chat=station.number, status=400, count=2,
                           description="Bad Request: not enough rights to send text messages to the chat")  # fmt: skip
    await hand_in(await city.resident("陈桂兰"))
    await station.private.hear(part(ZH, "group.silenced"))
    await hand_in(await city.resident("刘师傅"), "井盖松了，夜里很危险")
    await quiet(city, station.private)
    told = [m for m in await station.private.messages() if part(ZH, "group.silenced") in text_of(m)]
    assert len(told) == 1


@pytest_asyncio.fixture
async def forum(city: City) -> Gathered:
    """A group with topics, in which the bot may open them."""
    private = await officer(city)
    made = await gathered(city, private, await station_name(city), forum=True, supergroup=True)
    await city.bench.post(f"groups/{made.number}/members", {"administrators": [BOT]})
    await city.bot.settle()
    return made


async def test_in_a_forum_each_case_has_a_topic(city: City, forum: Gathered) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    card = await forum.here.hear(NUMBER)
    await hand_in(await city.resident("刘师傅"), "井盖松了，夜里很危险")
    other = await forum.here.hear("井盖松了")
    assert card["message_thread_id"] != other["message_thread_id"]
    await forum.joined_by(city, representative)
    at = forum.seen_by(representative)
    await at.say("明天去看", reply_to=card["message_id"], thread=card["message_thread_id"])
    await resident.hear("明天去看")
    said = await forum.here.hear(part(ZH, "group.said"))
    assert said["message_thread_id"] == card["message_thread_id"]
    await quiet(city, resident)
    await at.say("这只是同事之间的话", thread=card["message_thread_id"])
    await resident.silence()
    assert "这只是同事之间的话" not in await city.all_rows()


GONE = ("message thread not found", "TOPIC_DELETED", "TOPIC_CLOSED")


@pytest.mark.parametrize("why", GONE)
async def test_a_topic_that_is_gone_has_a_successor(city: City, forum: Gathered, why: str) -> None:
    resident, _ = await both(city)
    await hand_in(resident)
    card = await forum.here.hear(NUMBER)
    await city.bench.fault(method="sendMessage", chat=forum.number, status=400, count=1,
                           description=f"Bad Request: {why}")  # fmt: skip
    await city.later(days=6)
    again = await forum.here.hear(part(ZH, "group.overdue"))
    assert again["message_thread_id"] != card["message_thread_id"]


async def test_without_the_right_to_open_topics_cases_stand_together(city: City) -> None:
    private = await officer(city)
    made = await gathered(city, private, await station_name(city), forum=True, supergroup=True)
    await hand_in(await city.resident("陈桂兰"))
    card = await made.here.hear(NUMBER)
    assert "message_thread_id" not in card
    await private.hear(part(ZH, "group.no_topics"))


async def test_who_hides_behind_the_group_is_asked_to_show_themselves(city: City) -> None:
    private, name = await officer(city), await station_name(city)
    group = await city.bench.group(TITLE, private)
    link = await link_of(private, name)
    hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    chat = {"id": group["id"], "type": "group", "title": TITLE}
    for number in (1, 2):
        message = {"message_id": 900 + number, "date": int(city.clock.now().timestamp()), "chat": chat, "from": hidden,
                   "sender_chat": chat, "text": f"/start {link}",
                   "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}  # fmt: skip
        await city.bench.post("updates", {"message": message})
    here = private.in_chat(group["id"])
    await here.hear(part(ZH, "group.hidden"))
    await here.silence()  # once a day
    await here.say(f"/start {link}")
    await here.hear(name)


async def test_a_group_speaks_the_language_of_whoever_connected_it(city: City) -> None:
    at_office = await department(city, language="en")
    group = await city.bench.group("Law enforcement", at_office)
    await at_office.say("/group")
    await at_office.press(EN("group.connect", name=LEAD))
    message = await at_office.hear(part(EN, "group.link"))
    link = str(message["reply_markup"]["inline_keyboard"][0][0]["url"]).partition("startgroup=")[2]
    here = at_office.in_chat(group["id"])
    await here.say(f"/start {link}")
    await here.hear(part(EN, "group.welcome_department"))
    resident, representative = await both(city)
    await hand_in(resident)
    await pass_on(representative)
    card = await here.hear(NUMBER)
    assert EN("group.new").removeprefix("<b>").removesuffix("</b>") in text_of(card)
    assert set(codes(card)) == {EN("button.accept"), EN("button.answer"), EN("group.open")}
