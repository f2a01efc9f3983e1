"""A draft that rests: kept by /cancel and by silence, offered to whoever returns, mixed with nothing unasked."""

from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import HOME, LIGHTS, NUMBER, ZH, both, code_of, part

TITLE = part(ZH, "suggest.preview_title")
NEW = "另外，停车场的井盖坏了"
BEGUN = part(ZH, "suggest.resume")
WHICH = part(ZH, "suggest.offer")


async def rested(city: City) -> Phone:
    """A resident with a draft that was left by /cancel."""
    phone = await city.resident("陈桂兰")
    await phone.say(LIGHTS)
    await phone.hear(TITLE)
    await phone.say("/cancel")
    await phone.hear(ZH("cancel.kept"))
    return phone


async def test_cancel_and_going_on(city: City) -> None:
    phone = await rested(city)
    await phone.say("/new")
    assert LIGHTS in text_of(await phone.hear(BEGUN))
    await phone.press(ZH("suggest.go_on"))
    await phone.hear(LIGHTS)
    await phone.press(ZH("suggest.submit"))
    await phone.hear(NUMBER)


async def test_cancel_and_beginning_anew(city: City) -> None:
    phone = await rested(city)
    await phone.say("/new")
    await phone.hear(BEGUN)
    await phone.press(ZH("suggest.anew"))
    await phone.hear(ZH("suggest.ask"))
    await phone.say(NEW)
    assert LIGHTS not in text_of(await phone.hear(NEW))


async def test_cancel_with_nothing_begun(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say("/cancel")
    await phone.hear(ZH("cancel.done"))


async def test_start_offers_to_go_on(city: City) -> None:
    phone = await rested(city)
    await phone.say("/start")
    await phone.hear(ZH("start.what_now"))
    await phone.hear(BEGUN)


async def test_a_days_silence_keeps_the_draft(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say(LIGHTS)
    await phone.hear(TITLE)
    await city.later(hours=25)
    await phone.silence()  # nobody is pressed
    assert "suggest.preview" not in await city.all_rows_of("talks")
    await phone.say("我回来了")
    assert LIGHTS in text_of(await phone.hear(WHICH))
    await phone.press(ZH("suggest.join"))
    await phone.hear(f"{LIGHTS}\n我回来了")


async def test_new_words_beside_a_resting_draft_can_be_another_matter(city: City) -> None:
    phone = await rested(city)
    for words in (NEW, "就在东门"):
        await phone.say(words)
        await phone.hear(WHICH)
    await phone.send_photo()
    await phone.hear(WHICH)
    await phone.press(ZH("suggest.apart"))
    shown = text_of(await phone.hear(NEW))
    assert f"{NEW}\n就在东门" in shown
    assert LIGHTS not in shown
    assert ZH.count("files.photo", 1) in shown


async def test_what_waits_is_not_lost_by_new_or_cancel_or_silence(city: City) -> None:
    phone = await rested(city)
    await phone.say(NEW)
    await phone.hear(WHICH)
    await phone.say("/new")
    await phone.hear(WHICH)
    await phone.say("/cancel")
    await phone.hear(ZH("cancel.kept"))
    await city.later(hours=25)
    await phone.say("/new")
    await phone.hear(WHICH)
    await phone.press(ZH("suggest.join"))
    await phone.hear(f"{LIGHTS}\n{NEW}")


async def test_what_waits_can_still_be_edited(city: City) -> None:
    phone = await rested(city)
    said = await phone.say(NEW)
    await phone.hear(WHICH)
    await phone.edit(said["message_id"], "停车场的井盖没了")
    await phone.press(ZH("suggest.apart"))
    await phone.hear("停车场的井盖没了")


async def test_handing_the_old_one_in_leaves_what_waited(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say(LIGHTS)
    await phone.hear(TITLE)
    await phone.say("/cancel")
    await phone.say(NEW)
    await phone.hear(WHICH)
    await phone.press(ZH("suggest.submit"))  # of the preview that still stands there
    await phone.hear(NUMBER)
    await phone.say("/new")
    assert NEW in text_of(await phone.hear(BEGUN))


async def test_too_many_words_together_are_said_and_wait_on(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say("路灯" * 1500)
    await phone.hear(TITLE)
    await phone.say("/cancel")
    await phone.say("井盖" * 1500)
    await phone.hear(WHICH)
    await phone.press(ZH("suggest.join"))
    await phone.hear(part(ZH, "suggest.too_long"))
    await phone.press(ZH("suggest.apart"))
    await phone.hear("井盖井盖")


async def test_a_code_is_remembered_while_it_is_asked_whether_to_go_on(city: City) -> None:
    code, name = await code_of(city, seats(HOME)[1])
    phone = await rested(city)
    await phone.say(f"/start r_{code}")
    await phone.hear(BEGUN)
    await phone.press(ZH("suggest.anew"))
    await phone.hear(ZH("suggest.ask"))
    await phone.say("路灯不亮")
    await phone.hear(TITLE)
    await phone.press(ZH("suggest.submit"))
    assert name in text_of(await phone.hear(ZH("route.chosen")))


async def test_words_alone_begin(city: City) -> None:
    resident, representative = await both(city)
    await resident.say("/cancel")  # out of the step that the code began
    await resident.hear(ZH("cancel.done"))
    await resident.say(LIGHTS)
    await resident.hear(TITLE)
    await resident.press(ZH("suggest.submit"))
    await representative.hear(LIGHTS)
