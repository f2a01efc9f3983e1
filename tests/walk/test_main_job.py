"""The main job through all floors: a resident's suggestion, the representative's answer, the resident's rating."""

from locales import Text
from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of

ZH = Text("zh")
LIGHTS = "共青团西路晚上七点后一段路路灯全黑"
NUMBER = "2026-0001"


async def both(city: City) -> tuple[Phone, Phone]:
    """A resident of Fujia, and the representative who gets the first case there."""
    representative = await city.staff(seats("zd-fujia")[0])
    return await city.resident("陈桂兰"), representative


async def hand_in(resident: Phone, words: str = LIGHTS) -> None:
    """Write a suggestion and hand it in."""
    await resident.say(words)
    await resident.hear(words[:10])
    await resident.press(ZH("suggest.submit"))
    await resident.hear(NUMBER)


async def answer(representative: Phone, class_: str = "A", words: str = "灯已经换好，树枝也修了。") -> None:
    """Answer finally, through all its steps."""
    await representative.press(ZH("button.answer"))
    await representative.press(ZH(f"class.{class_}"))
    await representative.hear(ZH("desk.ask_answer", number=f"张店 {NUMBER}", answer=ZH(f"class.{class_}"))[:12])
    await representative.say(words)
    await representative.hear(words)
    await representative.press(ZH("desk.send"))


async def rate(resident: Phone, process: str, result: str) -> None:
    """Give both halves of the rating."""
    await resident.hear(ZH("rate.process", number=f"张店 {NUMBER}")[:8])
    await resident.press(ZH(f"rating.{process}"))
    await resident.hear(ZH(f"rating.{process}"))
    await resident.press(ZH(f"rating.{result}"))


async def test_a_suggestion_is_answered_and_rated(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    card = await representative.hear(LIGHTS)
    assert "陈桂兰" in text_of(card)
    await representative.press(ZH("button.write"))
    await representative.hear(NUMBER)
    await representative.say("看到了，今晚我去现场。")
    assert "今晚我去现场" in text_of(await resident.hear("今晚"))
    await answer(representative)
    assert "换好" in text_of(await resident.hear("换好"))
    await rate(resident, "satisfied", "basic")
    await representative.hear(ZH("rating.basic"))
    await resident.say("/cases")
    await resident.hear(ZH("cases.title"))
    assert ZH("state.closed") in resident.buttons()[0]


async def test_unsatisfied_starts_the_second_handling(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await answer(representative)
    await rate(resident, "basic", "unsatisfied")
    await resident.hear(ZH("rate.why")[:6])
    await resident.say("灯换了，可还是不亮。")
    added = await representative.hear("还是不亮")
    assert NUMBER in text_of(added)
    await resident.hear()
    await answer(representative, words="线路接头坏了，今天已经修好。")
    await resident.hear("接头")
    await rate(resident, "satisfied", "satisfied")
    await representative.hear(ZH("rating.satisfied"))
    await resident.say("/cases")
    await resident.hear(ZH("cases.title"))
    assert ZH("state.closed") in resident.buttons()[0]


async def test_replies_find_their_case_on_both_sides(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    card = await representative.hear(LIGHTS)
    await representative.say("在哪一段？", reply_to=card["message_id"])
    asked = await resident.hear("在哪一段")
    await resident.say("供销社门口到桥头。", reply_to=asked["message_id"])
    assert "桥头" in text_of(await representative.hear("桥头"))
