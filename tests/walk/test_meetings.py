"""Meetings over the wire: proposed with a calendar file, answered, reminded of, held, confirmed, and counted."""

from datetime import timedelta

from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import EN, ZH
from tests.walk.test_contacts import linked


async def test_a_meeting_is_proposed_answered_held_and_confirmed(city: City) -> None:
    keeper, other, links = await linked(city)
    await keeper.say("/meetings")
    await keeper.hear(str(ZH("meeting.none")))
    await keeper.press(ZH("meeting.new"))
    await keeper.press(links[0].name)
    await keeper.press(ZH("contact.next"))
    await keeper.hear("哪一天见")
    await keeper.press("12月5日(周六)")
    await keeper.hear("几点见")
    await keeper.press("15:00")
    await keeper.hear("在哪儿见")
    await keeper.say("社区食堂二楼")
    await keeper.hear("约好了")
    assert "12月5日(周六)下午3:00，社区食堂二楼" in text_of(await other.hear("想和您见面"))
    file = await other.hear(str(ZH("meeting.calendar")))
    assert file["document"]["file_name"] == "meeting.ics"
    await other.press(ZH("meeting.say_accepted"))
    await other.hear("您说能来")
    await keeper.hear(f"{links[0].name} 能来")
    await city.at(city.clock.now() + timedelta(days=3, minutes=-30))
    await other.hear("提醒：")
    await keeper.hear("提醒：")
    await city.at(city.clock.now() + timedelta(days=1, hours=7))
    await keeper.hear("见成了吗")
    await keeper.press(ZH("meeting.took_place"))
    await keeper.hear("记上了")
    await other.hear("见过吗")
    await keeper.say("谈了供暖")
    assert "谈了供暖" in text_of(await other.hear("谈了供暖"))
    await other.press(ZH("contact.yes"))
    await keeper.hear(str(ZH("evidence.confirmed")))
    await keeper.say("/quota")
    assert f"本季度联系（到12月31日）：{len(links)} 次，已完成 1 次" in text_of(await keeper.hear("您的固定联系"))


async def test_it_is_moved_and_called_off(city: City) -> None:
    keeper, other, links = await linked(city, "en")
    await keeper.say("/meetings")
    await keeper.press(EN("meeting.new"))
    await keeper.press(links[0].name)
    await keeper.press(EN("contact.next"))
    await keeper.hear("On which day")
    await keeper.say("5 Dec 3 pm")
    await keeper.hear("Where?")
    await keeper.say("The canteen")
    await keeper.hear("Invited")
    await keeper.press(EN("meeting.other_time"))
    await keeper.hear("On which day")
    await keeper.say("6 Dec 10:00")
    await keeper.hear("Changed")
    assert "12月6日(周日)上午10:00" in text_of(await other.hear("改了见面安排"))
    await keeper.press(EN("meeting.call_off"))
    await keeper.hear("Really call off")
    await keeper.press(EN("meeting.call_off_yes"))
    await keeper.hear("Called off")
    await other.hear("您不用去了")
