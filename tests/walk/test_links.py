"""Fixed links over the wire: asked for, agreed to, told, and ended."""

from domain.people import Role
from storage import people
from storage.tx import Tx
from tests.support.city import City, seats
from tests.support.hall import seat
from tests.support.sandbox import text_of
from tests.walk.steps import EN, HOME, ZH, quiet
from tests.walk.test_contacts import linked


async def test_a_resident_asks_for_a_link_and_ends_it_later(city: City) -> None:
    keeper = await city.staff(seats(HOME)[0])
    resident = await city.resident("陈桂兰")
    await resident.say("/links")
    await resident.hear(str(ZH("links.nobody")))
    await resident.press(ZH("link.whom"))
    shown = text_of(await resident.hear("对方同意了才算"))
    name = shown.split("· ")[1].split("（")[0]
    await resident.press(name)
    await resident.hear("已经提出")
    await keeper.hear("陈桂兰 想请您")
    await keeper.press(ZH("link.yes"))
    await keeper.hear("从今天起固定联系")
    await resident.hear("从今天起固定联系")
    await resident.say("/links")
    assert name in text_of(await resident.hear(str(ZH("links.with_you"))))
    await resident.press(str(ZH("link.end", name=name)))
    await resident.hear("您的事项不受影响")
    await resident.press(ZH("link.end_yes"))
    await resident.hear("今天结束")
    await keeper.hear("不再和")
    assert await city.trouble() == []


async def test_the_officer_finds_somebody_for_who_has_too_few(city: City) -> None:
    keeper = await city.staff(seats(HOME)[0])
    officer = await city.staff(seat(Role.OFFICER, HOME), Role.OFFICER, HOME, language="en")
    resident = await city.resident("陈桂兰", "en")
    await city.bot.writer.run(lambda tx: tx.connection.execute("UPDATE links SET ends = '2026-11-30', told = 'yes'"))
    await officer.say("/links")
    await officer.hear("Without a resident")
    await officer.press(await keepers_name(city))
    await officer.hear("Fixed links of")
    await officer.press(EN("links.find_residents"))
    await officer.hear("who are free")
    await officer.press("陈桂兰")
    await keeper.hear("联络站提议")
    await resident.hear("would like to keep a fixed link with you")
    await resident.press(EN("link.yes"))
    await resident.hear("from today on")
    await keeper.hear("从今天起固定联系")
    await officer.hear("from today on")
    assert await city.trouble() == []


async def keepers_name(city: City) -> str:
    """The representative's name by the roster."""

    def job(tx: Tx) -> str:
        person = people.find(tx, people.by_ref(tx, seats(HOME)[0]) or 0)
        return person.name if person else ""

    return await city.bot.writer.run(job)


async def test_a_mandate_ends_and_the_officer_hands_over(city: City) -> None:
    _, other, _ = await linked(city)
    peer = await city.staff(seats(HOME)[1])
    officer = await city.staff(seat(Role.OFFICER, HOME), Role.OFFICER, HOME)

    def end(tx: Tx) -> str:
        left, heir = (people.by_ref(tx, ref) for ref in seats(HOME)[:2])
        tx.connection.execute(f"UPDATE mandates SET ends = '2026-12-01' WHERE person_id = {left}")  # noqa: S608
        person = people.find(tx, heir or 0)
        return person.name if person else ""

    name = await city.bot.writer.run(end)
    await city.later(hours=5)
    await quiet(city, officer)
    await city.later(days=1)
    await officer.hear("由谁接手")
    await officer.press(name)
    await other.hear(f"以后由 {name} 代表和您固定联系")
    await peer.hear("手上的都由")
    await officer.hear("已经交给")
    await city.later(days=1)
    await quiet(city, other)
    assert await city.trouble() == []
