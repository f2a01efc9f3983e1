"""/settings over HTTP: a city adds a category of its own, a resident's words find it, and it has its department."""

import asyncio

import pytest

from bot import process
from domain.people import Role
from tests.support.city import City, seats
from tests.support.sandbox import PATIENCE, Phone, text_of
from tests.walk.steps import EN, HOME, NUMBER, ZH, hand_in, office, part, quiet

NAME, NAME_IN_ENGLISH = "楼道充电", "Stairwell charging"
WORDS = "楼道里天天有人飞线充电"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is settled hold after a moment."""
    monkeypatch.setattr(process, "SETTLED_WITHIN", 0.1)


async def test_a_category_of_the_citys_own_from_its_name_to_its_department_and_off_again(city: City) -> None:
    head = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    representative = await city.staff(seats(HOME)[0], language="en")
    await add(head)
    await settled(city, NAME)
    department = await given_to_a_department(boss)

    resident = await city.resident("陈桂兰")
    sent = text_of(await hand_in(resident, WORDS))
    assert ZH("route.station", category=NAME) in sent
    assert NAME_IN_ENGLISH in text_of(await representative.hear(NUMBER))
    await representative.press(EN("button.transfer"))
    offered = await representative.hear(part(EN, "transfer.ask_lead_fitting"))
    assert department in offered["reply_markup"]["inline_keyboard"][0][0]["text"]

    await rename(head, "电动车充电 / E-bike charging")
    await settled(city, "电动车充电")
    await resident.say("/cases")
    listed = await resident.hear("您反映过的事")
    assert "电动车充电" in listed["reply_markup"]["inline_keyboard"][0][0]["text"]

    await switch_off(head)
    await settled(city, "电动车充电", offered=False)
    neighbour = await city.resident("王秀英")
    await neighbour.say(WORDS)
    assert ZH("suggest.line_category", category=ZH("category.other")) in text_of(await neighbour.hear(WORDS))
    await neighbour.press(ZH("suggest.change_category"))
    await quiet(city, neighbour)
    assert "电动车充电" not in neighbour.buttons()
    await head.press(ZH("setting.undo"))
    await head.hear(f"现在：{ZH('setting.offered_yes')}")
    await settled(city, "电动车充电")
    await neighbour.press(ZH("button.back"))
    await neighbour.hear("电动车充电")
    assert await city.trouble() == []


async def add(head: Phone) -> None:
    """Add it, with a word; a name that is another's, and one that is none, are refused on the way."""
    await head.say("/settings")
    await head.hear("要改哪一类")
    await head.press(ZH("setting.room_categories"))
    await head.hear(str(ZH("setting.may_add")))
    await head.press(ZH("setting.add"))
    await head.hear("把中文名和英文名一起发来")
    await head.say("供热 / Warmth")
    await head.hear("“供热”已经是“供热”的了")
    await head.say("<b>楼道\u202e</b>")
    await head.hear(str(ZH("setting.unfit_names", low=2, high=28)))
    await head.say(f"{NAME}／{NAME_IN_ENGLISH}")
    added = text_of(await head.hear(str(ZH("setting.added"))))
    assert f"{ZH('setting.name_names')}：{NAME} / {NAME_IN_ENGLISH}" in added
    assert f"{ZH('setting.name_offered')}：{ZH('setting.offered_yes')}" in added
    await head.press(ZH("setting.name_signs"))
    await head.hear(str(ZH("setting.about_signs")))
    await head.press(ZH("setting.change"))
    await head.hear("用逗号隔开")
    await head.say("飞线充电，充电棚")
    await head.hear("现在：飞线充电、充电棚")
    await head.press(ZH("button.back"))
    await head.hear(str(ZH("level.district")))
    await head.press(ZH("setting.name_level"))
    await head.hear(str(ZH("setting.about_level")))
    await head.press(ZH("level.town"))
    await head.hear(f"现在：{ZH('level.town')}")


async def given_to_a_department(boss: Phone) -> str:
    """A district lets one of its departments handle it. Returns that department's name."""
    await boss.say("/settings")
    await boss.hear("张店区")
    await boss.press(ZH("setting.room_handling"))
    await boss.hear(NAME)
    await boss.press(NAME)
    shown = await boss.hear(str(ZH("setting.about_handling")))
    last = shown["reply_markup"]["inline_keyboard"][1][0]["text"]
    await boss.press(last)
    await boss.hear(str(ZH("setting.saved")))
    return str(last)


async def rename(head: Phone, names: str) -> None:
    await head.press(ZH("button.back"))
    await head.hear("飞线充电")
    await head.press(ZH("setting.name_names"))
    await head.hear(str(ZH("setting.about_names")))
    await head.press(ZH("setting.change"))
    await head.hear("把中文名和英文名一起发来")
    await head.say(names)
    await head.hear(f"现在：{names}")


async def switch_off(head: Phone) -> None:
    await head.press(ZH("button.back"))
    await head.hear("飞线充电")
    await head.press(ZH("setting.name_offered"))
    await head.hear(str(ZH("setting.about_offered")))
    await head.press(ZH("setting.offered_no"))
    await head.hear(f"现在：{ZH('setting.offered_no')}")


async def settled(city: City, name: str, *, offered: bool = True) -> None:
    """Wait until the process goes by it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            known = city.bot.writer.rules.categories.of("own1")
            if (known.chinese, known.offered) == (name, offered):
                return
            await asyncio.sleep(0.1)
