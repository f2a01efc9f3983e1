"""/settings over HTTP: an administrator moves the hour of reminders, an officer the hours of the station."""

import asyncio

from domain.people import Role
from tests.support.city import City
from tests.support.sandbox import PATIENCE, text_of
from tests.walk.steps import ZH, both, office, officer


async def test_what_an_administrator_settles_holds_within_seconds_and_goes_back(city: City) -> None:
    admin = await city.staff(office(Role.ADMIN, "zibo"), Role.ADMIN, "zibo")
    await admin.say("/settings")
    await admin.hear("要改哪一类")
    await admin.press(ZH("setting.room_reminders"))
    await admin.hear("几点提醒：9点")
    await admin.press(ZH("setting.name_hour"))
    await admin.hear("现在：9")
    await admin.press(ZH("setting.change"))
    await admin.hear("从0到23")
    await admin.say("半夜")
    await admin.hear(str(ZH("setting.unfit_number")))
    await admin.say("２３点")
    await admin.hear(str(ZH("setting.unfit_reminders")))
    await admin.say("10")
    await admin.hear("现在：10点")
    async with asyncio.timeout(PATIENCE):
        while city.bot.writer.rules.reminders.hour != 10:  # noqa: ASYNC110 a setting rings no bell
            await asyncio.sleep(0.1)
    await admin.press(ZH("setting.undo"))
    await admin.hear("现在：9")
    assert await city.trouble() == []


async def test_who_handles_what_and_when_a_station_receives(city: City) -> None:
    admin = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    await admin.say("/settings")
    await admin.hear("张店区")
    await admin.press(ZH("setting.room_handling"))
    await admin.hear(str(ZH("category.lift")))
    await admin.press(ZH("category.lift"))
    shown = await admin.hear(str(ZH("setting.about_handling")))
    first = shown["reply_markup"]["inline_keyboard"][0][0]["text"]
    await admin.press(first)
    changed = text_of(await admin.hear(str(ZH("setting.saved"))))
    assert (first.removeprefix("✓ ") in changed.splitlines()[2]) is not first.startswith("✓")
    keeper = await officer(city)
    await keeper.say("/settings")
    await keeper.hear(str(ZH("setting.about_hours")))
    await keeper.press(ZH("setting.change"))
    await keeper.hear("发一行字来")
    await keeper.say("周三 上午9点到11点")
    await keeper.hear("现在：周三 上午9点到11点")
    resident, _ = await both(city)
    await resident.say("/representative")
    await resident.hear("周三 上午9点到11点")
    assert await city.trouble() == []
