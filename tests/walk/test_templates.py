"""/templates over HTTP: an officer keeps one, and a representative uses it."""

from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import LIGHTS, NUMBER, ZH, both, hand_in, officer, part


async def test_an_officer_keeps_a_template_and_a_representative_uses_it(city: City) -> None:
    resident, representative = await both(city)
    keeper = await officer(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await keeper.say("/templates")
    await keeper.hear("常用回复")
    await keeper.press(ZH("template.add"))
    await keeper.hear("{期限}")
    await keeper.say("周三去看\n{姓名}您好，{编号}我周三去看，{天气}好就去。")
    await keeper.hear("{天气}")
    await keeper.say("周三去看\n{姓名}您好，{编号}我周三去看。")
    await keeper.hear(ZH("template.saved"))
    await representative.press(ZH("button.write"))
    await representative.hear(part(ZH, "desk.ask_words"))
    await representative.press("周三去看")
    shown = text_of(await representative.hear("陈桂兰您好"))
    assert f"{NUMBER}我周三去看" in shown
    await representative.press(ZH("desk.send"))
    await resident.hear("陈桂兰您好")
    await keeper.press(ZH("template.remove"))
    await keeper.hear(ZH("template.ask_remove", title="周三去看"))
    await keeper.press(ZH("template.remove_yes"))
    await keeper.hear("常用回复")
    assert "周三去看" not in keeper.buttons()


async def test_a_representative_keeps_none(city: City) -> None:
    _, representative = await both(city)
    await representative.say("/templates")
    await representative.hear(ZH("refused.no_templates"))
