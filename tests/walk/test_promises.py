"""What is not solved yet: a promised day, the question when it comes, another day, and a second answer."""

from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import NUMBER, ZH, answer, both, codes, hand_in, part, quiet, rate


async def test_a_promise_is_asked_about_put_off_and_kept(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative, "B", "排进下个月的计划")
    assert "12月31日" in text_of(await resident.hear(part(ZH, "answer.promised")))
    await rate(resident, "satisfied", "basic")
    await quiet(city, resident, representative)
    await city.later(days=30)
    await representative.hear(part(ZH, "desk.promise_due"))
    await resident.silence()
    await representative.press(ZH("button.later"))
    shown = await representative.hear(part(ZH, "desk.ask_postpone"))
    other = next(label for label in codes(shown))
    await representative.press(other)
    day = other.removeprefix(ZH("desk.by_day", day="").strip()).strip()
    assert day in text_of(await representative.hear(part(ZH, "desk.ask_postpone")))
    await representative.say("灯杆还没到货")
    told = text_of(await resident.hear("灯杆还没到货"))
    assert day in told
    await answer(representative, "A", "装好了")
    await resident.hear("装好了")
    await rate(resident, "satisfied", "satisfied")
    await representative.say("/inbox")
    await representative.press(ZH("inbox.closed"))
    await representative.hear(part(ZH, "inbox.title_closed"))
    assert NUMBER in representative.buttons()[0]


async def test_the_day_is_chosen_while_the_answer_is_written(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.press(ZH("button.answer"))
    await representative.press(ZH("class.C"))
    shown = await representative.hear(part(ZH, "desk.promised"))
    chosen, data = next(iter(codes(shown).items()))
    await representative.press(chosen)
    await representative.hear("12月15日")
    await representative.say("眼下没有经费")
    assert "12月15日" in text_of(await representative.hear("眼下没有经费"))
    await representative.press(ZH("desk.send"))
    assert "12月15日" in text_of(await resident.hear(part(ZH, "answer.promised")))
    late = await representative.press_data(shown["message_id"], data)
    assert late["text"] == ZH("desk.gone")
