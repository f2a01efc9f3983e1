"""A fortnight before the quarter closes, over the wire: the reminder, its button, the log, the other side's word."""

from datetime import UTC, datetime

from domain.people import Role
from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import EN, HOME, ZH, office
from tests.walk.test_contacts import linked

FORTNIGHT = datetime(2026, 12, 17, 1, 0, tzinfo=UTC)  # a Thursday, 9:00 in Shanghai
WEEK = datetime(2026, 12, 24, 1, 0, tzinfo=UTC)


async def test_the_reminder_arrives_and_its_button_begins_the_log(city: City) -> None:
    keeper, other, links = await linked(city)
    officer = await city.staff(office(Role.OFFICER, HOME), Role.OFFICER, HOME)
    await city.at(FORTNIGHT)
    reminder = text_of(await keeper.hear("还有 14 天"))
    assert all(link.name in reminder for link in links)
    await keeper.press(str(ZH("contact.log", name=links[0].name)))
    await keeper.press(ZH("mode.visit"))
    await keeper.hear("谈了什么")
    await keeper.say("去家里坐了坐，暖气够热")
    await keeper.hear("记上了")
    await other.hear("见过吗")
    await other.press(ZH("contact.yes"))
    await other.hear("已经确认")
    await keeper.say("/quota")
    assert "已完成 1 次" in text_of(await keeper.hear("您的固定联系"))
    await city.bot.schedule.tick()
    await keeper.pass_over()
    await keeper.silence()
    await city.at(WEEK)
    reminder = text_of(await keeper.hear("还有 7 天"))
    assert links[0].name not in reminder
    assert links[1].name in reminder
    await officer.hear("位代表没做完")
    await officer.press(ZH("closing.ledger"))
    await officer.hear("双联完成情况")


async def test_it_is_put_off_to_the_next_working_day(city: City) -> None:
    keeper, _, _ = await linked(city, "en")
    await city.at(FORTNIGHT)
    await keeper.hear("14 days left")
    await keeper.press(str(EN("closing.later", day="18 Dec")))
    await keeper.hear("once more on Fri 18 Dec")
    await city.later(hours=20)
    await keeper.silence()
    await city.later(hours=4)
    await keeper.hear("13 days left")
