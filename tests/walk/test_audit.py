"""/audit over HTTP: an administrator sees who did what, narrows it down, and takes a copy; others are refused."""

import csv
import io

from domain.people import Role
from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import LIGHTS, NUMBER, ZH, answer, both, hand_in, office, part, quiet


async def test_an_administrator_sees_who_did_what(city: City) -> None:
    boss = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    resident, representative = await both(city)
    await hand_in(resident)
    await representative.hear(LIGHTS)
    await answer(representative)
    await quiet(city, resident, representative, boss)
    await boss.say("/audit")
    shown = text_of(await boss.hear(part(ZH, "audit.how")))
    assert f"{representative.name}答复了张店 {NUMBER}" in shown
    assert "陈桂兰" not in shown
    assert LIGHTS not in shown
    await boss.say(NUMBER)
    course = text_of(await boss.hear("居民登记了"))
    assert f"{representative.name}答复了" in course
    await boss.say(representative.name)
    await boss.hear(f"· {representative.name}")
    await boss.press(ZH("audit.choose_act"))
    await boss.press(ZH("audit.act_settings"))
    await boss.hear(ZH("audit.none"))
    await boss.press(ZH("audit.all"))
    await boss.hear("答复了")  # the same card, with everything on it again
    await boss.press(ZH("audit.table"))
    message = await boss.hear(part(ZH, "audit.exported"))
    content = await city.bot.application.bot.get_file(message["document"]["file_id"])
    table = bytes(await content.download_as_bytearray())
    assert table.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    assert representative.name in {row["谁"] for row in rows}
    assert "陈桂兰" not in table.decode()


async def test_others_are_told_who_may(city: City) -> None:
    resident, representative = await both(city)
    for one in (resident, representative):
        await one.say("/audit")
        await one.hear(ZH("refused.no_audit"))
