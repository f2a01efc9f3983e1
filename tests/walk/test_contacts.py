"""The double link over the wire: a meeting is logged, confirmed by the other side, and counts."""

from datetime import date

from bot.drawing import face
from domain.contacts import Link
from domain.people import Address, Role
from storage import contacts, people
from storage.tx import Tx
from tests.support.city import City, seats
from tests.support.sandbox import Phone, text_of
from tests.walk.steps import EN, HOME, ZH, hand_in, office, part

DAY = date(2026, 12, 1)


async def linked(city: City, language: str = "zh") -> tuple[Phone, Phone, list[Link]]:
    """A representative, somebody whom a fixed link is kept with, and all links."""
    keeper = await city.staff(seats(HOME)[0], language=language)
    at = Address("telegram", str(keeper.id))
    links = await city.bot.writer.run(lambda tx: contacts.links_of(tx, people.person_at(tx, at) or 0, DAY))
    phone = await city.bench.phone(links[0].name)

    def bind(tx: Tx) -> None:
        people.bind(tx, Address("telegram", str(phone.id)), links[0].other_id, city.clock.now())

    await phone.say("/start")  # nobody is written to before they have spoken
    await phone.hear()
    await city.bot.writer.run(bind)
    await phone.pass_over()
    return keeper, phone, links


async def test_a_meeting_is_logged_in_four_taps_and_a_line(city: City) -> None:
    keeper, other, links = await linked(city)
    await keeper.say("/contact")
    await keeper.hear(str(ZH("contact.ask_whom")))
    await keeper.press(links[0].name)
    await keeper.press(ZH("contact.next"))
    await keeper.press(ZH("mode.visit"))
    await keeper.hear("谈了什么")
    await keeper.press("11/29")
    await keeper.hear("11月29日")
    await keeper.say("问了问供暖，家里十八度")
    await keeper.hear("记上了")
    assert "问了问供暖" in text_of(await other.hear("见过吗"))
    await other.press(ZH("contact.yes"))
    await other.hear("已经确认")
    await keeper.hear(str(ZH("evidence.confirmed")))
    await keeper.say("/quota")
    assert f"本季度联系（到12月31日）：{len(links)} 次，已完成 1 次" in text_of(await keeper.hear("您的固定联系"))
    await keeper.press(str(ZH("contact.log", name=links[1].name)))
    await keeper.hear("怎么联系的")


async def test_the_quota_is_a_picture_with_its_words_and_staff_export_a_table(city: City) -> None:
    keeper, _, links = await linked(city)
    await keeper.say("/quota")
    shown = await keeper.hear(str(ZH("quota.picture_residents", year=2026)))
    assert ("photo" in shown) == (face() is not None)
    assert links[0].name in text_of(await keeper.hear("您的固定联系"))
    admin = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    await admin.say("/quota")
    await admin.hear("双联完成情况，截至")
    await admin.press(ZH("quota.export"))
    file = await admin.hear("用电子表格软件打开")
    assert file["document"]["file_name"] == "quota-2026-12-01.csv"
    await admin.press(ZH("quota.signs"))
    await admin.hear(str(ZH("signs.no_verdict")))


async def test_the_code_is_shown_here_and_opened_there(city: City) -> None:
    keeper, other, links = await linked(city, "en")
    await keeper.say("/links")
    await keeper.hear(str(EN("links.title")))
    await keeper.press(str(EN("contact.log", name=links[0].name)))
    await keeper.press(EN("mode.visit"))
    await keeper.hear("Write a line")
    await keeper.say("The heating")
    await keeper.hear("Logged")
    await keeper.press(EN("contact.show_code"))
    shown = text_of(await keeper.hear("Code:"))
    await other.hear("见过吗")
    await other.say("/start " + shown.split("start=")[1].split()[0])
    await other.hear("已经确认")
    await keeper.hear(str(EN("evidence.code")))


async def test_a_contact_out_of_a_case_and_a_matter_that_its_person_hands_in(city: City) -> None:
    keeper, other, links = await linked(city)
    await other.say("/new")  # the account was bound in the middle of the greeting
    await other.hear(part(ZH, "suggest.ask"))
    await hand_in(other, "桥头的路灯不亮")
    await keeper.hear("桥头的路灯不亮")
    await keeper.say("/inbox")
    listed = await keeper.hear(part(ZH, "inbox.title_open"))
    await keeper.press(listed["reply_markup"]["inline_keyboard"][0][0]["text"])
    await keeper.hear("桥头的路灯不亮")
    await keeper.press(ZH("contact.of_case"))
    await keeper.press(ZH("mode.phone"))
    await keeper.hear("谈了什么")
    await keeper.say("电话里说了路灯，还说了楼道")
    await keeper.hear("记上了")
    await other.hear("没有这回事")
    await keeper.press(str(ZH("matter.raised", name=links[0].name)))
    await keeper.hear("请用一段话写下来")
    await keeper.say("楼道灯坏了一个月")
    await keeper.hear("作为意见建议交上来")
    await other.hear("楼道灯坏了一个月")
    await other.press(ZH("matter.take"))
    await other.hear(part(ZH, "suggest.preview_title"))
    await other.press(ZH("suggest.submit"))
    await keeper.hear("楼道灯坏了一个月")
    assert await city.trouble() == []
