"""Who may do what with a case: it is given to another representative, and others are refused kindly."""

from domain.people import Role
from domain.roster import Level
from tests.support.city import City, seats, town
from tests.support.sandbox import text_of
from tests.walk.steps import (
    HOME,
    LIGHTS,
    STREET,
    ZH,
    answer,
    both,
    code_of,
    codes,
    hand_in,
    office,
    officer,
    part,
    quiet,
)

OPEN = part(ZH, "inbox.title_open")


async def test_an_officer_gives_a_case_to_another_representative(city: City) -> None:
    first = await city.staff(seats(HOME)[0])
    second = await city.staff(seats(HOME)[1])
    helper = await officer(city)
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await first.hear(LIGHTS)
    await helper.say("/inbox")
    await helper.hear(OPEN)
    await helper.press(helper.buttons()[0])
    await helper.press(ZH("button.assign"))
    await helper.press(second.name)
    await second.hear(LIGHTS)
    assert second.name in text_of(await resident.hear(part(ZH, "case.assigned")))
    assert second.name in text_of(await first.hear(part(ZH, "case.assigned")))
    card = next(m for m in await first.messages() if LIGHTS in text_of(m))
    await first.press_data(card["message_id"], codes(card)[ZH("button.answer")])
    await first.hear(ZH("refused.not_yours"))
    await answer(second)
    await resident.hear("灯已经换好")


async def test_an_administrator_gives_a_case_to_a_representative(city: City) -> None:
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    resident = await city.resident("陈桂兰", home=f"s_{STREET}")
    await hand_in(resident, "暖气不热")
    await boss.hear("暖气不热")  # neither the representative nor the officer has an account
    _, peer = await code_of(city, seats(STREET, Level.DISTRICT)[1])
    await boss.press(ZH("button.assign"))
    await boss.press(peer)
    assert peer in text_of(await resident.hear(part(ZH, "case.assigned")))


async def test_others_are_refused_kindly(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    card = await representative.hear(LIGHTS)
    others = [
        await city.staff(seats(HOME)[1]),
        await officer(city, STREET),
        await city.staff(office(Role.ADMIN, "zichuan"), Role.ADMIN, "zichuan"),
        await city.resident("刘师傅"),
    ]
    for other in others:
        own = (await other.messages())[-1]["message_id"]
        await quiet(city, other, resident)
        for label, data in codes(card).items():
            await other.press_data(own, data)
            assert text_of(await other.hear()) == ZH("refused.not_yours"), label
    await resident.silence()


async def test_the_author_cannot_answer_the_own_case(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    card = await representative.hear(LIGHTS)
    own = (await resident.messages())[-1]["message_id"]
    await quiet(city, resident)
    for data in codes(card).values():
        if ":case.remind:" in data:  # to be reminded of it is everybody's who sees it
            continue
        await resident.press_data(own, data)
        assert text_of(await resident.hear()) == ZH("refused.not_yours")


async def test_staff_never_rate_for_a_resident(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    question = await resident.hear(part(ZH, "rate.process"))
    own = (await representative.messages())[-1]["message_id"]
    await representative.press_data(own, codes(question)[ZH("rating.satisfied")])
    await representative.hear(ZH("refused.not_yours"))


async def test_a_case_given_to_another_station_leaves_the_officers_desk(city: City) -> None:
    helper = await officer(city)
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    _, peer = await code_of(city, next(seat.person for seat in town().mandates if seat.level is Level.CITY))
    await helper.hear(LIGHTS)
    await helper.press(ZH("button.assign"))
    await helper.press(peer)
    assert peer in text_of(await helper.hear(part(ZH, "case.assigned")))
    assert peer in text_of(await resident.hear(part(ZH, "case.assigned")))
    await helper.say("/inbox")
    await helper.hear(ZH("inbox.none_open"))
