"""The desk: what lies on it, the card that is edited in place, words, answers, transcripts, and giving a case away."""

from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import (
    EN,
    HOME,
    LIGHTS,
    NUMBER,
    ZH,
    answer,
    both,
    codes,
    count,
    hand_in,
    officer,
    part,
    quiet,
    rate,
    said_to,
)

OPEN = part(ZH, "inbox.title_open")


async def cards(phone: Phone) -> list[str]:
    """The cases that the newest desk lists."""
    return [label for label in phone.buttons() if " 2026-" in label]


async def test_overdue_comes_first(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    for number in range(2):
        await hand_in(await city.resident(f"居民{number}"))
        await city.resident(f"过客{number}")
    await city.later(days=6)
    third = await city.resident("居民3")
    await hand_in(third, "桥头的路灯坏了")
    await representative.say("/inbox")
    await representative.hear(OPEN)
    first, *_, last = await cards(representative)
    assert ZH("inbox.overdue") in first
    assert NUMBER in first
    assert ZH("inbox.overdue") not in last


async def test_pages_and_filters_are_one_card(city: City) -> None:
    helper = await officer(city)
    for number in range(8):
        await hand_in(await city.resident(f"居民{number}"))
    await helper.say("/inbox")
    await helper.hear(OPEN)
    assert len(await cards(helper)) == 6
    before = await count(helper)
    await helper.press(ZH("page.on"))
    await helper.hear(OPEN)
    assert len(await cards(helper)) == 2
    await helper.press(ZH("page.back"))
    await helper.hear(OPEN)
    for tab, title in (("waiting", "none_waiting"), ("closed", "none_closed"), ("open", "title_open")):
        await helper.press(ZH(f"inbox.{tab}"))
        await helper.hear(part(ZH, f"inbox.{title}"))
    assert await count(helper) == before


async def test_filters_show_what_they_say(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative, "B")
    await representative.say("/inbox")
    await representative.hear(ZH("inbox.none_open"))
    await representative.press(ZH("inbox.waiting"))
    await representative.hear(part(ZH, "inbox.title_waiting"))
    assert NUMBER in representative.buttons()[0]
    await resident.press(ZH("button.see_case"))
    await resident.press(ZH("button.withdraw"))
    await resident.press(ZH("button.withdraw_yes"))
    await representative.hear(part(ZH, "case.withdrawn"))
    await representative.say("/inbox")
    await representative.press(ZH("inbox.closed"))
    await representative.hear(part(ZH, "inbox.title_closed"))
    assert NUMBER in representative.buttons()[0]


async def test_the_card_is_edited_in_place(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    before = await count(representative)
    for _ in range(3):
        await representative.press(ZH("button.answer"))
        await city.bot.settle()
        assert [ZH(f"class.{c}") for c in "ABCD"] == list(codes((await representative.messages())[-1]))[:4]
        await representative.press(ZH("button.back"))
        await city.bot.settle()
    assert await count(representative) == before
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    await representative.say("看到了，今晚去现场。")
    await representative.hear(part(ZH, "case.passed_on"))
    await city.bot.settle()
    card = next(m for m in await representative.messages() if ZH("button.answer") in codes(m))
    assert "看到了" in text_of(card)
    assert ZH("state.handling") in text_of(card)
    assert await count(representative) == before + 3  # the question, the words, and that they went


async def test_after_the_answer_the_card_has_no_buttons_for_another(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await representative.hear(part(ZH, "case.answered"))
    await city.bot.settle()
    assert not any(ZH("button.answer") in codes(m) for m in await representative.messages())
    assert any(ZH("state.answered") in text for text in await said_to(representative))


async def test_every_class_of_answer(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    for class_ in "ABCD":
        resident = await city.resident("居民")
        await resident.say("路灯不亮")
        await resident.press(ZH("suggest.submit"))
        sent = text_of(await resident.hear(" 2026-0"))
        if representative.name not in sent:  # the load is shared
            await resident.say(f"/start s_{HOME}")
            await hand_in(resident, "路灯还不亮")
        await answer(representative, class_, f"答复{class_}", number="2026-")
        heard = text_of(await resident.hear(f"答复{class_}"))
        assert part(ZH, f"answer.{class_}") in heard


async def test_a_template_goes_after_one_look(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.press(ZH("button.write"))
    await representative.press("收到，去看看")
    await quiet(city, resident)
    await representative.hear(part(ZH, "desk.confirm"))
    await resident.silence()
    await representative.say("收到，明天去看。")  # other words in their place
    await representative.hear("明天去看")
    await representative.press(ZH("desk.change"))
    await representative.hear(part(ZH, "desk.ask_words"))
    await representative.press("想问清楚")
    await representative.hear("我想问清楚一点")
    await representative.press(ZH("desk.send"))
    await resident.hear("我想问清楚一点")
    assert "明天去看" not in await resident.transcript()


async def test_an_answer_is_changed_before_it_goes(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.press(ZH("button.answer"))
    await representative.press(ZH("class.A"))
    await representative.hear(part(ZH, "desk.ask_answer"))
    await representative.say("修好了。")
    await representative.hear("修好了")
    await representative.press(ZH("desk.change"))
    await representative.hear(part(ZH, "desk.ask_answer"))
    await representative.say("灯已经换好。")
    confirm = await representative.hear("灯已经换好")
    told = await representative.press_data(confirm["message_id"], codes(confirm)[ZH("desk.send")])
    assert told["answered"]
    assert "灯已经换好" in text_of(await resident.hear(part(ZH, "case.answer")))
    assert "修好了。" not in await resident.transcript()
    again = await representative.press_data(confirm["message_id"], codes(confirm)[ZH("desk.send")])
    assert again["text"] == ZH("desk.gone")
    await city.bot.settle()
    assert sum(part(ZH, "case.answer") in text for text in await said_to(resident)) == 1


async def test_pictures_in_an_answer(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.press(ZH("button.answer"))
    await representative.press(ZH("class.A"))
    await representative.hear(part(ZH, "desk.ask_answer"))
    for number in range(3):
        await representative.send_photo(media_group="R", caption="换好的三盏灯" if number == 0 else "")
    await representative.hear(ZH.count("files.all", 3))
    await representative.press(ZH("desk.send"))
    await resident.hear("换好的三盏灯")
    album = [m for m in await resident.messages() if "photo" in m]
    assert len(album) == 3
    assert len({m["media_group_id"] for m in album}) == 1


async def test_pictures_in_a_message_arrive_as_one_album(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    for number in range(3):
        await representative.send_photo(media_group="W", caption="现场" if number == 0 else "")
    await resident.hear("现场")
    await representative.hear(part(ZH, "case.passed_on"))
    await city.bot.settle()
    album = [m for m in await resident.messages() if "photo" in m]
    assert len(album) == 3
    assert len({m["media_group_id"] for m in album}) == 1
    assert sum("现场" in text for text in await said_to(resident)) == 1
    assert sum(part(ZH, "case.passed_on") in text for text in await said_to(representative)) == 1


async def test_a_voice_is_written_down_and_stays(city: City) -> None:
    resident, representative = await both(city)
    await resident.send_voice(caption="路灯")
    await resident.press(ZH("suggest.submit"))
    await resident.hear(NUMBER)
    helper = await officer(city)
    await helper.say("/inbox")
    await helper.hear(OPEN)
    await helper.press(helper.buttons()[0])
    await helper.press(ZH("button.transcribe"))
    await helper.hear(part(ZH, "case.ask_transcript"))
    await helper.say("桥头三盏路灯不亮。")
    assert ZH("button.transcribe") not in codes(await helper.hear("桥头三盏"))
    await representative.hear(ZH("desk.said_transcript_officer", words="桥头三盏").removeprefix("<b>").split("</b>")[0])
    await resident.press(ZH("button.see_case"))
    await resident.hear("桥头三盏")
    assert "voice" in await city.all_rows_of("case_files")


async def test_an_old_card_is_replaced_by_the_new_one(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    old = await representative.hear(LIGHTS)
    await representative.press(ZH("button.answer"))
    classes = await representative.hear(LIGHTS)
    await representative.say("马上看", reply_to=old["message_id"])
    await representative.hear(part(ZH, "case.passed_on"))
    told = await representative.press_data(classes["message_id"], codes(classes)[ZH("class.A")])
    assert told["text"] == ZH("button.stale")
    await city.bot.settle()
    assert ZH("button.answer") in codes(next(m for m in await representative.messages() if LIGHTS in text_of(m)))


async def test_reminders_are_told_once_and_above_when_overdue(city: City) -> None:
    representative, helper = await city.staff(seats(HOME)[0]), await officer(city)
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await city.later(days=2)  # Thursday, a working day before
    await representative.hear(part(ZH, "desk.due_soon"))
    await quiet(city, representative, helper)
    await city.later(hours=1)
    await representative.silence()
    await helper.silence()
    await city.later(days=2)
    await representative.hear(part(ZH, "desk.overdue"))
    await helper.hear(part(ZH, "desk.overdue"))


async def test_a_rating_reaches_the_desk(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await rate(resident, "satisfied", "basic")
    told = text_of(await representative.hear(part(ZH, "desk.rated")))
    assert ZH("rating.satisfied") in told
    assert ZH("rating.basic") in told


async def test_the_desk_in_english(city: City) -> None:
    representative = await city.staff(seats(HOME)[0], language="en")
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await representative.hear(part(EN, "desk.new"))
    await representative.press(EN("button.write"))
    await representative.press("Got it, will look")
    await representative.press(EN("desk.send"))
    await resident.hear("I have your message")
    await answer(representative, words="It is mended.", t=EN)
    await resident.hear("It is mended.")
