"""Following up over HTTP: asking how a case stands, an own reminder, /waiting, and buttons that never stay silent."""

from handlers.presses import PRESSES
from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import NUMBER, ZH, answer, both, hand_in, part, quiet, rate


async def test_asked_reminded_and_waited_for(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(NUMBER)
    await representative.say("/waiting")
    await representative.hear(part(ZH, "waiting.title"))
    assert ZH("waits.first_word") in representative.buttons()[0]
    await resident.say("/cases")
    await resident.hear(part(ZH, "cases.title"))
    await resident.press(resident.buttons()[0])
    await resident.hear(NUMBER)
    await resident.press(ZH("button.chase"))
    await resident.hear(part(ZH, "chase.sent"))
    await representative.hear(part(ZH, "desk.chased"))
    await resident.press(ZH("button.remind"))
    await resident.hear(part(ZH, "remind.ask"))
    await resident.press(ZH("remind.other"))
    await resident.hear(part(ZH, "remind.ask_day"))
    await resident.say("12月5日")
    assert "12月5日" in text_of(await resident.hear(part(ZH, "remind.kept")))
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    await representative.say("是哪一盏？")
    await resident.hear("是哪一盏")
    await resident.say("/waiting")
    await resident.hear(part(ZH, "waiting.title"))
    assert ZH("waits.question") in resident.buttons()[0]
    await quiet(city, resident, representative)
    await city.later(days=3)
    await resident.silence()
    await city.later(days=1)
    await resident.hear(part(ZH, "remind.due"))
    await city.later(hours=8)
    await resident.silence()
    await representative.say("/inbox")
    await representative.hear(part(ZH, "inbox.title_open"))
    await representative.press(representative.buttons()[0])
    await representative.hear(NUMBER)
    await answer(representative)
    await resident.hear("灯已经换好")
    await resident.say("/waiting")
    await resident.hear(part(ZH, "waiting.title"))
    await resident.press(resident.buttons()[0])
    await rate(resident, "satisfied", "satisfied")
    await resident.say("/waiting")
    await resident.hear(ZH("waiting.none"))


async def test_no_button_stays_silent(city: City) -> None:
    """Every verb, forged by somebody else, of an old version, malformed or unknown: each press is answered."""
    resident, representative = await both(city)
    other = await city.resident("邻居")
    await hand_in(resident)
    await representative.hear(NUMBER)
    await quiet(city, resident, representative, other)
    forged = [f"1:{verb}:1::" for verb in PRESSES] + [f"1:{verb}:1:99:7" for verb in PRESSES]
    broken = ["", "1", "9:cases:::", "1:nobody.knows:1:1:", "1:cases:x::", "2:case.show:1::", "☃", "1:case.show:-1::"]
    card = (await other.messages())[-1]
    for data in (*broken, *forged):
        before = await last_request(city)
        found = await other.press_data(card["message_id"], data)
        await city.bot.settle()
        asked = [request["method"].lower() for request in await city.bench.requests(since=before)]
        assert asked.count("answercallbackquery") == 1, data
        assert found.get("text") or any(method.startswith(("send", "edit")) for method in asked), f"{data}: silence"
    await resident.say("/cases")
    await resident.hear(part(ZH, "cases.title"))
    assert NUMBER in resident.buttons()[0]
    assert ZH("state.assigned") in resident.buttons()[0], "nothing of all that changed the case of somebody else"


async def last_request(city: City) -> int:
    """The number of what the bot asked for last."""
    return max(request["n"] for request in await city.bench.requests())
