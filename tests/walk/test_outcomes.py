"""Is it really fixed? The question four weeks later, taking up again what is not, and the figures of it."""

from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import NUMBER, ZH, answer, both, codes, hand_in, officer, part, quiet, rate


async def test_a_no_takes_the_case_up_again_and_a_yes_ends_it(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    thanks = text_of(await rate(resident, "satisfied", "satisfied"))
    assert "12月29日" in thanks, "it says when it will ask"
    await quiet(city, resident, representative)
    await city.later(days=28)
    asked = await resident.hear(part(ZH, "outcome.question"))
    assert NUMBER in text_of(asked)
    await resident.press(ZH("fixed.no"))
    await resident.hear(part(ZH, "outcome.ask_word"))
    assert ZH("fixed.no") in text_of(await representative.hear(part(ZH, "desk.fixed")))
    late = await resident.press_data(asked["message_id"], codes(asked)[ZH("fixed.yes")])
    assert late["text"] == ZH("button.done_already")
    await resident.say("上周又不亮了")
    assert "1月13日" in text_of(await resident.hear(part(ZH, "outcome.reopened")))
    await representative.hear("上周又不亮了")
    await answer(representative, words="换了整根线")
    await resident.hear("换了整根线")
    await rate(resident, "satisfied", "satisfied")
    await city.later(days=28)
    await resident.hear(part(ZH, "outcome.question"))
    await resident.press(ZH("fixed.yes"))
    await resident.hear(ZH("fixed.yes"))
    await quiet(city, resident)
    await city.later(days=60)
    await resident.silence()
    await resident.say("/cases")
    listed = await resident.hear(ZH("cases.title")[:4])
    await resident.press_data(listed["message_id"], next(iter(codes(listed).values())))
    shown = text_of(await resident.hear("c_"))
    assert part(ZH, "outcome.fixed_line") in shown
    assert part(ZH, "step.reopen") in shown


async def test_left_as_it_is_and_taken_up_again_later_out_of_the_card(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await resident.hear(part(ZH, "rate.process"))
    for days in (7, 7, 14):
        await city.later(days=days)
    await resident.hear(part(ZH, "outcome.question"))
    await resident.press(ZH("fixed.partly"))
    await resident.press(ZH("button.leave"))
    await quiet(city, resident, representative)
    await city.later(days=10)
    await resident.say("/cases")
    listed = await resident.hear(ZH("cases.title")[:4])
    await resident.press_data(listed["message_id"], next(iter(codes(listed).values())))
    assert ZH("rating.not_rated") in text_of(await resident.hear("c_"))
    await resident.press(ZH("button.reopen"))
    await resident.hear(part(ZH, "outcome.ask_word"))
    await resident.say("只修了一半")
    await resident.hear(part(ZH, "outcome.reopened"))
    await representative.hear("只修了一半")


async def test_not_to_my_point_reaches_the_handler_with_the_reason(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative, words="树已经修了")
    await rate(resident, "satisfied", "missed")
    assert part(ZH, "desk.missed") in text_of(await representative.hear(part(ZH, "desk.rated")))
    await resident.say("我问的是路灯")
    await representative.hear("我问的是路灯")
    await answer(representative, words="路灯也换好了")
    await resident.hear("路灯也换好了")


async def test_the_figures_show_both_sides(city: City) -> None:
    resident, representative = await both(city)
    staff = await officer(city)
    await hand_in(resident)
    await answer(representative)
    await resident.hear(part(ZH, "rate.process"))
    for days in (7, 7, 14):
        await city.later(days=days)
    await quiet(city, staff)
    await staff.say("/desk")
    await staff.hear(part(ZH, "inbox.none_triage"))
    await staff.press(ZH("button.figures"))
    shown = text_of(await staff.hear(part(ZH, "figures.staff")))
    assert f"{ZH('class.A')} 1" in shown
    assert f"{ZH('rating.not_rated')} 1" in shown
    assert ZH("rating.satisfied") not in shown
    assert f"{ZH('fixed.not_said')} 1" in shown
    await staff.press(ZH("figures.before"))
    await staff.hear(part(ZH, "figures.none"))
    await staff.press(ZH("figures.later"))
    await staff.hear(part(ZH, "figures.staff"))
