"""The officer's triage over HTTP: /desk, a case that is not in scope, and one that goes to another level."""

from domain.people import Role
from domain.roster import Level
from tests.support.city import City, seats
from tests.support.sandbox import text_of
from tests.walk.steps import HOME, LIGHTS, NUMBER, ZH, codes, hand_in, officer, part, quiet


async def test_a_case_is_redirected_with_a_word_of_help(city: City) -> None:
    helper, resident = await officer(city), await city.resident("陈桂兰")
    await hand_in(resident, "邻居欠钱不还，法院在审")
    await helper.say("/desk")
    await helper.hear(part(ZH, "inbox.title_triage"))
    await helper.press(helper.buttons()[0])
    await helper.press(ZH("button.redirect"))
    await helper.hear(part(ZH, "desk.ask_reason"))
    await helper.press(ZH("why.litigation"))
    assert "12348" in text_of(await helper.hear(part(ZH, "desk.ask_redirect")))
    await helper.say("请找社区的张律师，电话 0533-12348")
    shown = await helper.hear("张律师")
    await quiet(city, resident)
    await helper.press(ZH("desk.send"))
    told = text_of(await resident.hear("张律师"))
    assert ZH("why_not.litigation") in told
    assert NUMBER in told
    await helper.hear(part(ZH, "case.redirected_done"))
    again = await helper.press_data(shown["message_id"], codes(shown)[ZH("desk.send")])
    assert again["text"] == ZH("desk.gone")
    await resident.say("/cases")
    await resident.hear(part(ZH, "cases.title"))
    assert ZH("state.redirected") in resident.buttons()[0]


async def test_a_case_goes_to_another_level(city: City) -> None:
    helper, resident = await officer(city), await city.resident("陈桂兰")
    higher = [await city.staff(ref) for ref in seats(HOME, Level.DISTRICT)]
    await hand_in(resident)
    await helper.hear(LIGHTS)
    await helper.press(ZH("button.refer"))
    await helper.hear(part(ZH, "desk.ask_level"))
    assert ZH("level.town") not in helper.buttons()
    await helper.press(ZH("level.district"))
    told = text_of(await resident.hear(part(ZH, "case.assigned")))
    taker = next(phone for phone in higher if phone.name in told)
    await taker.hear(LIGHTS)


async def test_triage_is_not_for_representatives(city: City) -> None:
    representative = await city.staff(seats(HOME)[0])
    await representative.say("/desk")
    await representative.hear(ZH("refused.no_triage"))
    stranger = await city.bench.phone("路人")
    await stranger.say("/desk")
    await stranger.hear(part(ZH, "start.hello"))


async def test_the_desk_is_empty_at_first(city: City) -> None:
    helper = await city.staff("l001", Role.OFFICER, "zd-heping")
    await helper.say("/desk")
    await helper.hear(ZH("inbox.none_triage"))
