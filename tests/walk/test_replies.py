"""Talking through a case: replies on both sides, also after a restart; anonymity; somebody who can't be reached."""

from pathlib import Path

from bot.demo.town import town
from tests.support.city import City, living, seats
from tests.support.sandbox import Bench, Phone, text_of
from tests.walk.steps import EN, HOME, LIGHTS, NUMBER, ZH, answer, both, hand_in, officer, part, quiet, rate, said_to

SECRET, USERNAME = "欧阳雪晴", "snow_is_clear"


async def test_replies_find_their_case_after_a_restart(sandbox: Bench, tmp_path: Path) -> None:
    async with living(sandbox, tmp_path) as city:
        resident, representative = await both(city)
        sent = await hand_in(resident)
        card = await representative.hear(LIGHTS)
        await representative.say("在哪一段？", reply_to=card["message_id"])
        asked = await resident.hear("在哪一段")
    async with living(sandbox, tmp_path):
        await resident.say("供销社到桥头。", reply_to=asked["message_id"])
        added = await representative.hear("供销社到桥头")
        await representative.say("明白了。", reply_to=added["message_id"])
        await resident.hear("明白了")
        await resident.say("另外井盖也松了。", reply_to=sent["message_id"])  # to the message with the number
        await representative.hear("另外井盖也松了")


async def test_a_conversation_goes_on_after_a_restart(sandbox: Bench, tmp_path: Path) -> None:
    async with living(sandbox, tmp_path) as city:
        resident, representative = await both(city)
        await resident.say(LIGHTS)
        await resident.hear(part(ZH, "suggest.preview_title"))
    await resident.say("已经一个月了")  # while nobody listens
    async with living(sandbox, tmp_path):
        await resident.hear("已经一个月了")
        await resident.press(ZH("suggest.submit"))
        await representative.hear("已经一个月了")
        await representative.press(ZH("button.answer"))
        await representative.press(ZH("class.A"))
        await representative.hear(part(ZH, "desk.ask_answer"))
    async with living(sandbox, tmp_path):
        await representative.say("灯换好了。")
        await representative.hear("灯换好了")
    async with living(sandbox, tmp_path):
        await representative.press(ZH("desk.send"))
        await resident.hear("灯换好了")
        await rate(resident, "satisfied", "satisfied")


async def test_files_and_albums_in_replies(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    card = await representative.hear(LIGHTS)
    for number in range(3):
        caption = "看这里" if number == 0 else ""
        await representative.send_photo(media_group="Q", caption=caption, reply_to=card["message_id"])
    heard = await resident.hear("看这里")
    await quiet(city, resident)
    album = [m for m in await resident.messages() if "photo" in m]
    assert len(album) == 3
    assert len({m["media_group_id"] for m in album}) == 1
    await resident.send_voice(reply_to=heard["message_id"])
    await representative.hear(part(ZH, "desk.added"))
    assert any("voice" in m for m in await representative.messages())
    await resident.say("看见了", reply_to=album[0]["message_id"])  # to a picture of the case
    await representative.hear("看见了")


async def test_a_reply_to_something_else_is_no_reply_to_a_case(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await quiet(city, representative)
    hello = (await resident.messages())[1]
    await resident.say("井盖坏了", reply_to=hello["message_id"])
    await resident.hear(part(ZH, "suggest.preview_title"))
    await representative.silence()


async def test_a_reply_after_the_end_is_refused_kindly(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    said = await resident.hear("灯已经换好")
    await rate(resident, "satisfied", "satisfied")
    await resident.say("谢谢您", reply_to=said["message_id"])
    assert NUMBER in text_of(await resident.hear(part(ZH, "refused.state")))


async def anonymous(city: City) -> tuple[Phone, Phone]:
    """Somebody who hid the name, and the representative; one of each kind of file is in the case."""
    representative = await city.staff(seats(HOME)[0])
    resident = await city.bench.phone(SECRET, username=USERNAME, last_name="的姓")
    await resident.say(f"/start s_{HOME}")
    await resident.press(ZH("start.agree"))
    await resident.hear(ZH("suggest.ask"))
    await resident.say("桥头的路灯不亮")
    await resident.send_document(f"{SECRET}的清单.csv")
    await resident.send_photo()
    await quiet(city, resident)
    await resident.press(ZH("suggest.who"))
    await resident.press(ZH("suggest.hide_name"))
    await resident.hear(ZH("suggest.line_hidden"))
    await resident.press(ZH("suggest.submit"))
    await resident.hear(NUMBER)
    await representative.hear(part(ZH, "desk.from_hidden"))
    return resident, representative


async def test_nothing_tells_who_an_anonymous_resident_is(city: City) -> None:
    resident, representative = await anonymous(city)
    await representative.press(ZH("button.write"))
    await representative.say("在哪一段？")
    asked = await resident.hear("在哪一段")
    await resident.say("桥头", reply_to=asked["message_id"])
    await representative.hear("桥头")
    await resident.send_document(f"{SECRET}.txt", reply_to=asked["message_id"])
    await resident.hear(part(ZH, "case.withheld"))
    await representative.hear(ZH("desk.withheld"))
    await city.later(days=4)
    await answer(representative, "B", "列入计划。")
    await rate(resident, "basic", "unsatisfied")
    await resident.send_document(f"{SECRET}2.txt", caption="还是不亮")
    await resident.hear(part(ZH, "case.withheld"))
    await representative.hear("还是不亮")
    await representative.say("/inbox")
    await representative.hear(part(ZH, "inbox.title_open"))
    await representative.press(representative.buttons()[0])
    helper = await officer(city)
    await helper.say("/inbox")
    await helper.hear(part(ZH, "inbox.title_open"))
    await helper.press(helper.buttons()[0])
    await helper.hear(part(ZH, "desk.from_hidden"))
    await city.bot.settle()
    for staff in (representative, helper):
        seen = str([m for m in await staff.messages() if m["from"]["is_bot"]])
        for trace in (SECRET, USERNAME, "的姓", str(resident.id), "document"):
            assert trace not in seen, trace


async def test_who_blocked_the_bot_hears_what_waited_when_back(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await resident.block()
    await answer(representative)
    await representative.hear(part(ZH, "case.answered"))
    await city.later(days=8)  # the reminder to rate is of no use any more when they are back
    await city.bot.settle()
    assert "parked" in await city.all_rows_of("outbox")
    await resident.unblock()
    await resident.say("/cases")
    await resident.hear("灯已经换好")
    await rate(resident, "satisfied", "satisfied")
    assert part(ZH, "rate.reminder") not in await resident.transcript()


async def test_a_representative_who_cannot_be_reached_is_told_to_the_officer(city: City) -> None:
    representative, helper = await city.staff(seats(HOME)[0]), await officer(city)
    await representative.block()
    assert representative.name in text_of(await helper.hear(part(ZH, "desk.unreachable")))
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await quiet(city, helper)
    await representative.unblock()
    await representative.say("/inbox")
    await representative.hear(LIGHTS)
    await answer(representative)
    await resident.hear("灯已经换好")


async def test_from_end_to_end_in_english(city: City) -> None:
    representative = await city.staff(seats(HOME)[0], language="en")
    resident = await city.resident("Mary Chen", "en")
    sent = text_of(await hand_in(resident, "All street lights near the bridge are dark", EN))
    assert "2026-0001" in sent
    assert EN("suggest.first_word", day="Fri 4 Dec").split("<b>")[0] in sent
    await representative.hear("Mary Chen")
    await representative.press(EN("button.write"))
    await representative.hear(part(EN, "desk.ask_words"))
    await representative.say("I will look tonight.")
    said = await resident.hear("I will look tonight.")
    await resident.say("Thank you", reply_to=said["message_id"])
    await representative.hear("Thank you")
    await answer(representative, words="New lamps are in.", t=EN)
    await resident.hear("New lamps are in.")
    await rate(resident, "satisfied", "basic", EN)
    await representative.hear(EN("rating.basic"))
    await resident.say("/cases")
    await resident.hear(EN("cases.title"))
    assert EN("state.closed") in resident.buttons()[0]
    await resident.press(resident.buttons()[0])
    await resident.hear(part(EN, "step.rate"))
    for text in (*await said_to(resident), *await said_to(representative)):
        assert not set("您我这的请") & set(text), text  # names stay Chinese, sentences do not


async def test_a_reply_to_the_question_answers_the_question(city: City) -> None:
    """Who swipes on “what was done?” gives the answer, and does not write to the resident past it."""
    resident, representative = await both(city)
    await hand_in(resident)
    await quiet(city, resident, representative)
    await representative.press(ZH("button.answer"))
    await representative.press(ZH("class.A"))
    asked = await representative.hear(part(ZH, "desk.ask_answer"))
    await representative.say("灯换好了。", reply_to=asked["message_id"])
    await representative.hear(part(ZH, "desk.confirm"))
    await resident.silence()
    await representative.press(ZH("desk.send"))
    await resident.hear("灯换好了")
    await rate(resident, "basic", "unsatisfied")
    await representative.hear(part(ZH, "desk.rated"))
    await resident.say("还是不亮", reply_to=(resident.last or {})["message_id"])
    await resident.hear(part(ZH, "rate.commented"))
    await representative.hear("还是不亮")


async def test_a_reply_to_the_question_for_a_voices_words(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    resident = await city.resident("陈桂兰")
    await resident.send_voice(caption="路灯")
    await resident.press(ZH("suggest.submit"))
    await representative.press(ZH("button.transcribe"))
    asked = await representative.hear(part(ZH, "case.ask_transcript"))
    await quiet(city, resident)
    await representative.say("桥头三盏路灯不亮。", reply_to=asked["message_id"])
    await representative.hear("桥头三盏")
    await resident.silence()
    assert "transcript" in await city.all_rows_of("case_messages")


async def test_districts_count_apart_and_a_reply_goes_by_the_whole_number(city: City) -> None:
    """An officer has a case of the own in another district, under the same year and serial as the resident's."""
    elsewhere = next(seat for seat in town().mandates if seat.station.startswith("zc-"))
    stranger = await city.staff(elsewhere.person)
    keeper = await officer(city)
    await keeper.say(f"/start s_{elsewhere.station}")
    await keeper.hear(part(ZH, "suggest.ask"))
    own = text_of(await hand_in(keeper, "家里的下水道堵了"))
    resident = await city.resident("陈桂兰")
    theirs = text_of(await hand_in(resident))
    assert NUMBER in own
    assert NUMBER in theirs
    await quiet(city, stranger, keeper, resident)
    await keeper.press(ZH("button.write"))
    asked = await keeper.hear(part(ZH, "desk.ask_words"))
    await keeper.say("只给居民看的话", reply_to=asked["message_id"])
    await resident.hear("只给居民看的话")
    await stranger.silence()


async def test_two_cases_of_the_same_number_in_two_districts(city: City) -> None:
    """Numbers count within a district; what one replies to is known by the message, never guessed by its number."""
    resident, near = await both(city)
    far = await city.staff(seats("lz-qidu")[0])
    await hand_in(resident)
    await resident.press(ZH("button.see_case"))
    await resident.press(ZH("button.add"))
    asked = await resident.hear(part(ZH, "case.ask_add"))
    await resident.say("/cancel")
    await resident.say("/start s_lz-qidu")
    await resident.hear(ZH("suggest.ask"))
    assert "临淄 2026-0001" in text_of(await hand_in(resident, "齐都的路灯不亮"))
    await far.hear("齐都的路灯不亮")
    await quiet(city, far)
    await resident.say("是张店那一件", reply_to=asked["message_id"])
    await near.hear("是张店那一件")
    await far.silence()
