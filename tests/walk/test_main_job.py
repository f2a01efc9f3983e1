"""The main job through all floors: a resident's suggestion, the representative's answer, the resident's rating."""

from tests.support.city import City, seats
from tests.support.sandbox import Phone

LIGHTS = "共青团西路晚上七点后一段路路灯全黑"


async def both(city: City) -> tuple[Phone, Phone]:
    """A resident of Fujia, and the representative who gets the first case there."""
    representative = await city.staff(seats("zd-fujia")[0])
    return await city.resident("陈桂兰"), representative


async def submitted(resident: Phone, words: str = LIGHTS) -> None:
    """Write a suggestion and hand it in."""
    await resident.say(words)
    await resident.hear(words[:10])
    await resident.press("提交")
    await resident.hear("2026-0001")


async def test_a_suggestion_is_answered_and_rated(city: City) -> None:
    resident, representative = await both(city)
    await submitted(resident)
    card = await representative.hear(LIGHTS)
    assert "陈桂兰" in card["text"]
    await representative.press("写给居民")
    await representative.hear("2026-0001")
    await representative.say("看到了,今晚我去现场。")
    assert "今晚我去现场" in (await resident.hear("今晚"))["text"]
    await representative.hear("2026-0001")
    await representative.press("正式答复")
    await representative.hear("2026-0001")
    print(await representative.transcript())
    await representative.press("A 已解决")
    await representative.hear("2026-0001")
    await representative.say("灯已经换好,树枝也修了。")
    await representative.hear("换好")
    await representative.press("发出")
    assert "换好" in (await resident.hear("换好"))["text"]
    print(await resident.transcript())
    await resident.hear("过程")
    await resident.press("满意")
    await resident.hear("结果")
    await resident.press("满意")
    await resident.hear("满意")
    print(await resident.transcript())
    print(await representative.transcript())
    await representative.hear("满意")
