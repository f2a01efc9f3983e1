"""The resident's own cases: the list, the time line, adding to one, withdrawing, the rating, and what silence does."""

from datetime import timedelta

import pytest

from domain.outcomes import PROCESS, RESULT
from domain.suggestions import Rating
from tests.support.city import City
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import (
    HOME,
    LIGHTS,
    NUMBER,
    ZH,
    answer,
    both,
    codes,
    count,
    hand_in,
    part,
    quiet,
    rate,
    said_to,
)


async def opened(phone: Phone) -> str:
    """The newest case of /cases, as its card shows it."""
    await phone.say("/cases")
    await phone.hear(ZH("cases.title"))
    await phone.press(phone.buttons()[0])
    return text_of(await phone.hear("2026-"))


async def test_nothing_yet(city: City) -> None:
    phone = await city.resident("陈桂兰")
    await phone.say("/cases")
    await phone.hear(ZH("cases.none"))
    await phone.press(ZH("button.suggest"))
    await phone.hear(ZH("suggest.ask"))


async def test_the_list_has_pages_on_one_card_and_open_ones_come_first(city: City) -> None:
    phone = await city.resident("陈桂兰")
    for number in range(6):
        await hand_in(phone, f"第{number}盏路灯不亮")
    await city.at(city.clock.now() + timedelta(days=1))  # six are a day's number
    await hand_in(phone, "第6盏路灯不亮")
    await opened(phone)  # the newest
    await phone.press(ZH("button.withdraw"))
    await phone.press(ZH("button.withdraw_yes"))
    await quiet(city, phone)
    await phone.say("/cases")
    await phone.hear(ZH("cases.title"))
    first = await listed(city, phone)
    assert len(first) == 6
    assert "2026-0006" in first[0]
    before = await count(phone)
    await phone.press(ZH("page.on"))
    (last,) = await listed(city, phone)
    assert ZH("state.withdrawn") in last
    await phone.press(ZH("page.back"))
    assert await listed(city, phone) == first
    assert await count(phone) == before


async def listed(city: City, phone: Phone) -> list[str]:
    """The cases on the newest message."""
    await city.bot.settle()
    return [label for label in codes((await phone.messages())[-1]) if " 2026-" in label]


async def test_the_time_line_tells_every_step(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    await representative.say("今晚去看。")
    await resident.hear("今晚去看")
    await city.later(days=1)
    await answer(representative, "B", "下周换灯。")
    await resident.hear("下周换灯")
    shown = await opened(resident)
    for key in ("registered", "assign", "speak"):
        assert ZH(f"step.{key}") in shown, key
    assert ZH("step.answer", class_="B") in shown
    assert "12月2日" in shown
    assert LIGHTS in shown
    assert "今晚去看" in shown
    assert representative.name in shown
    assert ZH("case.watched") in shown


async def adding(city: City) -> tuple[Phone, Phone]:
    """A resident who is asked what to add, and the representative."""
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await resident.press(ZH("button.see_case"))
    await resident.press(ZH("button.add"))
    await resident.hear(part(ZH, "case.ask_add"))
    await quiet(city, representative)
    return resident, representative


async def test_adding_words(city: City) -> None:
    resident, representative = await adding(city)
    await resident.say("昨晚有人摔倒了")
    await resident.hear(part(ZH, "case.added_own"))
    added = text_of(await representative.hear("昨晚有人摔倒了"))
    assert NUMBER in added
    assert "昨晚有人摔倒了" in await opened(resident)


@pytest.mark.parametrize("kind", ["photo", "voice", "document"])
async def test_adding_a_file(city: City, kind: str) -> None:
    resident, representative = await adding(city)
    await getattr(resident, f"send_{kind}")(caption="昨晚拍的")
    await resident.hear(part(ZH, "case.added_own"))
    await representative.hear("昨晚拍的")
    assert any(kind in message for message in await representative.messages())


async def test_adding_an_album_is_answered_once_and_arrives_whole(city: City) -> None:
    resident, representative = await adding(city)
    for number in range(3):
        await resident.send_photo(media_group="N", caption="三盏灯" if number == 0 else "")
    await representative.hear("三盏灯")
    await resident.hear(part(ZH, "case.added_own"))
    await quiet(city, resident, representative)
    album = [m for m in await representative.messages() if "photo" in m]
    assert len(album) == 3
    assert len({m["media_group_id"] for m in album}) == 1
    assert sum(part(ZH, "case.added_own") in text for text in await said_to(resident)) == 1
    assert sum("三盏灯" in text for text in await said_to(representative)) == 1
    assert "draft" not in await city.all_rows_of("talks")
    assert await city.all_rows_of("drafts") == ""


async def test_withdrawing_is_asked_twice(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await resident.press(ZH("button.see_case"))
    await resident.press(ZH("button.withdraw"))
    asked = await resident.hear(part(ZH, "case.ask_withdraw"))
    await resident.press(ZH("button.keep_case"))
    await quiet(city, resident, representative)
    await resident.press(ZH("button.withdraw"))
    await resident.hear(part(ZH, "case.ask_withdraw"))
    await resident.press(ZH("button.withdraw_yes"))
    assert NUMBER in text_of(await representative.hear(part(ZH, "case.withdrawn")))
    again = await resident.press_data(asked["message_id"], codes(asked)[ZH("button.withdraw_yes")])
    assert again["text"] == ZH("button.done_already")
    await quiet(city, representative)
    assert ZH("state.withdrawn") in await opened(resident)
    card = next(m for m in await representative.messages() if ZH("button.answer") in codes(m))
    await representative.press_data(card["message_id"], codes(card)[ZH("button.answer")])
    await representative.hear(part(ZH, "refused.state"))


@pytest.mark.parametrize("process", PROCESS)
@pytest.mark.parametrize("result", RESULT)
async def test_every_rating(city: City, process: Rating, result: Rating) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    thanks = text_of(await rate(resident, process.value, result.value))
    unhappy = process.is_unhappy or result.is_unhappy
    why = part(ZH, "rate.why_missed" if result is Rating.MISSED else "rate.why")
    assert (why in thanks) is unhappy
    told = text_of(await representative.hear(part(ZH, "desk.rated")))
    assert ZH(f"rating.{process.value}") in told
    assert ZH(f"rating.{result.value}") in told
    state = "second" if result.is_unhappy else "closed"
    assert ZH(f"state.{state}") in await opened(resident)


async def unsatisfied(city: City) -> tuple[Phone, Phone]:
    """A resident who is asked why they are unsatisfied, and the representative."""
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await rate(resident, "satisfied", "unsatisfied")
    await representative.hear(part(ZH, "desk.rated"))
    await quiet(city, resident, representative)
    return resident, representative


async def test_a_comment_goes_to_the_representative(city: City) -> None:
    resident, representative = await unsatisfied(city)
    for number in range(2):
        await resident.send_photo(media_group="C", caption="还是不亮" if number == 0 else "")
    await representative.hear("还是不亮")
    await resident.hear(part(ZH, "case.added_own"))
    await quiet(city, resident)
    assert sum("photo" in m for m in await representative.messages()) == 2
    assert await city.all_rows_of("drafts") == ""
    assert "还是不亮" in await opened(resident)


async def test_the_comment_can_be_skipped(city: City) -> None:
    resident, representative = await unsatisfied(city)
    told = await resident.press(ZH("button.no_comment"))
    assert told["text"] == ZH("rate.skipped")
    await representative.silence()
    await resident.say("井盖也坏了")  # a new matter, no comment
    await resident.hear(part(ZH, "suggest.preview_title"))


async def test_a_late_skip_disturbs_nothing(city: City) -> None:
    resident, _ = await unsatisfied(city)
    thanks = next(m for m in await resident.messages() if ZH("button.no_comment") in codes(m))
    await resident.say("还是不亮")
    await resident.hear(part(ZH, "rate.commented"))
    await resident.say(f"/start s_{HOME}")
    await resident.hear(ZH("suggest.ask"))
    await resident.press_data(thanks["message_id"], codes(thanks)[ZH("button.no_comment")])
    await city.bot.settle()
    assert "suggest.words" in await city.all_rows_of("talks")


async def test_the_second_handling_comes_once(city: City) -> None:
    resident, representative = await unsatisfied(city)
    assert "12月16日" in await opened(resident)
    await answer(representative, words="接头换了。")
    await resident.hear("接头换了")
    await rate(resident, "unsatisfied", "unsatisfied")
    assert ZH("state.closed") in await opened(resident)
    await city.later(days=20)
    await quiet(city, resident, representative)
    assert "second" not in await city.all_rows_of("suggestions")


@pytest.mark.parametrize("class_", ["B", "C"])
async def test_what_is_not_solved_stays_open_and_is_answered_again(city: City, class_: str) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative, class_, "先排上队。")
    await rate(resident, "satisfied", "basic")
    assert ZH("state.watched") in await opened(resident)
    await city.later(days=40)
    await representative.say("/inbox")
    await representative.press(ZH("inbox.waiting"))
    await representative.hear(part(ZH, "inbox.title_waiting"))
    await representative.press(representative.buttons()[0])
    await answer(representative, "A", "灯装好了。")
    await resident.hear("灯装好了")
    await rate(resident, "satisfied", "satisfied")
    assert ZH("state.closed") in await opened(resident)


async def test_silence_is_reminded_once_and_taken_for_no_rating(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await resident.hear(part(ZH, "rate.process"))
    await city.later(days=6, hours=12)
    await quiet(city, resident, representative)
    await city.later(hours=13)
    assert "12月15日" in text_of(await resident.hear(part(ZH, "rate.reminder")))
    await quiet(city, resident)
    await city.later(days=6)
    await resident.silence()
    await city.later(days=1)
    await resident.hear(part(ZH, "rate.lapsed"))
    await representative.hear(part(ZH, "case.lapsed"))
    assert ZH("state.closed") in await opened(resident)
    rows = await city.all_rows_of("suggestions")
    assert "not_rated" in rows
    assert "'satisfied'" not in rows


async def test_a_reminder_leads_to_the_rating(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    await resident.hear(part(ZH, "rate.process"))
    await city.later(days=7)
    await resident.hear(part(ZH, "rate.reminder"))
    await resident.press(ZH("button.rate"))
    await rate(resident, "satisfied", "satisfied")
    await representative.hear(part(ZH, "desk.rated"))


async def test_only_the_newest_question_counts(city: City) -> None:
    """The buttons of an answered question are refused kindly, and the rating stands."""
    resident, representative = await both(city)
    await hand_in(resident)
    await answer(representative)
    question = await resident.hear(part(ZH, "rate.process"))
    await resident.press(ZH("rating.satisfied"))
    await resident.press_data(question["message_id"], codes(question)[ZH("rating.basic")])  # changed one's mind
    await quiet(city, resident)
    await resident.press(ZH("rating.satisfied"))
    await resident.hear(ZH("rating.basic"))
    await resident.press_data(question["message_id"], codes(question)[ZH("rating.unsatisfied")])
    await resident.hear(part(ZH, "refused.state"))


async def test_a_neighbour_sees_no_case_of_others(city: City) -> None:
    resident, _ = await both(city)
    await hand_in(resident)
    other = await city.resident("刘师傅")
    await other.say("/cases")
    await other.hear(ZH("cases.none"))
