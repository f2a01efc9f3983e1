"""Inviting and taking away over HTTP: a code to be scanned, cards, and an office that ends in mid-sentence."""

import pytest

from domain.people import Role
from tests.support.city import City
from tests.support.sandbox import text_of
from tests.walk.steps import LIGHTS, ZH, hand_in, office, officer, part


async def test_an_officer_invites_and_the_representative_joins_by_the_link(city: City) -> None:
    helper = await officer(city)
    await helper.say("/invite")
    await helper.hear(ZH("invite.room_officer"))
    await helper.press(helper.buttons()[0])
    await helper.hear(part(ZH, "invite.ask_whom"))
    name = helper.buttons()[0]
    await helper.press(name)
    sent = await helper.hear(part(ZH, "invite.made"))
    assert sent["photo"], "to be scanned"
    link = next(word for word in text_of(sent).split() if word.startswith("https://t.me/"))
    invited = await city.bench.phone(name)
    await invited.say(f"/start {link.partition('start=')[2]}")
    await invited.hear()
    await invited.press(ZH("start.agree"))
    await invited.hear(part(ZH, "invite.welcome"))
    other = await city.resident("孙志强")
    await other.say(f"/start {link.partition('start=')[2]}")
    await other.hear(ZH("invite.used"))


@pytest.mark.fontconfig
async def test_an_administrator_gets_cards_for_a_station(city: City) -> None:
    district = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    await district.say("/invite")
    await district.hear(part(ZH, "invite.room"))
    await district.press(ZH("role.representative"))
    await district.hear(ZH("invite.ask_station"))
    await district.press(district.buttons()[0])
    await district.hear(part(ZH, "invite.ask_whom"))
    await district.press(ZH("invite.cards_all"))
    await district.hear(part(ZH, "invite.ask_cards"))
    await district.press(ZH("invite.cards_yes"))
    sent = await district.hear(part(ZH, "invite.cards"))
    assert sent["document"]["file_name"] == "cards.pdf"


async def test_links_for_whoever_opens_them_are_told_apart_by_their_numbers(city: City) -> None:
    district = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    await district.say("/invite")
    await district.hear(part(ZH, "invite.room"))
    await district.press(ZH("role.admin"))
    await district.hear(part(ZH, "invite.ask_whom"))
    for _ in range(2):
        await district.press(ZH("invite.anybody"))
        await district.hear(part(ZH, "invite.made"))
    await district.say("/invite")
    await district.hear(part(ZH, "invite.room"))
    await district.press(ZH("invite.open"))
    listed = await district.hear(part(ZH, "invite.list"))
    taking_back = [ZH("invite.revoke", n=n, who=ZH("invite.whoever")) for n in (1, 2)]
    assert district.buttons()[:2] == taking_back
    assert all(f"\n{n}. " in text_of(listed) for n in (1, 2))


async def test_an_office_is_taken_away_in_the_middle_of_a_sentence(city: City) -> None:
    helper = await officer(city)
    district = await city.staff(office(Role.ADMIN, "zhangdian"), Role.ADMIN, "zhangdian")
    resident = await city.resident("陈桂兰")
    await hand_in(resident)
    await helper.hear(LIGHTS)
    await helper.press(ZH("button.write"))
    await helper.hear(part(ZH, "desk.ask_words"))
    await district.say("/rights")
    await district.hear("张店区")
    await district.press(ZH("rights.below"))
    await district.hear(part(ZH, "rights.below_of"))
    await district.press("傅家镇")
    await district.hear("傅家镇")
    await district.press(ZH("rights.people"))
    await district.hear(part(ZH, "rights.people_of"))
    await district.press(ZH("rights.label", name=helper.name, role=ZH("role.officer")))
    await district.hear(ZH("rights.has_account"))
    await district.press(ZH("rights.take"))
    await district.hear(ZH("rights.ask_take"))
    await district.press(ZH("rights.take_yes"))
    await district.hear(ZH("rights.taken"))
    await helper.hear(part(ZH, "rights.parted"))
    await helper.say("我马上去看看")
    await helper.hear(ZH("refused.not_yours"))
    await resident.silence()
    await helper.say("/inbox")
    await helper.hear(ZH("refused.no_desk"))
