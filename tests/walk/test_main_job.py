"""The main job through all floors: a resident's suggestion, the representative's answer, the resident's rating."""

from tests.support.city import City


async def test_a_suggestion_is_answered_and_rated(city: City) -> None:
    representative = await city.staff("r013")
    resident = await city.resident("陈桂兰")
    await resident.say("共青团西路晚上七点后一段路路灯全黑")
    preview = await resident.hear("路灯")
    print(await resident.transcript())
    print(await representative.transcript())
    await resident.press(resident.buttons()[0])
    sent = await resident.hear("2026-0001")
    print(await resident.transcript())
    assert preview and sent
