"""A reception over the wire: set up, answered, booked, reminded of, held with contacts and matters; and called off."""

import re
from datetime import timedelta

from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import EN, HOME, ZH, hand_in, officer, part, quiet
from tests.walk.test_contacts import linked

WHEN = "12月5日 9:00-11:00"
LINK = re.compile(r"start=(m_[A-Za-z0-9_-]+)")


async def announced(helper: Phone, on_duty: Phone, when: str = WHEN) -> None:
    """Set a reception on heating up at the officer's station, with one representative on duty."""
    await helper.say("/reception")
    await helper.hear(part(ZH, "reception.ask_day"))
    await helper.say(when)
    await helper.hear(part(ZH, "reception.ask_duty"))
    await helper.press(on_duty.name)
    await helper.press(ZH("contact.next"))
    await helper.hear(part(ZH, "reception.ask_topic"))
    await helper.say("冬季供暖")
    await helper.hear(part(ZH, "reception.ask_scope"))
    await helper.press(ZH("reception.without_scope"))
    await helper.hear(part(ZH, "reception.preview"))
    await helper.press(ZH("reception.announce"))
    await helper.hear("公布了")


async def test_a_reception_is_announced_answered_booked_and_reminded_of(city: City) -> None:
    helper, on_duty = await officer(city), await city.staff(seats(HOME)[0])
    rose = await city.resident("陈桂兰")
    await announced(helper, on_duty)
    assert "冬季供暖" in text_of(await on_duty.hear("请您到场接待"))
    await on_duty.press(ZH("meeting.say_accepted"))
    await helper.hear("能来：12月5日")
    await rose.say("/receptions")
    listed = await rose.hear(str(ZH("reception.list")))
    await rose.press(listed["reply_markup"]["inline_keyboard"][0][0]["text"])
    await rose.hear("冬季供暖")
    await rose.press(ZH("reception.choose_slot"))
    await rose.hear("约哪个时段")
    await rose.press("9:15")
    await rose.hear("您约了 上午9:15")
    await city.at(city.clock.now() + timedelta(days=3, minutes=-30))
    await rose.hear("提醒：12月5日")
    assert "上午9:15 陈桂兰" in text_of(await on_duty.hear("提醒：12月5日"))
    assert await city.trouble() == []


async def test_it_is_changed_and_called_off(city: City) -> None:
    helper, on_duty = await officer(city), await city.staff(seats(HOME)[0], language="en")
    await announced(helper, on_duty)
    await on_duty.hear("You are asked to be on duty")
    await helper.press(ZH("reception.do_change"))
    await helper.hear(part(ZH, "reception.preview_change"))
    await helper.press(ZH("reception.part_when"))
    await helper.hear(part(ZH, "reception.ask_day"))
    await helper.press("12月6日(周日)")
    await helper.hear("几点开始")
    await helper.press("14:00")
    await helper.hear("几点结束")
    await helper.press("15:30")
    await helper.hear(part(ZH, "reception.preview_change"))
    await helper.press(ZH("reception.announce_change"))
    await helper.hear("12月6日(周日)下午2:00")
    await on_duty.hear("Sun 6 Dec, 2:00 pm")
    await on_duty.press(EN("meeting.say_declined"))
    await helper.hear("来不了：12月6日")
    await helper.press(ZH("reception.do_cancel"))
    await helper.hear("请写一句原因")
    await helper.say("代表出差")
    await helper.hear("代表出差")
    assert "代表出差" not in await on_duty.transcript(), "who can't come is left in peace"
    assert await city.trouble() == []


async def test_a_contact_out_of_a_reception_takes_four_taps_at_most_and_a_line(city: City) -> None:
    helper = await officer(city)
    on_duty, rose, links = await linked(city)
    await quiet(city, helper, on_duty, rose)
    await announced(helper, on_duty)
    await on_duty.hear("请您到场接待")
    await city.at(city.clock.now() + timedelta(days=3, hours=23, minutes=30))
    await helper.hear("接待开始了")
    await helper.press(ZH("reception.do_register"))
    await helper.hear(part(ZH, "reception.roll"))
    await helper.press(ZH("reception.code"))
    shown = await helper.hear("签到码")
    link = LINK.search(shown["caption"])
    assert link
    await rose.say(f"/start {link[1]}")
    await rose.hear("签到好了")
    await helper.press(str(ZH("reception.came", name=links[1].name)))
    await helper.hear("已接待 2 位")
    await quiet(city, helper, on_duty, rose)

    taps = 0
    await on_duty.say("/receptions")
    listed = await on_duty.hear(str(ZH("reception.list")))
    left_out = str(ZH("contact.chosen", name=links[1].name))
    for label in (listed["reply_markup"]["inline_keyboard"][0][0]["text"], ZH("reception.do_log"), left_out):
        await on_duty.press(label)
        taps += 1
    await on_duty.hear("谈了什么")
    assert taps <= 4
    await on_duty.say("问了家里的暖气")
    assert "已经算上" in text_of(await on_duty.hear("记上了"))
    assert "问了家里的暖气" in text_of(await rose.hear("您签过到"))
    await on_duty.say("/quota")
    assert f"本季度联系（到12月31日）：{len(links)} 次，已完成 1 次" in text_of(await on_duty.hear("您的固定联系"))

    await rose.press(ZH("reception.raise"))
    await rose.hear(part(ZH, "suggest.ask"))
    await hand_in(rose, "楼道灯坏了一个月")
    await on_duty.hear("楼道灯坏了一个月")
    await helper.say("/receptions")
    await helper.press(listed["reply_markup"]["inline_keyboard"][0][0]["text"])
    await helper.hear("写下来的事：1 件")
    await helper.press(ZH("reception.do_close"))
    await helper.hear("结束 12月5日")
    await helper.press(ZH("reception.do_close"))
    assert links[1].name in text_of(await on_duty.hear("接待结束了")), "who was left out is still to be logged"
    assert await city.trouble() == []
