"""Two administrators end a town over HTTP: one asks, the other agrees, and its resident hears where the case is now."""

from domain.people import Role
from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import LIGHTS, ZH, both, hand_in, office, part


async def test_a_unit_ends_when_a_second_administrator_agrees(city: City) -> None:
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    district = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    above = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    await district.say("/rights")
    await district.hear("张店区")
    await district.press(ZH("rights.below"))
    await district.hear(part(ZH, "rights.below_of"))
    await district.press("傅家镇")
    await district.hear("傅家镇")
    await district.press(ZH("rights.end"))
    await district.hear(ZH("unit.second"))
    await district.press(ZH("unit.end_ask"))
    await district.hear(part(ZH, "approval.own"))
    asked = text_of(await above.hear(part(ZH, "approval.asked")))
    assert "傅家镇" in asked
    await above.press(ZH("approval.no"))
    await above.hear(part(ZH, "approval.ask_reason"))
    await above.say("/cancel")
    await above.hear()
    await above.press(ZH("approval.yes"))
    await district.hear(part(ZH, "unit.ended"))
    await representative.hear(part(ZH, "unit.parted"))
    await city.bot.schedule.tick()
    assert "张店区" in text_of(await resident.hear(part(ZH, "unit.case")))
    await district.say("/inbox")
    await district.hear(part(ZH, "inbox.title_open"))
    assert any("2026-0001" in label for label in district.buttons())
