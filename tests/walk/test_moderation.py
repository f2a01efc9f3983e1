"""Moderation over HTTP: a message is hidden, its author muted, objects, and hears from those above."""

from domain.people import Role
from tests.support.city import City
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import LIGHTS, NUMBER, ZH, both, hand_in, office, officer, part, quiet

CURSE = "你们都是饭桶"


async def test_hidden_muted_objected_and_undone(city: City) -> None:
    resident, representative = await both(city)
    helper = await officer(city)
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await resident.say("/cases")
    await resident.hear(part(ZH, "cases.title"))
    await resident.press(resident.buttons()[0])
    await resident.hear(NUMBER)
    await resident.press(ZH("button.add"))
    await resident.hear(part(ZH, "case.ask_add"))
    await resident.say(CURSE)
    await representative.hear(CURSE)
    await representative.press(ZH("button.report"))
    await representative.hear(part(ZH, "case.ask_report"))
    await representative.say("最后一句在骂人")
    await helper.hear("最后一句在骂人")
    await helper.press(ZH("button.moderate"))
    await helper.hear(part(ZH, "moderation.choose"))
    await helper.press(ZH("mod.hide", words=CURSE))
    await _decide(helper)
    await resident.hear(part(ZH, "moderation.told_hide"))
    await quiet(city, helper, representative)
    await representative.say("/inbox")
    await representative.hear(part(ZH, "inbox.title_open"))
    await representative.press(representative.buttons()[0])
    shown = text_of(await representative.hear("藏起"))
    assert CURSE not in shown
    await helper.say("/inbox")
    await helper.hear(part(ZH, "inbox.title_open"))
    await helper.press(helper.buttons()[0])
    await helper.hear(NUMBER)
    await helper.press(ZH("button.moderate"))
    await helper.hear(part(ZH, "moderation.choose"))
    await helper.press(ZH("mod.mute", n=3))
    await _decide(helper)
    await resident.hear(part(ZH, "moderation.told_mute"))
    await quiet(city, resident)
    await resident.say("另外，楼道的灯也坏了")
    await resident.hear(part(ZH, "moderation.draft_kept"))
    await resident.press(ZH("mod.object"))
    await resident.hear(part(ZH, "moderation.objected_own"))
    await boss.hear("居民有不同意见")
    await boss.press(ZH("mod.undo_short"))
    await resident.hear(part(ZH, "moderation.undone_mute"))
    await quiet(city, resident)
    await resident.say("/start")
    await resident.hear("楼道的灯")
    await resident.press(ZH("suggest.go_on"))
    await resident.hear("楼道的灯")
    await resident.press(ZH("suggest.submit"))
    await resident.hear("2026-0002")


async def _decide(helper: Phone) -> None:
    """The reason, the words, and the last look."""
    await helper.hear(part(ZH, "moderation.ask_offence"))
    await helper.press(ZH("offence.abuse"))
    await helper.hear(part(ZH, "moderation.ask_words"))
    await helper.say("请好好说话")
    await helper.hear(part(ZH, "moderation.confirm"))
    await helper.press(ZH("mod.send"))
    await helper.hear(part(ZH, "moderation.done"))
