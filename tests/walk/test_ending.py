"""Nothing stays to be pressed once its time is over, and what is shown says how things stand."""

from tests.support.city import AGREE, City
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import LIGHTS, NUMBER, ZH, answer, both, codes, hand_in, part, quiet, said_to


async def buttons(phone: Phone) -> list[str]:
    """The labels of all buttons that a chat still shows."""
    return [label for message in await phone.messages() for label in codes(message)]


async def begun(city: City) -> Phone:
    """Somebody who was shown the privacy note."""
    phone = await city.bench.phone("刘师傅")
    await phone.say("/start")
    await phone.hear(ZH("start.hello"))
    return phone


async def test_a_yes_ends_the_question(city: City) -> None:
    phone = await begun(city)
    await phone.say("路灯坏了")
    await phone.hear(ZH("start.first_agree"))
    await phone.press(AGREE["zh"])
    await phone.hear(ZH("place.ask"))
    assert not {ZH("start.agree"), ZH("start.decline"), "English"} & set(await buttons(phone))


async def test_a_no_ends_the_question_and_later_words_show_the_note_again(city: City) -> None:
    phone = await begun(city)
    await phone.press(ZH("start.decline"))
    await phone.hear(ZH("start.declined"))
    assert await buttons(phone) == []
    await phone.say("喂")
    await phone.hear(ZH("start.not_kept"))
    await phone.hear(ZH("start.hello"))
    await phone.press(AGREE["zh"])
    await phone.hear(ZH("place.ask"))


async def test_the_list_of_places_ends_with_a_choice(city: City) -> None:
    phone = await begun(city)
    await phone.press(AGREE["zh"])
    await phone.press("张店区")
    await phone.press("傅家镇")
    await phone.press(ZH("place.here", unit="傅家镇"))
    await phone.hear(ZH("start.home", unit="傅家镇").replace("<b>", "").replace("</b>", ""))
    await quiet(city, phone)
    assert await buttons(phone) == [ZH("button.suggest"), ZH("button.cases"), ZH("button.move")]


async def test_a_preview_says_that_it_was_handed_in(city: City) -> None:
    resident, _ = await both(city)
    await hand_in(resident)
    await quiet(city, resident)
    shown = next(text for text in await said_to(resident) if LIGHTS in text)
    assert shown.startswith("您交上去的")
    assert part(ZH, "suggest.preview_hint") not in shown


async def test_templates_end_when_words_were_sent(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    templates = (await buttons(representative))[-3:]
    await representative.say("今晚去看。")
    await representative.hear(part(ZH, "case.passed_on"))
    await quiet(city, representative)
    assert not set(templates) & set(await buttons(representative))


async def test_an_answer_ends_what_came_before_it_and_can_be_corrected_by_more_words(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative, words="灯已修号。")
    await resident.hear("灯已修号")
    await quiet(city, representative)
    left = await buttons(representative)
    assert not {ZH("desk.send"), ZH("desk.change"), ZH("class.A")} & set(left)
    await representative.press(ZH("button.write"))
    await representative.say("写错了一个字：灯已修好。")
    await resident.hear("灯已修好")


async def test_a_withdrawal_is_asked_in_place_of_the_card(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await resident.press(ZH("button.see_case"))
    await resident.press(ZH("button.withdraw"))
    await resident.hear(part(ZH, "case.ask_withdraw"))
    await resident.press(ZH("button.keep_case"))
    await resident.hear("c_")
    assert ZH("button.withdraw_yes") not in await buttons(resident)
    await resident.press(ZH("button.withdraw"))
    await resident.press(ZH("button.withdraw_yes"))
    await representative.hear(part(ZH, "case.withdrawn"))
    await quiet(city, resident)
    assert not {ZH("button.withdraw"), ZH("button.withdraw_yes"), ZH("button.keep_case")} & set(await buttons(resident))


async def test_the_question_why_ends_with_the_reason(city: City) -> None:
    resident, representative = await both(city)
    for reason in ("根本没来人", ""):
        await hand_in(resident)
        await answer(representative, number="2026-0")
        await resident.press(ZH("rating.unsatisfied"))
        await resident.hear(part(ZH, "rate.result"))
        await resident.press(ZH("rating.satisfied"))
        await resident.hear(part(ZH, "rate.why"))
        await (resident.say(reason) if reason else resident.press(ZH("button.no_comment")))
        await quiet(city, resident, representative)
        assert ZH("button.no_comment") not in await buttons(resident)


async def test_silence_ends_the_rating(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await resident.hear(part(ZH, "rate.process"))
    await city.later(days=8)
    await resident.hear(part(ZH, "rate.reminder"))
    await city.later(days=7)
    assert part(ZH, "rate.then_closed") in text_of(await resident.hear(part(ZH, "rate.lapsed")))
    assert part(ZH, "desk.then_closed") in text_of(await representative.hear(part(ZH, "case.lapsed")))
    await quiet(city, resident)
    assert not {ZH("rating.satisfied"), ZH("button.rate")} & set(await buttons(resident))


async def test_a_place_on_the_map_is_shown_whenever_the_case_is(city: City) -> None:
    resident, representative = await both(city)
    await resident.say(LIGHTS)
    await resident.hear(LIGHTS)
    await resident.send_location()
    await resident.hear(ZH("suggest.place_on_map"))
    await resident.press(ZH("suggest.submit"))
    await representative.hear(NUMBER)
    await quiet(city, representative)
    await representative.say("/inbox")
    opened = await representative.hear(ZH("inbox.title_open").split("。")[0][3:5])
    await representative.press_data(opened["message_id"], next(iter(codes(opened).values())))
    await representative.hear(ZH("suggest.place_on_map"))
    assert sum("location" in message for message in await representative.messages()) == 2
    await resident.press(ZH("button.see_case"))
    await resident.hear(ZH("suggest.line_place", place=ZH("suggest.place_on_map")))


async def test_courtesies_are_answered_and_become_no_suggestion(city: City) -> None:
    resident, _ = await both(city)
    await hand_in(resident)
    await resident.say("谢谢!")
    await resident.hear(ZH("courtesy.thanks"))
    await resident.say("您好，在吗？")
    await resident.hear(ZH("courtesy.greeting"))
    assert ZH("suggest.submit") not in await buttons(resident)


async def test_staff_who_write_without_a_step_are_told_where_words_to_a_resident_go(city: City) -> None:
    _, representative = await both(city)
    await representative.say("明天去看看。")
    await representative.hear(ZH("suggest.not_to_resident"))
    await representative.hear("明天去看看")
    await representative.say("再带上电工。")
    await quiet(city, representative)
    assert (await said_to(representative)).count(ZH("suggest.not_to_resident")) == 1
